// Package schema writes JSON Schemas for kubeconform from the modules that pass is tested with: Kubernetes' own OpenAPI, and
// the definitions of what Dapr and the Gateway API add. A field that they do not name is an error.
package schema

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"
)

// Location is where kubeconform finds the schemas in a folder.
const Location = "{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json"

type node = map[string]any

// WriteKubernetes writes the schemas of one group and version, of an OpenAPI file such as apis__apps__v1_openapi.json.
func WriteKubernetes(file, dir string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var api struct {
		Components struct{ Schemas map[string]node }
	}
	if err := json.Unmarshal(content, &api); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for name, s := range api.Components.Schemas {
		kinds, _ := s["x-kubernetes-group-version-kind"].([]any)
		if len(kinds) != 1 {
			continue // lists and options are of every group
		}
		kind := kinds[0].(node)
		definitions := node{}
		reach(name, api.Components.Schemas, definitions)
		root := node{"$ref": "#/components/schemas/" + name, "components": node{"schemas": definitions}}
		if err := write(dir, kind["group"].(string), kind["version"].(string), kind["kind"].(string), root); err != nil {
			return err
		}
	}
	return nil
}

// reach adds the schema called name and what it refers to.
func reach(name string, all map[string]node, found node) {
	if _, done := found[name]; done {
		return
	}
	s := all[name]
	found[name] = s
	strict(s)
	for _, other := range references(s) {
		reach(other, all, found)
	}
}

func references(value any) []string {
	var names []string
	switch v := value.(type) {
	case node:
		for key, inner := range v {
			if to, ok := inner.(string); ok && key == "$ref" {
				names = append(names, strings.TrimPrefix(to, "#/components/schemas/"))
			}
			names = append(names, references(inner)...)
		}
	case []any:
		for _, inner := range v {
			names = append(names, references(inner)...)
		}
	}
	return names
}

// WriteCRD writes the schemas of the definitions in a YAML file.
func WriteCRD(file, dir string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for part := range strings.SplitSeq("\n"+string(content), "\n---\n") {
		var crd apiextensions.CustomResourceDefinition
		if err := yaml.Unmarshal([]byte(part), &crd); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for _, v := range crd.Spec.Versions {
			raw, err := json.Marshal(v.Schema.OpenAPIV3Schema)
			if err != nil {
				return err
			}
			var root node
			if err := json.Unmarshal(raw, &root); err != nil {
				return err
			}
			strict(root)
			root["properties"].(node)["metadata"] = node{"type": "object"} // Kubernetes' own
			if err := write(dir, crd.Spec.Group, v.Name, crd.Spec.Names.Kind, root); err != nil {
				return err
			}
		}
	}
	return nil
}

// strict refuses fields that are not named, and says in JSON Schema what OpenAPI says in words of its own.
func strict(schema node) {
	if schema["format"] == "int-or-string" || schema["x-kubernetes-int-or-string"] == true {
		schema["type"] = []any{"integer", "string"}
		delete(schema, "oneOf")
	}
	delete(schema, "format")
	delete(schema, "default")
	properties, named := schema["properties"].(node)
	_, others := schema["additionalProperties"]
	if named && !others && schema["x-kubernetes-preserve-unknown-fields"] != true {
		schema["additionalProperties"] = false
	}
	for _, property := range properties {
		strict(property.(node))
	}
	for _, name := range []string{"items", "additionalProperties"} {
		if inner, ok := schema[name].(node); ok {
			strict(inner)
		}
	}
}

func write(dir, group, version, kind string, schema node) error {
	content, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	if group == "" {
		group = version // kubeconform's way to name the core group
	}
	return os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s_%s_%s.json", group, version, strings.ToLower(kind))), content, 0o644)
}
