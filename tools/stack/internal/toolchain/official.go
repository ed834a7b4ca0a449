package toolchain

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// officialRuntime returns the folder of an installed daprd, placement and scheduler of the fitting version. `dapr init
// --slim` makes one; `dapr init` with containers brings only daprd, and does not count.
func officialRuntime() (string, bool) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", false
	}
	candidates := []string{filepath.Join(home, ".dapr", "bin")}
	if path, err := exec.LookPath("daprd"); err == nil {
		candidates = append(candidates, filepath.Dir(path))
	}
	for _, dir := range candidates {
		if hasAll(dir, "daprd", "placement", "scheduler") && runtimeFits(versionOf(filepath.Join(dir, "daprd"))) {
			return dir, true
		}
	}
	return "", false
}

// officialCLI returns the folder of an installed Dapr CLI that is new enough.
func officialCLI() (string, bool) {
	var candidates []string
	if path, err := exec.LookPath("dapr"); err == nil {
		candidates = append(candidates, path)
	}
	if home, err := os.UserHomeDir(); err == nil {
		candidates = append(candidates, filepath.Join(home, ".dapr", "bin", "dapr"))
	}
	for _, path := range candidates {
		if cliFits(versionOf(path)) {
			return filepath.Dir(path), true
		}
	}
	return "", false
}

func hasAll(dir string, names ...string) bool {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}

func versionOf(program string) string {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// numbers finds the first version in what a program says of itself.
var numbers = regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)`)

func runtimeFits(output string) bool {
	found, want := numbers.FindStringSubmatch(output), numbers.FindStringSubmatch(runtimeVersion)
	return found != nil && found[1] == want[1] && found[2] == want[2]
}

func cliFits(output string) bool {
	first, _, _ := strings.Cut(output, "\n")
	found, want := numbers.FindStringSubmatch(first), numbers.FindStringSubmatch(cliVersion)
	if found == nil || found[1] != want[1] {
		return false
	}
	minor, _ := strconv.Atoi(found[2])
	wanted, _ := strconv.Atoi(want[2])
	return minor >= wanted
}
