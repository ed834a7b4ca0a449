// Conform looks whether a profile's store and broker keep what pass relies on,
// through real sidecars with the profile's own component files, and prints a
// table. It exits with 1 when something failed.
//
//	PROFILE=postgres-redis go run ./conform
//	PROFILE=path/to/a/folder go run ./conform
//
// It starts the servers that the profile needs, or uses those that the
// environment names. On servers that are to be pass's own, run it before pass:
// pass must not run meanwhile. What it writes has keys of its own, and its
// events types that pass ignores.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/suite"
	"github.com/saheedt/pass/e2e/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, profile())
	stop()
	os.Exit(code)
}

// profile is the one to look at.
func profile() string {
	if name := os.Getenv("PROFILE"); name != "" {
		return name
	}
	return "embedded"
}

func run(ctx context.Context, profile string) int {
	began := time.Now()
	dir, err := stack.Folder("pass-conform", filepath.Base(profile))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	b, err := suite.Start(ctx, dir, profile)
	if b != nil {
		defer b.Stop()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "conform:", err)
		return 1
	}
	fmt.Printf("profile %s: %s\nlogs: %s\n\n", b.Profile, b.Servers, b.Logs)
	t := newTable(os.Stdout)
	suite.Run(ctx, b, t.add)
	if t.end(b.Profile, b.Servers.StandIns(), time.Since(began)) > 0 {
		return 1
	}
	return 0
}
