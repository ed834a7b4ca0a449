package testrun

import (
	"context"
	"io"

	"github.com/saheedt/pass/tools/stack/internal/toolchain"
)

// k8s is the module of the tests of what runs in Kubernetes, against a real control plane.
const k8s = "deploy/check"

// k8sStage builds the control plane where it is missing, and runs those tests.
func k8sStage(top string) stage {
	// One package at a time: each starts a control plane of its own.
	tests := goStage(top, k8s, "20m", "-p=1")
	return stage{name: "k8s", run: func(ctx context.Context, log io.Writer) (Result, error) {
		if err := toolchain.PrepareCluster(ctx, top, log); err != nil {
			return Result{}, err
		}
		return tests.run(ctx, log)
	}}
}
