package infra

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/saheedt/pass/tools/stack/process"
)

// Installed says whether the servers that a profile needs can be started here, or are named by the environment, and lists
// those that would only be stood in for. The error names what is missing and how to get it. Config needs no more than
// Components, Profile, Bin and StandIns.
func Installed(c Config) (standIns []string, err error) {
	if c.Data, err = os.MkdirTemp("", "pass-"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(c.Data)
	// Not the usual ports: a server that listens there belongs to someone.
	if c.Ports, err = FreePorts(); err != nil {
		return nil, err
	}
	i, err := New(c)
	if err != nil {
		return nil, err
	}
	return i.StandIns(), nil
}

// findProgram returns the path of an installed program: in PATH, or in one of the folders, whose newest version wins.
func findProgram(name string, folders ...string) (string, bool) {
	if path, err := exec.LookPath(name); err == nil {
		return path, true
	}
	var found []string
	for _, folder := range folders {
		paths, _ := filepath.Glob(filepath.Join(folder, name))
		found = append(found, paths...)
	}
	if len(found) == 0 {
		return "", false
	}
	return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), true
}

var firstNumber = regexp.MustCompile(`[0-9]+`)

// version is the first number in a path, such as 15 in /usr/lib/postgresql/15/bin.
func version(path string) int {
	n, _ := strconv.Atoi(firstNumber.FindString(path))
	return n
}

// missing is the error for a program that is not installed.
func (s server) missing(p Profile, program, how string) error {
	return fmt.Errorf("profile %s needs %s, and %s is not installed: %s, or say where one runs with %s",
		p.Name, s.title, program, how, s.env)
}

// account returns whom a server that refuses to run as root runs as: nil when this program is not root.
func account(names ...string) (*process.Account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range names {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &process.Account{UID: uint32(uid), GID: uint32(gid)}, nil
		}
	}
	return nil, fmt.Errorf("it refuses to run as root, and there is no user %v to run it as", names)
}
