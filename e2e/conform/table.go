package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/property"
	"github.com/saheedt/pass/e2e/conform/internal/suite"
)

// table prints results: a line each as they come, and the failures in full at
// the end.
type table struct {
	to    io.Writer
	width int

	mu      sync.Mutex
	results []property.Result
}

func newTable(to io.Writer) *table {
	t := &table{to: to}
	for _, p := range suite.All() {
		t.width = max(t.width, len(p.Name))
	}
	return t
}

// add prints one line.
func (t *table) add(r property.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.results = append(t.results, r)
	verdict, seen, took := "pass", r.Seen, fmt.Sprintf("%.1f s", r.Took.Seconds())
	switch {
	case r.NA != "":
		verdict, seen, took = "n/a", r.NA, ""
	case r.Err != nil:
		verdict, seen = "FAIL", ""
	}
	fmt.Fprintf(t.to, "%s\n", strings.TrimRight(fmt.Sprintf("%-6s  %-*s  %-4s  %7s  %s", r.Area, t.width, r.Name, verdict, took, seen), " "))
}

// end prints the failures, and returns how many there are. A verdict on a
// profile some of whose servers are stand-ins says no more than they can show.
func (t *table) end(profile string, standIns []string, took time.Duration) int {
	var failed []property.Result
	notLooked := 0
	for _, r := range t.results {
		if r.Err != nil {
			failed = append(failed, r)
		}
		if r.NA != "" {
			notLooked++
		}
	}
	for _, r := range failed {
		fmt.Fprintf(t.to, "\nFAIL  %s: %s\n  seen:   %s\n  breaks: %s\n", r.Area, r.Name, r.Err, r.Breaks)
	}
	verdict := "fit for pass"
	switch {
	case len(failed) > 0:
		verdict = "NOT fit for pass"
	case len(standIns) > 0:
		verdict = "wired as it should be (what stood in for " + strings.Join(standIns, " and ") + " guarantees nothing: look again with a real server)"
	}
	fmt.Fprintf(t.to, "\n%s is %s: %d of %d properties hold, %d failed, %d not applicable, in %s\n", profile, verdict,
		len(t.results)-len(failed)-notLooked, len(t.results), len(failed), notLooked, took.Round(time.Second))
	return len(failed)
}
