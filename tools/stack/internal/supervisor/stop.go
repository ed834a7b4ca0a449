package supervisor

import (
	"os"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

const (
	// appGrace is what apps get to finish requests and publish what waits in their outboxes.
	appGrace = 10 * time.Second
	// sidecarGrace is what sidecars get. They would wait for ever.
	sidecarGrace = 5 * time.Second
)

// stop ends everything in the order in which the one needs the other. The CLI is not asked to: it kills its children.
func (s *stack) stop() {
	s.say("pass is stopping")
	if s.cli != nil {
		var apps, sidecars []process.Entry
		for _, e := range s.children() {
			if _, ok := sidecarOf(e); ok {
				sidecars = append(sidecars, e)
			} else {
				apps = append(apps, e)
			}
		}
		s.end("apps", apps, appGrace)
		s.end("sidecars", sidecars, sidecarGrace)
		s.cli.Stop(time.Second)
	}
	s.infra.Stop()
	process.StopAll(process.Descendants(os.Getpid()), time.Second)
	s.record()
	s.say("pass has stopped")
}

func (s *stack) end(what string, entries []process.Entry, grace time.Duration) {
	if killed := process.StopAll(entries, grace); killed > 0 {
		s.say("  %d of %d %s did not stop within %s and were killed", killed, len(entries), what, grace)
	}
}
