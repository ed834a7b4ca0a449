package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

type settings struct {
	server   streams.Server
	wait     time.Duration
	onlyWait bool
}

// read takes the settings from the environment, and names all mistakes at once.
func read(env func(string) string) (settings, error) {
	var mistakes []error
	number := func(name string, fallback, most int) int {
		value := env(name)
		if value == "" {
			return fallback
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > most {
			mistakes = append(mistakes, fmt.Errorf("%s must be a whole number from 1 to %d, not %q", name, most, value))
		}
		return n
	}
	s := settings{
		server:   streams.Server{URL: env("NATS_URL"), Replicas: number("NATS_REPLICAS", 1, 5)},
		wait:     time.Duration(number("WAIT_SECONDS", 120, 3600)) * time.Second,
		onlyWait: env("PREPARE") == "wait",
	}
	if mode := env("PREPARE"); mode != "" && mode != "wait" {
		mistakes = append(mistakes, fmt.Errorf("PREPARE must be wait or nothing, not %q", mode))
	}
	if file := env("NATS_URL_FILE"); file != "" {
		url, err := addressIn(file)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("NATS_URL_FILE: %w", err))
		}
		s.server.URL = url
	}
	if s.server.URL == "" {
		mistakes = append(mistakes, errors.New("NATS_URL is missing: nats://host:4222, or NATS_URL_FILE"))
	}
	if file := env("NATS_CREDS"); file != "" {
		s.server.Options = append(s.server.Options, nats.UserCredentials(file))
	}
	if file := env("NATS_CA"); file != "" {
		s.server.Options = append(s.server.Options, nats.RootCAs(file))
	}
	return s, errors.Join(mistakes...)
}

// addressIn reads the address where a service's sidecar finds it, in the file of the service's secrets.
func addressIn(file string) (string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var secrets struct {
		Address string `json:"nats-url"`
	}
	if err := json.Unmarshal(content, &secrets); err != nil {
		return "", fmt.Errorf("%s: not a JSON file of secrets", file) // the cause might quote one
	}
	return secrets.Address, nil
}
