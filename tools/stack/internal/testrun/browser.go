package testrun

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// browserStage runs the tests of the web client in a browser, against a stack of their own. Their configuration bounds
// the time that they take.
func browserStage(top, logs string) stage {
	report := filepath.Join(logs, "browser.json")
	return stage{name: "browser", run: func(ctx context.Context, log io.Writer) (Result, error) {
		_ = os.Remove(report)
		failed := command(ctx, log, filepath.Join(top, "web"), []string{"PLAYWRIGHT_JSON_OUTPUT_FILE=" + report},
			"npm", "run", "--silent", "browser", "--", "--reporter=list,json")
		r, err := readPlaywright(report)
		if failed == nil {
			failed = err
		}
		return r, failed
	}}
}

// playwrightSuite is a file or a group of tests in Playwright's report.
type playwrightSuite struct {
	Title  string
	Suites []playwrightSuite
	Specs  []struct {
		Title string
		Tests []struct{ ProjectName, Status string }
	}
}

// readPlaywright reads the report that Playwright writes as JSON.
func readPlaywright(path string) (Result, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Result{}, err
	}
	var report struct {
		Suites []playwrightSuite
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(content, &report); err != nil {
		return Result{}, fmt.Errorf("read %s: %w", path, err)
	}
	var r Result
	for _, file := range report.Suites {
		r.addPlaywright(file, "")
	}
	// What kept tests from running at all, such as a missing browser.
	for _, e := range report.Errors {
		message, _, _ := strings.Cut(e.Message, "\n")
		r.Failed = append(r.Failed, message)
	}
	return r, nil
}

func (r *Result) addPlaywright(s playwrightSuite, parents string) {
	name := parents + s.Title + " › "
	for _, spec := range s.Specs {
		for _, test := range spec.Tests {
			switch test.Status {
			case "expected":
				r.Passed++
			case "skipped":
				r.Skipped = append(r.Skipped, name+spec.Title)
			default: // unexpected, or flaky
				r.Failed = append(r.Failed, name+spec.Title)
			}
		}
	}
	for _, group := range s.Suites {
		r.addPlaywright(group, name)
	}
}
