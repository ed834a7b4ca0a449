package events

import "github.com/saheedt/pass/services/internal/metrics"

var (
	dueLag = metrics.Histogram("expiration_received_lag_seconds",
		"Time from an order's deadline to the arrival of its expiration.due.", metrics.Delays)
	mismatches = metrics.Counters("order_payment_mismatches_total",
		"Authorised payments that don't fit their order: not over its sum, or a second one.", "kind", wrongAmount, secondPayment)
)

// How a payment does not fit its order.
const (
	wrongAmount   = "amount"
	secondPayment = "second_payment"
)
