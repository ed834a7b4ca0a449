// Package toolchain finds or builds the programs that the stack runs.
package toolchain

import (
	"fmt"
	"os"
	"path/filepath"
)

// Versions of Dapr that are built. An official installation is used when its runtime has the same major and minor
// version, and its CLI is not older.
const (
	runtimeVersion = "1.18.2"
	cliVersion     = "1.16.5"
)

// Tools are the paths of the programs.
type Tools struct {
	Daprd, Placement, Scheduler, CLI, NATS, Stripe string
}

// All lists the paths.
func (t Tools) All() []string {
	return []string{t.Daprd, t.Placement, t.Scheduler, t.CLI, t.NATS, t.Stripe}
}

// Find says where the programs are or will be, below top or in an official installation of Dapr.
func Find(top string) Tools {
	bin := func(name string) string { return filepath.Join(top, ".bin", name) }
	t := Tools{
		Daprd: bin("daprd"), Placement: bin("placement"), Scheduler: bin("scheduler"),
		CLI: bin("dapr"), NATS: bin("nats"), Stripe: bin("stripe"),
	}
	if dir, ok := officialRuntime(); ok {
		t.Daprd, t.Placement, t.Scheduler = filepath.Join(dir, "daprd"), filepath.Join(dir, "placement"), filepath.Join(dir, "scheduler")
	}
	if path, ok := officialCLI(); ok {
		t.CLI = path
	}
	return t
}

// Missing returns an error that names the first program that is not there.
func (t Tools) Missing() error {
	for _, path := range t.All() {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("%s is missing: build it with `make tools`", path)
		}
	}
	return nil
}
