package infra

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// Component is what is taken from one component of a profile.
type Component struct {
	Name string
	// Type is such as state.postgresql.
	Type string
	// Metadata is its settings by name; those that come from a secret store are empty.
	Metadata map[string]string
	// Scopes are the apps that have it.
	Scopes []string
}

// Subscription is what is taken from one subscription.
type Subscription struct {
	PubSub, Topic, DeadLetter string
	Metadata                  map[string]string
	Scopes                    []string
}

// resource is a document of a component file.
type resource struct {
	Kind     string                `yaml:"kind"`
	Metadata struct{ Name string } `yaml:"metadata"`
	Scopes   []string              `yaml:"scopes"`
	Spec     struct {
		Type     string    `yaml:"type"`
		Metadata yaml.Node `yaml:"metadata"`

		PubSub     string `yaml:"pubsubname"`
		Topic      string `yaml:"topic"`
		DeadLetter string `yaml:"deadLetterTopic"`
	} `yaml:"spec"`
}

// readResources reads all documents of the YAML files in dir.
func readResources(dir string) ([]resource, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var found []resource
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the profile: %w", err)
		}
		documents := yaml.NewDecoder(bytes.NewReader(content))
		for {
			var r resource
			err := documents.Decode(&r)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
			found = append(found, r)
		}
	}
	return found, nil
}

func (r resource) component() (Component, error) {
	c := Component{Name: r.Metadata.Name, Type: r.Spec.Type, Metadata: map[string]string{}, Scopes: r.Scopes}
	var settings []struct{ Name, Value string }
	if err := r.Spec.Metadata.Decode(&settings); err != nil && !r.Spec.Metadata.IsZero() {
		return c, fmt.Errorf("component %s: %w", c.Name, err)
	}
	for _, s := range settings {
		c.Metadata[s.Name] = s.Value
	}
	return c, nil
}

func (r resource) subscription() (Subscription, error) {
	s := Subscription{PubSub: r.Spec.PubSub, Topic: r.Spec.Topic, DeadLetter: r.Spec.DeadLetter, Scopes: r.Scopes}
	if err := r.Spec.Metadata.Decode(&s.Metadata); err != nil && !r.Spec.Metadata.IsZero() {
		return s, fmt.Errorf("subscription %s: %w", r.Metadata.Name, err)
	}
	return s, nil
}
