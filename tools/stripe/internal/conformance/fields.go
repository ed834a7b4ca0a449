package conformance

import "fmt"

// open are members whose content is the caller's or differs from case to case: an event's object is whatever it is about.
var open = map[string]bool{"metadata": true, "payment_method_options": true, "object": true, "product": true, "capabilities": true}

// Differences lists the fields of stripe-mock's answer that ours lacks or shows with another JSON type; null stands for any.
func Differences(ours, theirs any) []string { return differ("", ours, theirs) }

func differ(path string, ours, theirs any) []string {
	if ours == nil || theirs == nil {
		return nil
	}
	if kind(ours) != kind(theirs) {
		return []string{fmt.Sprintf("%s is %s, stripe-mock's is %s", path, kind(ours), kind(theirs))}
	}
	var found []string
	switch their := theirs.(type) {
	case map[string]any:
		our := ours.(map[string]any)
		for name, value := range their {
			mine, there := our[name]
			if !there {
				found = append(found, fmt.Sprintf("%s.%s is missing", path, name))
			} else if !open[name] {
				found = append(found, differ(path+"."+name, mine, value)...)
			}
		}
	case []any:
		for _, mine := range ours.([]any) {
			if len(their) > 0 {
				found = append(found, differ(path+"[]", mine, their[0])...)
			}
		}
	}
	return found
}

func kind(value any) string {
	switch value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	}
	return fmt.Sprintf("%T", value)
}
