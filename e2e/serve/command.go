package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/saheedt/pass/e2e/stack"
)

// command obeys one line, an action and an app:
//
//	kill orders     ends the service and its sidecar at once, as a lost machine would
//	stop orders     ends them in order
//	start orders    starts what does not run of them, and waits until it is ready
func command(ctx context.Context, s *stack.Stack, line string) error {
	action, id, _ := strings.Cut(strings.TrimSpace(line), " ")
	apps := s.Instances(id)
	if len(apps) == 0 {
		return fmt.Errorf("there is no app %q", id)
	}
	switch action {
	case "kill":
		apps[0].Kill()
	case "stop":
		apps[0].Stop()
	case "start":
		return apps[0].Start(ctx)
	default:
		return fmt.Errorf("no such action: %q", action)
	}
	return nil
}
