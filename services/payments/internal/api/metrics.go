package api

import (
	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/payments/internal/settlement"
)

// What becomes of a webhook, beside settlement's outcomes.
const (
	ignored      = "ignored" // of a type that is nothing to us
	badSignature = "bad_signature"
	failed       = "failed" // Stripe sends it again
)

var webhooks = metrics.Counters("webhooks_total", "Webhooks of Stripe, by outcome.", "outcome",
	string(settlement.Taken), string(settlement.Parked), string(settlement.NotOurs), ignored, badSignature, failed)
