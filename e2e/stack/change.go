package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
)

// Components is the folder of the stack's own copies of the component files,
// which its sidecars watch.
func (s *Stack) Components() string { return filepath.Join(s.dir, "components") }

// Data is the folder of what outlives a restart, secrets among it.
func (s *Stack) Data() string { return filepath.Join(s.dir, ".data") }

// Change writes a component file anew while the stack runs: all at once, by
// renaming, because a sidecar that reads half a file ends. The file is named
// below Components, and made if it is not there.
func (s *Stack) Change(file string, change func(old string) string) error {
	path := filepath.Join(s.Components(), file)
	old, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	half := filepath.Join(s.dir, "half-written.yaml")
	if err := os.WriteFile(half, []byte(change(string(old))), 0o644); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// Loaded is what a sidecar says that it has loaded.
type Loaded struct {
	Components    []struct{ Name, Type string }
	Subscriptions []struct{ PubsubName, Topic string }
}

// Loaded asks the app's sidecar what it has loaded.
func (a *App) Loaded(ctx context.Context) (Loaded, error) {
	var loaded Loaded
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.SidecarURL()+"/v1.0/metadata", nil)
	if err != nil {
		return loaded, err
	}
	request.Header.Set("dapr-api-token", a.stack.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return loaded, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return loaded, fmt.Errorf("metadata of %s: %s", a.Instance, response.Status)
	}
	return loaded, json.NewDecoder(response.Body).Decode(&loaded)
}
