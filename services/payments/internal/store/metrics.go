package store

import (
	"time"

	"github.com/google/uuid"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// created is a payment whose first checkout page is yet to be made.
const created = "created"

var (
	unparked = metrics.Counters("webhooks_unparked_total",
		"Events of Stripe that were kept because their payment was not known, by what became of them.", "outcome", Found, Dropped)
	payments = metrics.Counters("payments_total", "Payments that came to a status.", "status", created,
		string(payment.Open), string(payment.Authorized), string(payment.Captured), string(payment.Voided), string(payment.Failed))
	captured = metrics.CountersBy("payments_captured_minor_units_total",
		"Money that was captured, in the currency's minor unit.", "currency")
	retries = metrics.Counters("payment_retries_total",
		"Steps that were put off because Stripe or orders did not bring them on, by what is to be done.",
		"step", string(payment.Look), string(payment.Remind), string(payment.Capture), string(payment.Void), string(payment.Fail))
	entries = metrics.Counters("ledger_entries_total", "Entries added to the books, by kind.", "kind", kinds()...)
	waiting = metrics.Gauge("payments_waiting",
		"Payments that are not settled and will be looked at. Every instance sees all of them.")
	oldest = metrics.Gauge("payments_oldest_waiting_seconds",
		"Age of the oldest order among them. Every instance sees all of them.")
)

// count counts what a change of a payment means once it is committed. old is
// nil for a new payment.
func count(tx *writer.Tx, old *payment.State, s payment.State) {
	tx.After(func() {
		switch {
		case old == nil:
			payments.WithLabelValues(created).Inc()
			// All begin at 0.
			captured.WithLabelValues(s.Currency)
			refunded.WithLabelValues(s.Currency)
			transferredUnits.WithLabelValues(s.Currency)
		case s.Status != old.Status || s.Version == 1 && old.Version == 0:
			payments.WithLabelValues(string(s.Status)).Inc()
			if s.Status == payment.Captured {
				captured.WithLabelValues(s.Currency).Add(float64(s.Amount))
			}
		case s.Version > old.Version && s.Status == payment.Authorized:
			retries.WithLabelValues(string(payment.Remind)).Inc()
		case s.Tries > old.Tries:
			retries.WithLabelValues(step(s)).Inc()
		}
	})
}

// countEntries counts what is added to the books once it is committed.
func countEntries(tx *writer.Tx, added []ledger.Entry) {
	tx.After(func() {
		for _, e := range added {
			entries.WithLabelValues(string(e.Kind)).Inc()
		}
	})
}

func kinds() []string {
	var names []string
	for _, kind := range ledger.Kinds() {
		names = append(names, string(kind))
	}
	return names
}

func step(s payment.State) string {
	if s.Pending == payment.Nothing {
		return string(payment.Look)
	}
	return string(s.Pending)
}

// gauge tells of the payments that wait. The ids of orders say when they were
// made.
func gauge(docs []*due, now time.Time) {
	overdue.Set(float64(late(docs, now)))
	count, age := 0, time.Duration(0)
	for _, doc := range docs {
		if doc == nil {
			continue
		}
		for name := range doc.At {
			id, err := uuid.Parse(name)
			if err != nil {
				continue // no payment, but what follows it
			}
			count++
			if id.Version() == 7 {
				age = max(age, now.Sub(time.Unix(id.Time().UnixTime())))
			}
		}
	}
	waiting.Set(float64(count))
	oldest.Set(age.Seconds())
}
