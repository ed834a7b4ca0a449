package toolchain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stack/internal/heartbeat"
)

// set is what one module builds.
type set struct {
	title    string
	module   string // folder below tools/
	programs []string
	packages []string
	args     []string
	takes    string // how long it takes with empty caches, on 2 cores
	official func() (dir string, ok bool)
	tests    bool // alone want it
	mended   bool // from the source that tools/dapr/mend makes of Dapr's
}

var sets = []set{
	{
		title: "NATS", module: "nats", programs: []string{"nats"}, packages: []string{"."},
		args: []string{"-ldflags", "-s -w"}, takes: "half a minute",
	},
	{
		title: "Kafka's stand-in", module: "kafka", programs: []string{"kafka"}, packages: []string{"."},
		args: []string{"-ldflags", "-s -w"}, takes: "half a minute",
	},
	{
		title: "MongoDB's stand-in for tests", module: "mongo", programs: []string{"mongo"}, packages: []string{"."},
		args: []string{"-ldflags", "-s -w"}, takes: "half a minute",
	},
	{
		title: "Stripe emulator", module: "stripe", programs: []string{"stripe"}, packages: []string{"."},
		args: []string{"-ldflags", "-s -w"}, takes: "half a minute",
	},
	{
		title: "Dapr CLI " + cliVersion, module: "daprcli", programs: []string{"dapr"}, packages: []string{"github.com/dapr/cli"},
		args:  []string{"-ldflags", "-s -w -X main.version=" + cliVersion + " -X main.apiVersion=1.0"},
		takes: "3 minutes", official: officialCLI,
	},
	{
		title: "Dapr runtime " + runtimeVersion, module: "dapr", programs: []string{"daprd", "placement", "scheduler"},
		packages: []string{"./daprd", "github.com/dapr/dapr/cmd/placement", "./scheduler"},
		args: []string{
			"-tags", "stablecomponents",
			"-ldflags", "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=" + runtimeVersion,
		},
		takes: "7 minutes", mended: true,
	},
	{
		title: "export and import", module: "dapr", programs: []string{"move"}, packages: []string{"./move"},
		args:  []string{"-tags", "stablecomponents", "-ldflags", "-s -w"},
		takes: "6 minutes", mended: true,
	},
	{
		title: "Dapr control plane " + runtimeVersion, module: "dapr", programs: []string{"controlplane"}, packages: []string{"./controlplane"},
		args: []string{
			"-tags", "stablecomponents",
			"-ldflags", "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=" + runtimeVersion,
		},
		takes: "a minute", mended: true, tests: true,
	},
}

// Prepare brings into top/.bin what is missing there or older than its module: what the stack runs, or what tests alone
// want. It tells out what it does.
func Prepare(ctx context.Context, top string, out io.Writer, tests bool) error {
	return prepare(ctx, top, out, slices.DeleteFunc(slices.Clone(sets), func(s set) bool { return s.tests != tests }))
}

func prepare(ctx context.Context, top string, out io.Writer, sets []set) error {
	if err := os.MkdirAll(filepath.Join(top, ".bin"), 0o755); err != nil {
		return err
	}
	for _, s := range sets {
		if dir, ok := s.installed(); ok {
			if err := s.link(top, dir); err != nil {
				return err
			}
			fmt.Fprintf(out, "tools: %s: using what is installed in %s\n", s.title, dir)
		} else if !s.fresh(top) {
			if err := s.build(ctx, top, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// installed returns the folder of an installation that serves as well as a build.
func (s set) installed() (string, bool) {
	if s.official == nil {
		return "", false
	}
	return s.official()
}

// link makes .bin lead to the programs in dir.
func (s set) link(top, dir string) error {
	for _, name := range s.programs {
		path := s.path(top, name)
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.Symlink(filepath.Join(dir, name), path); err != nil {
			return err
		}
	}
	return nil
}

func (s set) build(ctx context.Context, top string, out io.Writer) error {
	fmt.Fprintf(out, "tools: %s: building from source, about %s the first time\n", s.title, s.takes)
	began := time.Now()
	defer heartbeat.Start(out, "tools: "+s.title+": still building")()

	s.unlink(top)
	target := filepath.Join(top, ".bin") + "/"
	if len(s.programs) == 1 {
		target = s.path(top, s.programs[0])
	}
	args := append([]string{"build", "-o", target}, s.args...)
	if s.mended {
		modfile, err := s.goCommand(ctx, top, out, "run", "./mend", filepath.Join("..", "..", ".bin", "dapr-src"))
		if err != nil {
			return err
		}
		args = append(args, "-modfile", modfile)
	}
	if _, err := s.goCommand(ctx, top, out, append(args, s.packages...)...); err != nil {
		return err
	}
	for _, name := range s.programs {
		// go leaves a program alone that came out the same, and it would look old for ever.
		now := time.Now()
		if err := os.Chtimes(s.path(top, name), now, now); err != nil {
			return fmt.Errorf("build %s: %w", name, err)
		}
	}
	fmt.Fprintf(out, "tools: %s: built in %s\n", s.title, time.Since(began).Round(time.Second))
	return nil
}

// goCommand runs the go command in the module, and returns what it prints.
func (s set) goCommand(ctx context.Context, top string, log io.Writer, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(top, "tools", s.module)
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	cmd.Stderr = log
	printed, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("build %s in tools/%s: %w", s.title, s.module, err)
	}
	return strings.TrimSpace(string(printed)), nil
}

// unlink removes links to an installation, which the build would otherwise write to.
func (s set) unlink(top string) {
	for _, name := range s.programs {
		if info, err := os.Lstat(s.path(top, name)); err == nil && !info.Mode().IsRegular() {
			_ = os.Remove(s.path(top, name))
		}
	}
}

// fresh reports whether all programs were built and none is older than a file of its module.
func (s set) fresh(top string) bool {
	newest := newestSource(filepath.Join(top, "tools", s.module))
	for _, name := range s.programs {
		info, err := os.Lstat(s.path(top, name))
		if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(newest) {
			return false
		}
	}
	return true
}

// newestSource returns when the last of the files below dir that a build reads was changed.
func newestSource(dir string) time.Time {
	var newest time.Time
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		if info, err := d.Info(); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		return nil
	})
	return newest
}
