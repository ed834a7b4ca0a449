package listing_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRulesKnowNoTransport keeps web, sidecar and contracts out of the domain.
func TestRulesKnowNoTransport(t *testing.T) {
	for _, folder := range []string{".", "../catalogue"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			require.NoError(t, err)
			for _, imported := range parsed.Imports {
				for _, banned := range []string{"gofiber", "dapr", "services/internal", "net/http"} {
					require.NotContains(t, strings.ToLower(imported.Path.Value), banned, file)
				}
			}
		}
	}
}
