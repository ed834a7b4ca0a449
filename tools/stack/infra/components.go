package infra

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CopyComponents copies the component files below from, pass's components folder, to the folder to, with the addresses
// of ports in place of the development stack's. Tests that run beside it load the real files this way.
func CopyComponents(from, to string, ports Ports) error {
	defaults := DefaultPorts()
	addresses := strings.NewReplacer(address(defaults.NATS), address(ports.NATS))
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
		return os.WriteFile(target, []byte(addresses.Replace(string(content))), 0o644)
	})
}
