package store

import (
	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/payments/internal/charge"
)

// What becomes of sellers' shares.
const (
	transferred  = "transferred"
	reversed     = "reversed"
	refused      = "refused"       // by Stripe, and tried again
	beganWaiting = "began_waiting" // for the seller's account
)

var (
	transfers = metrics.Counters("transfers_total", "Transfers of sellers' shares, and what kept them.",
		"outcome", transferred, reversed, refused, beganWaiting)
	transferredUnits = metrics.CountersBy("transferred_minor_units_total",
		"Money that was transferred to sellers, in the currency's minor unit. What is taken back is not taken off.", "currency")
)

// countTransfer counts what a change of a charge means for its seller.
func countTransfer(old, s charge.State) {
	made := map[string]bool{}
	for _, m := range old.Transfer.Moves {
		made[m.StripeID] = true
	}
	for _, m := range s.Transfer.Moves {
		switch {
		case !m.Made() || made[m.StripeID]:
		case m.Back:
			transfers.WithLabelValues(reversed).Inc()
		default:
			transfers.WithLabelValues(transferred).Inc()
			transferredUnits.WithLabelValues(s.Currency).Add(float64(m.Amount))
		}
	}
	if s.Transfer.Refusals > old.Transfer.Refusals {
		transfers.WithLabelValues(refused).Inc()
	}
	if s.Transfer.Waiting && !old.Transfer.Waiting {
		transfers.WithLabelValues(beganWaiting).Inc()
	}
}
