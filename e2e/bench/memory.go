package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/saheedt/pass/tools/stack/process"
)

// memory lists what each process keeps resident after all of the above.
func (b *bench) memory(context.Context) error {
	fmt.Fprintf(b.out, "\n%-44s %8s %8s\n", "resident memory in MB", "app", "sidecar")
	services := 0.0
	for _, app := range b.stack.Apps() {
		own, sidecar := resident(app.Service), resident(app.Sidecar)
		fmt.Fprintf(b.out, "%-44s %8.0f %8.0f\n", app.Instance, own, sidecar)
		if app.ID != "web" {
			services += own
		}
	}
	for _, part := range b.stack.Infra.Parts() {
		fmt.Fprintf(b.out, "%-44s %8.0f\n", part.Name(), resident(part.Process))
	}
	fmt.Fprintf(b.out, "%-44s %8.0f\n", "our five services together", services)
	return nil
}

// resident is a process's VmRSS in MB (10^6 bytes), 0 where the system has no
// /proc.
func resident(p *process.Process) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib * 1024 / 1e6
		}
	}
	return 0
}
