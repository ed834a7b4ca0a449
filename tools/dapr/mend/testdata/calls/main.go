// Command calls leads many calls at the same time through one pipeline, as a
// sidecar does with those of its app, and counts those that ran as another.
package main

import (
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	middleware "github.com/dapr/dapr/pkg/middleware/http"
)

func main() {
	pipeline := middleware.New().BuildPipelineFromSpec("app", nil)
	var all sync.WaitGroup
	var mistaken atomic.Int64
	for range 8 {
		all.Go(func() {
			for range 50_000 {
				ran := false
				pipeline(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ran = true })).ServeHTTP(nil, nil)
				if !ran {
					mistaken.Add(1)
				}
			}
		})
	}
	all.Wait()
	if n := mistaken.Load(); n > 0 {
		fmt.Println(n, "calls ran as another")
		os.Exit(1)
	}
}
