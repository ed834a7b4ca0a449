package api

import "github.com/saheedt/pass/services/internal/metrics"

// What becomes of a webhook.
const (
	taken        = "taken"
	notOurs      = "not_ours"
	badSignature = "bad_signature"
	failed       = "failed" // Stripe sends it again
)

var webhooks = metrics.Counters("webhooks_total", "Webhooks of Stripe, by outcome.",
	"outcome", taken, notOurs, badSignature, failed)
