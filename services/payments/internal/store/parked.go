package store

import (
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
)

const (
	// eventSuffix ends the names under which parked events are due.
	eventSuffix = "/event"
	// parkedMemory outlasts the time for which an event is tried.
	parkedMemory = 3 * 24 * time.Hour
)

// Parked is an event of Stripe's that nobody knows yet what to do with.
type Parked struct {
	Notice checkout.Notice `json:"notice"`
	Since  time.Time       `json:"since"`
	Tries  int             `json:"tries"`
}

func parkedKey(eventID string) string { return "parked/" + eventID }

// EventName is the name under which a parked event is due.
func EventName(eventID string) string { return eventID + eventSuffix }

// EventNamed is the event that is due under the name.
func EventNamed(name string) (eventID string, ok bool) { return strings.CutSuffix(name, eventSuffix) }

// ParkedKeys are the documents that a parked event touches.
func ParkedKeys(eventID string) []string {
	return []string{parkedKey(eventID), dueKey(EventName(eventID))}
}

// ParkedEvent gives a parked event, nil when there is none. It is shared.
func ParkedEvent(tx *writer.Tx, eventID string) (*Parked, error) {
	return writer.Get[Parked](tx, parkedKey(eventID))
}

// Park keeps an event until it is tried again at the time.
func Park(tx *writer.Tx, p Parked, at time.Time) error {
	writer.PutTTL(tx, parkedKey(p.Notice.EventID), &p, parkedMemory)
	return SaveDue(tx, EventName(p.Notice.EventID), at)
}

// What becomes of parked events: their payment was found, or it was waited
// for long enough.
const (
	Found   = "found"
	Dropped = "dropped"
)

// Unpark forgets an event, which has come to the outcome.
func Unpark(tx *writer.Tx, eventID, outcome string) error {
	p, err := ParkedEvent(tx, eventID)
	if err != nil {
		return err
	}
	if p != nil {
		tx.Delete(parkedKey(eventID))
		tx.After(func() { unparked.WithLabelValues(outcome).Inc() })
	}
	return SaveDue(tx, EventName(eventID), time.Time{})
}
