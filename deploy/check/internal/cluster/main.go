package cluster

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// Main runs a package's tests against one cluster, which it stores in c, and ends the process. It is what TestMain calls.
func Main(m *testing.M, opts Options, c **Cluster) {
	os.Exit(run(m, opts, c))
}

func run(m *testing.M, opts Options, c **Cluster) int {
	started, err := Start(opts)
	*c = started
	go func() {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
		<-stop
		_ = started.Stop(false)
		os.Exit(1)
	}()
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	if err := started.Stop(code != 0); err != nil {
		fmt.Fprintln(os.Stderr, "stop the cluster:", err)
		return 1
	}
	return code
}
