package toolchain

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

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

func versionOf(program string) string {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// numbers finds the first version in what a program says of itself.
var numbers = regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)`)

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
