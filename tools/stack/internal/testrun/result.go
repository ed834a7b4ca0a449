package testrun

import (
	"encoding/json"
	"io"
	"strings"
	"time"
)

// Result is what came out of one stage.
type Result struct {
	Stage   string
	Passed  int
	Failed  []string
	Said    string // what the failed tests printed; empty when that is not known
	Skipped []string
	Took    time.Duration
}

// event is one line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
}

// goTests collects the events of `go test -json`.
type goTests struct {
	ended   map[string]string // by package and test: how it ended
	output  map[string]string // by package and test: what it printed
	outcome map[string]string // by package
}

// readGoTests reads the events until r ends. Lines that are no events, such as a compiler's errors, are kept as output of
// no package.
func readGoTests(r io.Reader, log io.Writer) *goTests {
	t := &goTests{ended: map[string]string{}, output: map[string]string{}, outcome: map[string]string{}}
	decoder := newLines(r)
	for decoder.Scan() {
		var e event
		if err := json.Unmarshal(decoder.Bytes(), &e); err != nil {
			e = event{Action: "output", Output: decoder.Text() + "\n"}
		}
		t.add(e)
		_, _ = io.WriteString(log, e.Output)
	}
	return t
}

func (t *goTests) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		t.output[key] += e.Output
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.outcome[e.Package] = e.Action
		} else {
			t.ended[key] = e.Action
		}
	case "run":
		// A test that never ends, because its process died, counts as failed.
		t.ended[key] = "fail"
	}
}

// result counts tests without subtests of their own, and packages that failed without a failed test.
func (t *goTests) result() Result {
	parents := map[string]bool{}
	failedIn := map[string]bool{}
	for key, how := range t.ended {
		if at := strings.LastIndex(key, "/"); at > strings.Index(key, " ") {
			parents[key[:at]] = true
		}
		if how == "fail" {
			failedIn[key[:strings.Index(key, " ")]] = true
		}
	}
	var r Result
	for key, how := range t.ended {
		switch {
		case how == "skip":
			r.Skipped = append(r.Skipped, key+reason(t.output[key]))
		case parents[key] && !(how == "fail" && t.onlyParentFailed(key)):
		case how == "pass":
			r.Passed++
		case how == "fail":
			r.Failed = append(r.Failed, key)
			r.Said += "--- " + key + "\n" + ends(t.output[key])
		}
	}
	for pkg, how := range t.outcome {
		if how == "fail" && !failedIn[pkg] {
			r.Failed = append(r.Failed, pkg+" (see its output)")
		}
	}
	return r
}

// onlyParentFailed reports whether a test failed though none of its subtests did.
func (t *goTests) onlyParentFailed(parent string) bool {
	for key, how := range t.ended {
		if how == "fail" && strings.HasPrefix(key, parent+"/") {
			return false
		}
	}
	return true
}

// reason finds why a test was skipped: the last line it printed that is not a mark of the test framework.
func reason(output string) string {
	var why string
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "===") {
			why = ": " + line
		}
	}
	return why
}

// ends leaves out the middle of what a failed test printed when it is long.
func ends(output string) string {
	const first, last = 40, 80
	lines := strings.SplitAfter(output, "\n")
	if len(lines) <= first+last {
		return output
	}
	return strings.Join(lines[:first], "") + "[…]\n" + strings.Join(lines[len(lines)-last:], "")
}
