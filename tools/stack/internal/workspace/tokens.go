package workspace

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tokenNames are the settings of Dapr that let apps and sidecars know each other: the first is what an app shows its
// sidecar, the second what a sidecar shows its app.
var tokenNames = []string{"DAPR_API_TOKEN", "APP_API_TOKEN"}

// Tokens returns the API tokens as settings for the environment, NAME=value. They are made once and kept, readable by
// the owner only; a token that is set in the environment is left as it is.
func (w Workspace) Tokens() ([]string, error) {
	path := filepath.Join(w.Data(), "tokens")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		content = newTokens()
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("API tokens: %w", err)
	}
	var settings []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if name, _, ok := strings.Cut(line, "="); ok && os.Getenv(name) == "" {
			settings = append(settings, line)
		}
	}
	return settings, nil
}

func newTokens() []byte {
	var b strings.Builder
	for _, name := range tokenNames {
		fmt.Fprintf(&b, "%s=%s\n", name, rand.Text())
	}
	return []byte(b.String())
}
