// Command bench measures a whole stack on this machine, of the profile that
// PROFILE names: what the market does in a second, beside what its sidecars could
// do with the same payloads in the same run. Everything, the load generator
// too, runs on loopback and shares the machine's processors.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"

	"github.com/saheedt/pass/e2e/stack"
)

func main() {
	seconds := flag.Float64("seconds", 4, "length of each measurement in seconds")
	listings := flag.Int("listings", 1000, "listings on sale while listing and searching is measured")
	only := flag.String("only", "", "some of limits, reservations, arrival, reading, signins, pages, watching, memory, with commas; all if empty")
	out := flag.String("out", "bench.txt", "file that the table is written to")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := run(ctx, time.Duration(*seconds*float64(time.Second)), *listings, *only, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, length time.Duration, listings int, only, out string) error {
	// Kept after the run, for whoever wants to see the logs.
	dir := filepath.Join(os.TempDir(), "pass-bench")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	s, err := stack.New(dir, stack.Options{Settings: map[string]map[string]string{"auth": stack.GenerousLimits}})
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "starting a stack of its own in", dir)
	defer s.Stop()
	if err := s.Start(ctx); err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	defer file.Close()
	b := &bench{stack: s, length: length, listings: listings, rates: map[string]float64{}, out: io.MultiWriter(os.Stdout, file)}
	fmt.Fprintf(b.out, "%s, profile %s, %s/%s, %d processors shared by services, sidecars and load; %s a line\n\n",
		time.Now().UTC().Format("2006-01-02"), stack.Profile(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), length)
	return b.all(ctx, only)
}
