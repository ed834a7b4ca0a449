package subscription

import (
	"errors"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/metrics"
)

// What becomes of a delivery.
const (
	outcomeDone    = "done"
	outcomeRetry   = "retry"
	outcomeDropped = "dropped"
	outcomeIgnored = "ignored"
)

// other stands for types without a handler: whoever publishes chooses them.
const other = "other"

var (
	handled = metrics.CountersBy("events_handled_total",
		"Deliveries of events: done, to come again (retry), dropped to the dead-letter topic, or ignored.", "topic", "type", "outcome")
	handling = metrics.HistogramsBy("event_handler_duration_seconds",
		"Time that the handler of an event took.", metrics.Durations, "type")
	delay = metrics.HistogramsBy("event_delivery_delay_seconds",
		"Time from an event to the end of its handling, by topic, for those that were done.", metrics.Delays, "topic")
)

// count counts a delivery to a handler.
func count(event contracts.Event, began time.Time, err error) {
	outcome := outcomeDone
	switch {
	case errors.Is(err, contracts.ErrMalformed):
		outcome = outcomeDropped
	case err != nil:
		outcome = outcomeRetry
	default:
		delay.WithLabelValues(event.Topic()).Observe(max(0, time.Since(event.Time).Seconds()))
	}
	handled.WithLabelValues(event.Topic(), event.Type, outcome).Inc()
	handling.WithLabelValues(event.Type).Observe(time.Since(began).Seconds())
}

// begin makes the counters of a type, so that its first failure is seen as an increase.
func begin(eventType string) {
	topic := contracts.Event{Type: eventType}.Topic()
	for _, outcome := range []string{outcomeDone, outcomeRetry, outcomeDropped} {
		handled.WithLabelValues(topic, eventType, outcome)
	}
}
