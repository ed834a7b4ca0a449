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
