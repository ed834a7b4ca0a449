package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stripe/stripe-mock/embedded"
)

// schema is the part of OpenAPI's schema objects that Stripe's description uses for answers.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Enum       []any             `json:"enum"`
	Nullable   bool              `json:"nullable"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	AnyOf      []schema          `json:"anyOf"`
	Items      *schema           `json:"items"`
}

// renamed are enums whose values are others in the emulator's version: hosted became hosted_page.
var renamed = map[string]bool{"checkout.session.ui_mode": true}

var components = sync.OnceValue(func() map[string]schema {
	var description struct {
		Components struct{ Schemas map[string]schema }
	}
	if err := json.Unmarshal(embedded.OpenAPISpec, &description); err != nil {
		panic(err) // the module's own file
	}
	return description.Components.Schemas
})

// Violations lists where the objects in an answer break Stripe's OpenAPI description: types, enums, null, required fields.
// Fields that the description does not know are let through, for it is of a later version than the emulator's.
func Violations(answer any) []string {
	switch value := answer.(type) {
	case map[string]any:
		name, _ := value["object"].(string)
		if known, there := components()[name]; there {
			return known.check(name, value)
		}
		return each(value["data"], Violations)
	case []any:
		return each(value, Violations)
	}
	return nil
}

func each(list any, check func(any) []string) (found []string) {
	items, _ := list.([]any)
	for _, item := range items {
		found = append(found, check(item)...)
	}
	return found
}

func (s schema) check(path string, value any) []string {
	if s.Ref != "" {
		return components()[strings.TrimPrefix(s.Ref, "#/components/schemas/")].check(path, value)
	}
	switch {
	case value == nil && s.Nullable:
		return nil
	case value == nil:
		return []string{path + " must not be null"}
	case len(s.AnyOf) > 0:
		return s.any(path, value)
	case !s.fits(value):
		return []string{fmt.Sprintf("%s is %v, not of type %s", path, value, s.Type)}
	case len(s.Enum) > 0 && !renamed[path] && !slices.Contains(s.Enum, value):
		return []string{fmt.Sprintf("%s is %v, not one of %v", path, value, s.Enum)}
	}
	return s.inside(path, value)
}

func (s schema) any(path string, value any) []string {
	var reasons []string
	for _, option := range s.AnyOf {
		found := option.check(path, value)
		if len(found) == 0 {
			return nil
		}
		reasons = append(reasons, found...)
	}
	return reasons
}

func (s schema) fits(value any) bool {
	switch s.Type {
	case "string":
		_, ok := value.(string)
		return ok
	case "boolean":
		_, ok := value.(bool)
		return ok
	case "integer":
		number, ok := value.(float64)
		return ok && number == float64(int64(number))
	case "number":
		_, ok := value.(float64)
		return ok
	case "array":
		_, ok := value.([]any)
		return ok
	case "object":
		_, ok := value.(map[string]any)
		return ok
	}
	return true
}

func (s schema) inside(path string, value any) (found []string) {
	if s.Items != nil {
		return each(value, func(item any) []string { return s.Items.check(path+"[]", item) })
	}
	members, _ := value.(map[string]any)
	for _, name := range s.Required {
		if _, there := members[name]; !there {
			found = append(found, path+"."+name+" is required")
		}
	}
	for name, member := range members {
		if known, there := s.Properties[name]; there {
			found = append(found, known.check(path+"."+name, member)...)
		}
	}
	return found
}
