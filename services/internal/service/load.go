package service

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Checks collects what is wrong with the settings.
type Checks struct {
	environ  map[string]string
	names    map[string]bool
	mistakes []string
}

// That notes a mistake unless ok; want says what is expected.
func (c *Checks) That(ok bool, name, want string) {
	if ok || c.names[name] {
		return
	}
	c.names[name] = true
	value, set := c.environ[name]
	switch {
	case !set:
		c.mistakes = append(c.mistakes, fmt.Sprintf("%s is not set: want %s", name, want))
	case confidential(name):
		c.mistakes = append(c.mistakes, fmt.Sprintf("%s (not shown): want %s", name, want))
	default:
		c.mistakes = append(c.mistakes, fmt.Sprintf("%s=%q: want %s", name, value, want))
	}
}

// Between wants a whole number from least to most.
func (c *Checks) Between(name string, value, least, most int) {
	c.That(least <= value && value <= most, name, fmt.Sprintf("a whole number from %d to %d", least, most))
}

// URL wants an absolute http or https URL.
func (c *Checks) URL(name, value string) {
	u, err := url.Parse(value)
	c.That(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "", name, "a URL such as https://example.com")
}

func confidential(name string) bool {
	for _, word := range []string{"TOKEN", "SECRET", "KEY", "PASSWORD"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// Load fills the settings of the service with the given name from an
// environment in the form of os.Environ. Its error names every mistake.
func Load(name string, environ []string, settings Configured) error {
	checks := &Checks{environ: env.ToMap(environ), names: map[string]bool{}}
	if err := env.ParseWithOptions(settings, env.Options{Environment: checks.environ}); err != nil {
		if err := checks.unparsed(err, settings); err != nil {
			return fmt.Errorf("%s: settings: %w", name, err)
		}
	}
	common := settings.Common()
	common.check(checks)
	settings.Check(checks)
	if n := len(checks.mistakes); n > 0 {
		return fmt.Errorf("%s can't start, because of its settings:\n  %s", name, strings.Join(checks.mistakes, "\n  "))
	}
	if common.AppID == "" {
		common.AppID = name
	}
	if common.Instance == "" {
		common.Instance = common.AppID + "-0"
	}
	return nil
}

// unparsed notes the values that are not of their setting's type. It returns
// what is not the environment's fault.
func (c *Checks) unparsed(err error, settings any) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	names := namesOf(reflect.TypeOf(settings).Elem())
	for _, one := range all.Errors {
		var parse env.ParseError
		var missing env.VarIsNotSetError
		var empty env.EmptyVarError
		switch {
		case errors.As(one, &parse):
			c.That(false, names[parse.Name], kindOf(parse.Type))
		case errors.As(one, &missing):
			c.That(false, missing.Key, "a value")
		case errors.As(one, &empty):
			c.That(false, empty.Key, "a value")
		default:
			return one
		}
	}
	return nil
}

// namesOf finds the variables of a struct's fields.
func namesOf(t reflect.Type) map[string]string {
	names := map[string]string{}
	for field := range t.Fields() {
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			for name, variable := range namesOf(field.Type) {
				names[name] = variable
			}
			continue
		}
		names[field.Name], _, _ = strings.Cut(field.Tag.Get("env"), ",")
	}
	return names
}

func kindOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "a duration such as 15s"
	case reflect.TypeFor[slog.Level]():
		return "debug, info, warn or error"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64:
		return "a whole number"
	}
	return "a " + t.String()
}
