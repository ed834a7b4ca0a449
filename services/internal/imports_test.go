// Package internal_test holds the rules about who may import what against the
// code of all services.
package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const platform = "github.com/saheedt/pass/services/internal"

// adapters are the packages of a service that are not its domain: the same
// three everywhere, a client of another service, and the maker of tokens.
var adapters = []string{"*/internal/api", "*/internal/events", "*/internal/store", "orders/internal/catalogue", "auth/internal/signing"}

// allowed are the platform's packages that the domain and its use cases may
// know: identifiers, amounts, and documents with the writer that changes them.
var allowed = []string{platform + "/id", platform + "/money", platform + "/state", platform + "/writer"}

// forbidden is what the domain imports nothing of.
func forbidden(path string) bool {
	for _, module := range []string{"github.com/gofiber/", "github.com/valyala/fasthttp", "github.com/dapr/", "google.golang.org/grpc"} {
		if strings.HasPrefix(path, module) {
			return true
		}
	}
	return strings.HasPrefix(path, platform+"/") && !slices.Contains(allowed, path)
}

func TestTheDomainKnowsNoFramework(t *testing.T) {
	folders, err := filepath.Glob("../*/internal/*")
	require.NoError(t, err)
	looked := 0
	for _, folder := range folders {
		if isAdapter(folder) || strings.HasSuffix(folder, "test") {
			continue
		}
		for file, imports := range importsIn(t, folder) {
			looked++
			for _, path := range imports {
				assert.False(t, forbidden(path), "%s imports %s", file, path)
			}
		}
	}
	require.NotZero(t, looked, "there is no domain in ../*/internal")
}

func isAdapter(folder string) bool {
	return slices.ContainsFunc(adapters, func(pattern string) bool {
		matched, err := filepath.Match("../"+pattern, filepath.ToSlash(folder))
		return err == nil && matched
	})
}

func TestContractsImportTheStandardLibraryOnly(t *testing.T) {
	files := importsIn(t, "contracts")
	require.NotEmpty(t, files)
	for file, imports := range files {
		for _, path := range imports {
			first, _, _ := strings.Cut(path, "/")
			require.NotContains(t, first, ".", "%s imports %s", file, path)
		}
	}
}

// importsIn lists what each Go file under folder imports, tests apart.
func importsIn(t *testing.T, folder string) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files[path] = []string{}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			files[path] = append(files[path], imported)
		}
		return nil
	})
	require.NoError(t, err)
	return files
}
