package ci

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const top = "../.."

// workflow is what is held against the rules here; actionlint looks at all else.
type workflow struct {
	Permissions any
	Jobs        map[string]struct {
		Permissions map[string]string
		Strategy    struct {
			Matrix struct {
				Include []struct{ Target string }
			}
		}
		Steps []step
	}
}

type step struct{ Name, Uses, Run string }

func TestActionlintFindsNothing(t *testing.T) {
	linter, err := actionlint.NewLinter(os.Stderr, &actionlint.LinterOptions{})
	require.NoError(t, err)
	found, err := linter.LintFiles(files(t, ".github/workflows/*.yml"), nil)
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestActionsArePinnedByDigest(t *testing.T) {
	pinned := regexp.MustCompile(`uses: (\./\.github/actions/[a-z-]+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for _, path := range append(files(t, ".github/workflows/*.yml"), files(t, ".github/actions/*/action.yml")...) {
		for _, line := range strings.Split(read(t, path), "\n") {
			if strings.Contains(line, "uses:") {
				require.Regexp(t, pinned, line, path)
			}
		}
	}
}

// Whoever reads the sources may run what a workflow runs.
func TestEveryStepIsATarget(t *testing.T) {
	makefile := read(t, filepath.Join(top, "Makefile"))
	steps := regexp.MustCompile(`^make (--silent )?([a-z0-9-]+( web)?|tools build web|\$\{\{ matrix\.target \}\})( |$)`)
	for _, w := range workflows(t) {
		for _, job := range w.Jobs {
			for _, included := range job.Strategy.Matrix.Include {
				target, _, _ := strings.Cut(included.Target, " ")
				require.Contains(t, makefile, "\n"+target+":")
			}
			for _, s := range job.Steps {
				if s.Run == "" {
					continue
				}
				found := steps.FindStringSubmatch(s.Run)
				require.NotNil(t, found, "%q is no make target", s.Run)
				if target, _, _ := strings.Cut(found[2], " "); !strings.HasPrefix(target, "$") {
					require.Contains(t, makefile, "\n"+target+":")
				}
			}
		}
	}
}

func TestJobsMayOnlyRead(t *testing.T) {
	for path, w := range workflows(t) {
		require.Equal(t, map[string]any{"contents": "read"}, w.Permissions, path)
		for name, job := range w.Jobs {
			if job.Permissions != nil {
				require.Equal(t, "release.yml/image", filepath.Base(path)+"/"+name)
				require.Equal(t, "read", job.Permissions["contents"])
			}
		}
	}
}

func workflows(t *testing.T) map[string]workflow {
	t.Helper()
	all := map[string]workflow{}
	for _, path := range files(t, ".github/workflows/*.yml") {
		var w workflow
		require.NoError(t, yaml.Unmarshal([]byte(read(t, path)), &w), path)
		all[path] = w
	}
	return all
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(top, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, found, pattern)
	return found
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
