package testrun

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// webStage runs the web client's tests.
func webStage(top, logs string) stage {
	report := filepath.Join(logs, "web.json")
	return stage{name: "web", run: func(ctx context.Context, log io.Writer) (Result, error) {
		_ = os.Remove(report)
		failed := command(ctx, log, filepath.Join(top, "web"), nil,
			"npm", "test", "--silent", "--", "--reporter=default", "--reporter=json", "--outputFile.json="+report)
		r, err := readVitest(report)
		if err != nil {
			return r, err
		}
		return r, failed
	}}
}

// readVitest reads the report that vitest writes as JSON.
func readVitest(path string) (Result, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Result{}, err
	}
	var report struct {
		TestResults []struct {
			Name, Status, Message string
			AssertionResults      []struct{ FullName, Status string }
		}
	}
	if err := json.Unmarshal(content, &report); err != nil {
		return Result{}, fmt.Errorf("read %s: %w", path, err)
	}
	var r Result
	for _, file := range report.TestResults {
		for _, test := range file.AssertionResults {
			switch test.Status {
			case "passed":
				r.Passed++
			case "failed":
				r.Failed = append(r.Failed, test.FullName)
			default:
				r.Skipped = append(r.Skipped, test.FullName)
			}
		}
		if file.Status == "failed" && len(file.AssertionResults) == 0 {
			r.Failed = append(r.Failed, filepath.Base(file.Name)+": "+file.Message)
		}
	}
	return r, nil
}
