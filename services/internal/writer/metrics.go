package writer

import (
	"time"

	"github.com/saheedt/pass/services/internal/metrics"
)

// Why a transaction has to be tried again. What the store rejected is, as far as it
// lets us know, what another instance has changed meanwhile.
const (
	failedRead        = "read"
	failedUnconfirmed = "unconfirmed"
	failedRejected    = "rejected"
)

var (
	commits = metrics.Counter("writer_commits_total",
		"Transactions that the store has committed.")
	failures = metrics.Counters("writer_failures_total",
		"Tries of the writer that came to nothing, by what failed. Rejected are mostly conflicts with other instances.",
		"kind", failedRead, failedUnconfirmed, failedRejected)
	committing = metrics.Histogram("writer_commit_duration_seconds",
		"Time for a transaction and for reading it back, whatever came of it.", metrics.Durations)
	batchChanges = metrics.Histogram("writer_batch_changes",
		"Changes that were committed in one transaction.", []float64{1, 2, 4, 8, 16, 32, 64, 128})
	published = metrics.CountersBy("events_published_total",
		"Events handed to the broker, by type and result.", "type", "result")
	publishing = metrics.Histogram("event_publish_delay_seconds",
		"Time from an event to the broker's word that it has it.", metrics.Delays)
)

func observe(began time.Time) { committing.Observe(time.Since(began).Seconds()) }

// tally counts a committed batch and runs what its changes want to be run after.
func tally(outcomes map[*call]outcome) {
	if len(outcomes) == 0 {
		return // upkeep
	}
	batchChanges.Observe(float64(len(outcomes)))
	for _, out := range outcomes {
		for _, do := range out.after {
			do()
		}
	}
}

// tell counts a try to publish.
func (p parcel) tell(err error) {
	if err != nil {
		published.WithLabelValues(p.event.Type, "failed").Inc()
		return
	}
	published.WithLabelValues(p.event.Type, "published").Inc()
	publishing.Observe(time.Since(p.event.Time).Seconds())
}

// Oldest is how long the event that waits longest for the broker has waited.
func (w *Writer) Oldest() time.Duration { return w.relay.oldest(time.Now()) }

func (r *relay) oldest(now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	var most time.Duration
	for _, s := range r.chunks {
		if s.left > 0 {
			most = max(most, now.Sub(s.since))
		}
	}
	return most
}
