package house

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dapr/dapr/pkg/apis/components/v1alpha1"
	"sigs.k8s.io/yaml"
)

// resource is what is read of a file beside what Dapr's loader reads: that loads the components of one app alone, and has
// no public way to subscriptions.
type resource struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Scopes []string `json:"scopes"`
	// Spec has the fields of a subscription; those of other kinds are left alone.
	Spec spec `json:"spec"`
}

type spec struct {
	PubSub string `json:"pubsubname"`
	Topic  string `json:"topic"`
	// Metadata is a map in subscriptions and a list in components.
	Metadata any `json:"metadata"`
}

// settings are a subscription's own.
func (s spec) settings() map[string]string {
	given, _ := s.Metadata.(map[string]any)
	settings := make(map[string]string, len(given))
	for name, value := range given {
		settings[name] = fmt.Sprint(value)
	}
	return settings
}

func readFolder(folder string) ([]resource, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []resource
	for _, file := range files {
		if extension := filepath.Ext(file.Name()); file.IsDir() || (extension != ".yaml" && extension != ".yml") {
			continue
		}
		path := filepath.Join(folder, file.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		found, err := parse(content)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func parse(content []byte) ([]resource, error) {
	var all []resource
	for _, document := range bytes.Split(append([]byte("\n"), content...), []byte("\n---")) {
		var r resource
		if err := yaml.Unmarshal(document, &r); err != nil {
			return nil, err
		}
		if r.Kind != "" {
			all = append(all, r)
		}
	}
	return all, nil
}

// isA tells whether a component is of a family, such as "state".
func isA(c v1alpha1.Component, family string) bool {
	return strings.HasPrefix(strings.ToLower(c.Spec.Type), family+".")
}
