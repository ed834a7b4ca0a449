package bed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// component is what the suite reads of a component file.
type component struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	Spec struct {
		Type     string    `yaml:"type"`
		Version  string    `yaml:"version"`
		Metadata []setting `yaml:"metadata"`
	} `yaml:"spec"`
	Auth   map[string]string `yaml:"auth,omitempty"`
	Scopes []string          `yaml:"scopes,omitempty"`
}

type setting struct {
	Name   string            `yaml:"name"`
	Value  any               `yaml:"value,omitempty"`
	Secret map[string]string `yaml:"secretKeyRef,omitempty"`
}

// components reads the components of a folder.
func components(folder string) ([]component, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []component
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		decoder := yaml.NewDecoder(bytes.NewReader(content))
		for {
			var c component
			err := decoder.Decode(&c)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", file, err)
			}
			if c.Kind == "Component" {
				all = append(all, c)
			}
		}
	}
	return all, nil
}

func named(all []component, name string) (component, error) {
	for _, c := range all {
		if c.Metadata.Name == name {
			return c, nil
		}
	}
	return component{}, fmt.Errorf("the profile has no component %s", name)
}

// source finds the folder of a profile, by its name or its path.
func (b *Bed) source(profile string) (string, error) {
	folder := filepath.Join(b.top, "components", profile)
	if strings.ContainsRune(profile, filepath.Separator) {
		folder = profile
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(b.top, profile)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) == 0 {
		return "", fmt.Errorf("no profile %s: %s has no files", profile, folder)
	}
	return folder, nil
}

// readerID is the app id of the sidecar that reads the dead letters: none of
// pass's own does.
const readerID = "conform"

// withReader adds to a profile's folder what the reader of the dead letters
// needs: the profile's own pub/sub component, and the secret store that it
// names, for a service with another topic.
func withReader(folder string, all []component) error {
	pubsub, err := named(all, "pubsub")
	if err != nil {
		return err
	}
	pubsub.Metadata.Name, pubsub.Scopes = readerID, []string{readerID}
	pubsub.Spec.Metadata = append(slices.DeleteFunc(slices.Clone(pubsub.Spec.Metadata), func(s setting) bool {
		return slices.Contains([]string{"publishingScopes", "subscriptionScopes", "allowedTopics", "protectedTopics"}, s.Name)
	}), setting{Name: "subscriptionScopes", Value: readerID + "=deadletter"}, setting{Name: "publishingScopes", Value: readerID + "=deadletter"})
	files := []any{&pubsub}
	if secrets, err := named(all, pubsub.Auth["secretStore"]); err == nil {
		secrets.Metadata.Name, secrets.Scopes = readerID+"-secrets", []string{readerID}
		pubsub.Auth = map[string]string{"secretStore": secrets.Metadata.Name}
		files = append(files, secrets)
	}
	content := bytes.NewBufferString(deadLetterSubscription)
	for _, file := range files {
		content.WriteString("---\n")
		if err := yaml.NewEncoder(content).Encode(file); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "conform.yaml"), content.Bytes(), 0o644)
}

const deadLetterSubscription = `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: {name: conform}
spec: {pubsubname: conform, topic: deadletter, routes: {default: /events/deadletter}}
scopes: [conform]
`
