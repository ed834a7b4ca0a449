package infra

import (
	"context"
	"fmt"
)

// Prepare creates on the servers that run already what the profile needs and Dapr does not create, and returns what it
// prepared. Of what is there it changes passwords and rights only. It fails when a server does not answer.
func Prepare(ctx context.Context, c Config) ([]string, error) {
	profile, err := LoadProfile(c.Components, c.profile())
	if err != nil {
		return nil, err
	}
	var done []string
	for _, s := range servers {
		if !s.needed(profile) {
			continue
		}
		t, found, err := c.find(s, profile)
		if err != nil {
			return done, err
		}
		if !found {
			return done, fmt.Errorf("no %s answers at %s: start it, or say where it is with %s", s.title, t.address, s.env)
		}
		if err := t.prepare(ctx); err != nil {
			return done, err
		}
		done = append(done, t.String())
	}
	return done, nil
}
