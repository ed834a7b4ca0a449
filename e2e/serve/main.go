// Command serve keeps a stack running for tests that are no Go programs, such
// as those in a browser. Once everything is ready it prints one line of JSON,
//
//	{"site":"http://127.0.0.1:…","stripe":"http://127.0.0.1:…","logs":"…"}
//
// and then answers each line of its input with one line: {} when it is done,
// {"error":"…"} when it could not be done. See command for what it takes. The
// stack ends with the input, or on an interrupt.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/saheedt/pass/e2e/stack"
)

func main() {
	hold := flag.Int("hold", 900, "seconds that units are held for an unpaid order")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "pass-e2e", "serve"), "folder of the stack's data and logs; emptied first")
	settings := settings{"auth": stack.GenerousLimits, "orders": {}}
	flag.Var(settings, "set", "a setting of an app, such as orders.PLATFORM_FEE_BPS=250; may be given several times")
	flag.Parse()
	settings["orders"]["ORDER_HOLD_SECONDS"] = strconv.Itoa(*hold)
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, *dir, settings, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, with settings, in io.Reader, out io.Writer) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	// Kept after the run, for whoever looks for the cause of a failure.
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	s, err := stack.New(dir, stack.Options{Settings: with})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Read from the start: whoever gives up waiting for the stack closes the input.
	lines := readLines(in, cancel)
	defer s.Stop()
	if err := s.Start(ctx); err != nil {
		return fmt.Errorf("%w\nlogs: %s", err, s.Logs)
	}
	answers := json.NewEncoder(out)
	ready := map[string]string{"site": s.SiteURL, "stripe": s.StripeURL, "logs": s.Logs}
	if err := answers.Encode(ready); err != nil {
		return err
	}
	return obey(ctx, s, lines, answers)
}

func readLines(in io.Reader, ended func()) <-chan string {
	lines := make(chan string)
	go func() {
		defer ended()
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	return lines
}

func obey(ctx context.Context, s *stack.Stack, lines <-chan string, answers *json.Encoder) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-lines:
			answer := map[string]string{}
			if err := command(ctx, s, line); err != nil {
				answer["error"] = err.Error()
			}
			if err := answers.Encode(answer); err != nil {
				return err
			}
		}
	}
}
