// Package stripetest runs the emulator of Stripe for tests, and holds every
// request that is sent to it against stripe-mock, which knows Stripe's own
// description of the API.
package stripetest

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

var (
	programs string // where Main puts what it built
	mock     string // the address of stripe-mock, which keeps no state
)

// Main builds the emulator and stripe-mock, runs the tests of a package, and
// tidies up. It is for TestMain. What comes after is looked at when all tests
// of the package ran and passed.
func Main(m *testing.M, after ...func() error) {
	code, err := run(m)
	all := flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == ""
	for i := 0; code == 0 && err == nil && all && i < len(after); i++ {
		err = after[i]()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "stripetest:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "stripetest")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	programs = dir
	if err := build("stripe", "."); err != nil {
		return 0, err
	}
	if err := build("stripe-mock", "github.com/stripe/stripe-mock"); err != nil {
		return 0, err
	}
	address, err := freeAddress()
	if err != nil {
		return 0, err
	}
	mock = "http://" + address
	stop, err := start(filepath.Join(dir, "stripe-mock.log"), mock, "stripe-mock", "-http-addr", address, "-https-addr", "127.0.0.1:")
	if err != nil {
		return 0, err
	}
	defer stop()
	return m.Run(), nil
}

// build makes a program of the emulator's module, which pins stripe-mock too.
func build(program, pkg string) error {
	_, here, _, _ := runtime.Caller(0)
	source := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "tools", "stripe")
	cmd := exec.Command("go", "build", "-C", source, "-o", filepath.Join(programs, program), pkg)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", program, err, out)
	}
	return nil
}

// start runs a program until stop is called. It returns once url answers.
func start(logFile, url, program string, args ...string) (stop func(), err error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(programs, program), args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
			return stop, nil
		}
		if time.Now().After(deadline) {
			stop()
			return nil, fmt.Errorf("%s does not answer at %s", program, url)
		}
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
