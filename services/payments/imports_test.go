package main

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDomainStandsAlone keeps the rules free of everything but the standard
// library, what is known of money, and each other.
func TestDomainStandsAlone(t *testing.T) {
	domain := []string{"charge", "payment", "ledger", "seller"}
	for _, name := range domain {
		files, err := filepath.Glob(filepath.Join("internal", name, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			require.NoError(t, err)
			for _, imported := range parsed.Imports {
				path, err := strconv.Unquote(imported.Path.Value)
				require.NoError(t, err)
				own, found := strings.CutPrefix(path, "github.com/saheedt/pass/services/payments/internal/")
				allowed := !strings.Contains(path, ".") || path == "github.com/saheedt/pass/services/internal/money" || found && slices.Contains(domain, own)
				require.True(t, allowed, "%s imports %s", file, path)
			}
		}
	}
}
