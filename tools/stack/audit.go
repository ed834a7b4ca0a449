package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/saheedt/pass/tools/stack/internal/runfile"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
)

// auditFailed is the exit code of an audit that could say nothing.
const auditFailed = 2

// auditPatience is how long an audit that was interrupted may take to end.
const auditPatience = 10 * time.Second

// audit compares the books of the running stack's payments with Stripe: it runs payments' own audit, beside the service and
// through its sidecar. It gives the exit code: 0 no difference, 1 differences, 2 when it could not run.
func audit(ctx context.Context, w workspace.Workspace, args []string) int {
	cmd, err := auditCommand(ctx, w, args)
	if err == nil {
		err = cmd.Run()
	}
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) && ended.ExitCode() > 0 {
		return ended.ExitCode()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pass: audit:", err)
		return auditFailed
	}
	return 0
}

func auditCommand(ctx context.Context, w workspace.Workspace, args []string) (*exec.Cmd, error) {
	file, err := runfile.Load(w.RunFile())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(file.Apps, func(a runfile.App) bool { return a.ID == "payments" })
	if i < 0 {
		return nil, errors.New("dapr.yaml has no app payments")
	}
	tokens, err := w.Tokens()
	if err != nil {
		return nil, err
	}
	app := file.Apps[i]
	cmd := exec.CommandContext(ctx, filepath.Join(w.Bin(), "payments"), append([]string{"audit"}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = auditPatience
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(append(os.Environ(), tokens...), "APP_PORT="+strconv.Itoa(app.Port),
		"DAPR_HTTP_PORT="+strconv.Itoa(app.HTTPPort), "DAPR_GRPC_PORT="+strconv.Itoa(app.GRPCPort))
	return cmd, nil
}
