// Command controlplane is what Dapr runs in a cluster beside placement and scheduler: `controlplane sentry`,
// `controlplane operator` and `controlplane injector`, each with the arguments of Dapr's program of that name. One
// program, because most of each is the same Kubernetes client, and linking it thrice takes three times as long.
package main

import (
	"fmt"
	"os"

	injector "github.com/dapr/dapr/cmd/injector/app"
	operator "github.com/dapr/dapr/cmd/operator/app"
	sentry "github.com/dapr/dapr/cmd/sentry/app"
)

var programs = map[string]func(){"injector": injector.Run, "operator": operator.Run, "sentry": sentry.Run}

func main() {
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: controlplane sentry|operator|injector [arguments]")
		os.Exit(2)
	}
	os.Args = os.Args[1:]
	programs[os.Args[0]]()
}
