package infra

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// DefaultProfile needs nothing but what is built here.
const DefaultProfile = "embedded"

// shared is the folder of what no profile changes.
const shared = "shared"

// Profile is what a profile's component files say.
type Profile struct {
	Name          string
	Components    []Component
	Subscriptions []Subscription
}

// Profiles lists the profiles in the folder components.
func Profiles(components string) ([]string, error) {
	entries, err := os.ReadDir(components)
	if err != nil {
		return nil, fmt.Errorf("list the profiles: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != shared {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// LoadProfile reads the profile called name in the folder components, with what all profiles share. When there is none,
// the error lists those there are.
func LoadProfile(components, name string) (Profile, error) {
	p := Profile{Name: name}
	names, err := Profiles(components)
	if err != nil {
		return p, err
	}
	if !slices.Contains(names, name) {
		return p, fmt.Errorf("there is no profile %q: PROFILE is one of %s", name, strings.Join(names, ", "))
	}
	for _, folder := range []string{name, shared} {
		resources, err := readResources(filepath.Join(components, folder))
		if err != nil {
			return p, err
		}
		if err := p.add(resources); err != nil {
			return p, fmt.Errorf("profile %s: %w", name, err)
		}
	}
	return p, nil
}

func (p *Profile) add(resources []resource) error {
	var errs []error
	for _, r := range resources {
		switch r.Kind {
		case "Component":
			c, err := r.component()
			p.Components = append(p.Components, c)
			errs = append(errs, err)
		case "Subscription":
			s, err := r.subscription()
			p.Subscriptions = append(p.Subscriptions, s)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// of lists the components of one of the types.
func (p Profile) of(types ...string) []Component {
	var found []Component
	for _, c := range p.Components {
		if slices.Contains(types, c.Type) {
			found = append(found, c)
		}
	}
	return found
}

// apps lists the apps that have a component of one of the types.
func (p Profile) apps(types ...string) []string {
	var apps []string
	for _, c := range p.of(types...) {
		apps = append(apps, c.Scopes...)
	}
	slices.Sort(apps)
	return slices.Compact(apps)
}
