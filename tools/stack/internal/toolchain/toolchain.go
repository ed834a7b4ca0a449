// Package toolchain brings together the programs that the stack runs, in .bin: built from the modules below tools/, or
// in the case of Dapr's CLI, linked from an official installation.
package toolchain

import (
	"fmt"
	"os"
	"path/filepath"
)

// Versions of Dapr that are built. An official CLI is used when it is not older; an official runtime is not, because it
// loses events (docs/adr/0020).
const (
	runtimeVersion = "1.18.2"
	cliVersion     = "1.16.5"
)

// CheckBuilt returns an error that names the first program of the stack that is not there.
func CheckBuilt(top string) error {
	for _, s := range sets {
		if s.tests {
			continue
		}
		for _, name := range s.programs {
			if _, err := os.Stat(s.path(top, name)); err != nil {
				return fmt.Errorf(".bin/%s is missing: build it with `make tools`", name)
			}
		}
	}
	return nil
}

func (s set) path(top, program string) string { return filepath.Join(top, ".bin", program) }
