// Command scheduler is the Dapr scheduler, which keeps reminders in an etcd of its own, made quick to come back.
//
// A scheduler leads while its etcd lease is renewed, and a successor waits until the lease has ended. One that was
// killed leaves its lease behind, and the lease begins anew, with 20 seconds, whenever etcd starts: all that time no
// reminder fires. There is no setting for it. A development stack has one scheduler, so whoever has its data folder is
// the only one, and may take the lead of a predecessor away before it starts.
package main

import (
	"fmt"
	"os"

	"github.com/dapr/dapr/cmd/scheduler/app"
)

func main() {
	if err := forgetPredecessor(os.Args[1:]); err != nil {
		// It only takes longer then.
		fmt.Fprintln(os.Stderr, "scheduler: the lead of a predecessor stays for 20 seconds:", err)
	}
	app.Run()
}
