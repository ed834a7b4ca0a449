package infra

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Secrets keeps the passwords of the apps in a folder, one file each, where the secret store of the profiles looks for
// them. They are made once and stay the same for all profiles.
type Secrets struct{ dir string }

// SecretsIn returns the secrets of the stack whose data folder is data.
func SecretsIn(data string) Secrets { return Secrets{dir: filepath.Join(data, "secrets")} }

// secretNames are the passwords that every app gets.
var secretNames = []string{
	"postgres-password", "redis-password", "rabbitmq-password", "kafka-password", "mongodb-password",
}

// ensuring has servers that are prepared side by side make an app's passwords once.
var ensuring sync.Mutex

// Ensure makes the passwords of an app that are not there yet, readable by the owner only.
func (s Secrets) Ensure(app string) error {
	ensuring.Lock()
	defer ensuring.Unlock()
	values, err := s.read(app)
	if err != nil {
		return err
	}
	missing := false
	for _, name := range secretNames {
		if values[name] == "" {
			values[name], missing = rand.Text(), true
		}
	}
	if !missing {
		return nil
	}
	content, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return err
	}
	return writeSecret(s.path(app), append(content, '\n'))
}

// Get returns one password of an app.
func (s Secrets) Get(app, name string) (string, error) {
	values, err := s.read(app)
	if err == nil && values[name] == "" {
		err = fmt.Errorf("%s has no %s", s.path(app), name)
	}
	return values[name], err
}

func (s Secrets) path(app string) string { return filepath.Join(s.dir, app+".json") }

func (s Secrets) read(app string) (map[string]string, error) {
	values := map[string]string{}
	content, err := os.ReadFile(s.path(app))
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &values)
	}
	if err != nil {
		return nil, fmt.Errorf("secrets of %s: %w", app, err)
	}
	return values, nil
}

// writeSecret replaces a file as a whole: a sidecar may read it meanwhile.
func writeSecret(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// adminPassword returns the password of a server's first user. It is made at the first start of a server of one's own;
// create is false where a server of others is only asked for.
func adminPassword(path string, create bool) (string, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		content = []byte(rand.Text() + "\n")
		err = writeSecret(path, content)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(content)), err
}
