package main

import (
	"errors"
	"fmt"
	"maps"
	"strings"
)

// settings are environment variables by app. It implements flag.Value.
type settings map[string]map[string]string

func (s settings) String() string { return fmt.Sprint(map[string]map[string]string(s)) }

// Set takes one, such as orders.PLATFORM_FEE_BPS=250.
func (s settings) Set(text string) error {
	name, value, assigned := strings.Cut(text, "=")
	app, variable, qualified := strings.Cut(name, ".")
	if !assigned || !qualified {
		return errors.New("a setting is app.NAME=value")
	}
	of := maps.Clone(s[app])
	if of == nil {
		of = map[string]string{}
	}
	of[variable] = value
	s[app] = of
	return nil
}
