package infra

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CopyComponents copies the component files below from, pass's components folder, to the folder to, with addresses, by
// server, in place of those that the files name, which are the defaults. Tests that run beside a development stack load
// the real files this way.
func CopyComponents(from, to string, addresses map[string]string) error {
	var pairs []string
	for _, s := range servers {
		if now, ok := addresses[s.name]; ok {
			pairs = append(pairs, address(s.port(DefaultPorts())), now)
		}
	}
	replacer := strings.NewReplacer(pairs...)
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("copy components: %w", err)
		}
		return os.WriteFile(target, []byte(replacer.Replace(string(content))), 0o644)
	})
}

// LaidComponents returns the folder of all profiles whose files lead to the servers: pass's own, or, where a server is not
// at the address that those name, a copy with the profile's data.
func (i *Infra) LaidComponents() (string, error) {
	if !i.Elsewhere() {
		return i.config.Components, nil
	}
	// Not profileData: that of the default profile is everybody's.
	copies := filepath.Join(i.config.Data, i.config.profile(), "components")
	if err := os.RemoveAll(copies); err != nil { // files that are gone from the originals since
		return "", err
	}
	return copies, CopyComponents(i.config.Components, copies, i.Addresses)
}
