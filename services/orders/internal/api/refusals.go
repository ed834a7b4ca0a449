package api

import (
	"errors"
	"sync/atomic"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// Why a reservation is refused.
const (
	soldOut     = "sold_out"
	notEnough   = "not_enough"
	withdrawn   = "withdrawn"
	unknown     = "unknown"
	tooMuch     = "too_much"
	noPayouts   = "no_payouts"
	backlog     = "backlog"
	unavailable = "unavailable"
)

var refusals = metrics.Counters("reservations_refused_total",
	"Requests to order that were refused, by reason; backlog and unavailable are ours, the others the market's.",
	"reason", soldOut, notEnough, withdrawn, unknown, tooMuch, noPayouts, backlog, unavailable)

// verdict is why the last run of a reservation was refused. Such an error may
// be turned into a kept answer, so that nobody sees it afterwards.
type verdict struct{ reason atomic.Value }

// note keeps the outcome of a run.
func (v *verdict) note(err error) error {
	var short stock.Short
	switch {
	case errors.As(err, &short) && short.Free == 0:
		v.reason.Store(soldOut)
	case errors.As(err, &short):
		v.reason.Store(notEnough)
	case errors.Is(err, listing.ErrWithdrawn):
		v.reason.Store(withdrawn)
	case errors.Is(err, order.ErrTooMuch):
		v.reason.Store(tooMuch)
	case errors.Is(err, listing.ErrNoPayouts):
		v.reason.Store(noPayouts)
	default:
		v.reason.Store("")
	}
	return err
}

// count counts the refusal, if it was one; err is what the writer answered.
func (v *verdict) count(err error) {
	reason, _ := v.reason.Load().(string)
	switch {
	case errors.Is(err, writer.ErrBacklog):
		reason = backlog
	case errors.Is(err, writer.ErrUnavailable):
		reason = unavailable
	}
	if reason != "" {
		refusals.WithLabelValues(reason).Inc()
	}
}
