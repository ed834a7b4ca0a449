package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/saheedt/pass/tools/stack/internal/workspace"
	"github.com/stretchr/testify/require"
)

// TestAuditSpeaksToTheSidecarOfPayments runs a stand-in for payments, which writes down how it was started.
func TestAuditSpeaksToTheSidecarOfPayments(t *testing.T) {
	run, err := os.ReadFile("../../dapr.yaml")
	require.NoError(t, err)
	for _, code := range []int{0, 1, 2} {
		w := workspace.Workspace{Top: t.TempDir()}
		require.NoError(t, os.WriteFile(w.RunFile(), run, 0o644))
		require.NoError(t, os.MkdirAll(w.Bin(), 0o755))
		require.NoError(t, os.MkdirAll(w.Data(), 0o755))
		seen := filepath.Join(w.Top, "seen")
		script := fmt.Sprintf("#!/bin/sh\necho \"$@\" $DAPR_HTTP_PORT $DAPR_GRPC_PORT $APP_PORT > %s\necho $DAPR_API_TOKEN >> %s\nexit %d\n", seen, seen, code)
		require.NoError(t, os.WriteFile(filepath.Join(w.Bin(), "payments"), []byte(script), 0o755))
		t.Setenv("DAPR_API_TOKEN", "")

		require.Equal(t, code, audit(t.Context(), w, []string{"--grace", "1m"}))
		text, err := os.ReadFile(seen)
		require.NoError(t, err)
		first, token, _ := strings.Cut(string(text), "\n")
		require.Equal(t, "audit --grace 1m 3504 3604 3004", first)
		tokens, err := w.Tokens()
		require.NoError(t, err)
		require.Contains(t, tokens, "DAPR_API_TOKEN="+strings.TrimSpace(token))
	}
	require.Equal(t, 2, audit(t.Context(), workspace.Workspace{Top: t.TempDir()}, nil), "no stack here")
}
