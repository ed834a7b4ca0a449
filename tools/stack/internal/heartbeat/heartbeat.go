// Package heartbeat tells a user that something long is still going on.
package heartbeat

import (
	"fmt"
	"io"
	"time"
)

// every is the time between two lines.
const every = 20 * time.Second

// Start writes a line to out from time to time, "<what>, <time since the start>", until stop is called. It returns at
// once; nothing is written after stop has returned.
func Start(out io.Writer, what string) (stop func()) {
	began := time.Now()
	asked, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-asked:
				return
			case <-time.After(every):
				fmt.Fprintf(out, "%s, %s so far\n", what, time.Since(began).Round(time.Second))
			}
		}
	}()
	return func() {
		close(asked)
		<-ended
	}
}
