package store

import (
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
)

var (
	refunds = metrics.Counters("refunds_total", "Refunds that came to a status.", "status",
		string(charge.Pending), string(charge.Succeeded), string(charge.Failed))
	refunded = metrics.CountersBy("payments_refunded_minor_units_total",
		"Money that was given back, in the currency's minor unit. What comes back again is not taken off.", "currency")
	disputes = metrics.Counters("disputes_total", "Disputes that came to a status of Stripe's.", "status",
		"needs_response", "under_review", "won", "lost", "warning_needs_response", "warning_under_review", "warning_closed")
	chargeRetries = metrics.Counters("charge_retries_total",
		"Calls to Stripe about money that was taken which did not bring it on, by what is to be done.",
		"step", string(charge.Look), string(charge.GiveBack))
	overdue = metrics.Gauge("charges_overdue",
		"Charges, and what else is due beside payments, that were to be looked at by now. Every instance sees all of them.")
)

// countCharge counts what a change of a charge means once it is committed.
func countCharge(tx *writer.Tx, old, s charge.State) {
	tx.After(func() {
		countTransfer(old, s)
		if s.Tries > old.Tries {
			chargeRetries.WithLabelValues(string(charge.Look)).Inc()
		}
		for i, r := range s.Refunds {
			was := charge.Refund{}
			if i < len(old.Refunds) {
				was = old.Refunds[i]
			}
			countRefund(was, r, s.Currency)
		}
		for i, d := range s.Disputes {
			if i >= len(old.Disputes) || old.Disputes[i].Status != d.Status {
				disputes.WithLabelValues(d.Status).Inc()
			}
		}
	})
}

func countRefund(was, r charge.Refund, currency string) {
	if r.Tries > was.Tries {
		chargeRetries.WithLabelValues(string(charge.GiveBack)).Inc()
	}
	if was.ID == "" && r.Status != charge.Pending {
		refunds.WithLabelValues(string(charge.Pending)).Inc() // every refund began once
	}
	if r.Status == was.Status {
		return
	}
	refunds.WithLabelValues(string(r.Status)).Inc()
	if r.Status == charge.Succeeded {
		refunded.WithLabelValues(currency).Add(float64(r.Amount))
	}
}

// late counts what is overdue beside payments.
func late(docs []*due, now time.Time) (count int) {
	for _, doc := range docs {
		if doc == nil {
			continue
		}
		for name, at := range doc.At {
			if strings.Contains(name, "/") && !at.After(now) {
				count++
			}
		}
	}
	return count
}
