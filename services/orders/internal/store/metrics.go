package store

import (
	"errors"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// What is wrong with stock.
const (
	wrongSum     = "sum"           // free + held + sold is not quantity + owed any more
	wrongBlock   = "block"         // a number below zero, or more units than a block has
	missingUnits = "missing_units" // a block lacks the units that an order has there
	missingDoc   = "missing_block"
)

const completed = "completed"

var (
	parties = []string{string(order.ByBuyer), string(order.BySeller), string(order.ByPlatform)}
	ends    = []string{string(order.Succeeded), string(order.Failed)}
	reasons = []string{string(order.Expired), string(order.Buyer), string(order.PaymentFailed)}

	ordersOpened    = metrics.Counter("orders_opened_total", "Orders that were made: holds begun.")
	ordersCompleted = metrics.Counter("orders_completed_total", "Orders that were completed.")
	ordersCancelled = metrics.Counters("orders_cancelled_total",
		"Orders that were cancelled, by reason; with payment_failed, they may have been complete before.", "reason", reasons...)
	unitsHeld     = metrics.Counter("units_held_total", "Units that were held for orders.")
	unitsSold     = metrics.Counter("units_sold_total", "Held units that were sold.")
	unitsReleased = metrics.Counters("units_released_total", "Held units that became free again, by reason.", "reason", reasons...)
	unitsReturned = metrics.Counter("units_returned_total", "Sold units that became free again, because their payment failed after all.")
	sales         = metrics.CountersBy("sales_minor_units_total",
		"Sum of completed orders, in the currency's minor unit.", "currency")
	unitsRestocked = metrics.Counter("units_restocked_total", "Sold units that became free again, because they were refunded.")
	refundsDecided = metrics.Counters("refunds_decided_total",
		"Refunds of orders, by who decided them; platform: in Stripe's dashboard.", "by", parties...)
	refundsEnded = metrics.Counters("refunds_ended_total",
		"Refunds whose money went back or could not, by which; one that failed after it had succeeded counts twice.", "status", ends...)
	refunded = metrics.CountersBy("refunded_minor_units_total",
		"Sum of refunds that succeeded, in the currency's minor unit.", "currency")
	salesReversed = metrics.CountersBy("sales_reversed_minor_units_total",
		"Sum of orders that were completed and then cancelled, in the currency's minor unit.", "currency")
	holdTime = metrics.HistogramsBy("hold_duration_seconds",
		"How long a hold lasted, by how it ended. The rate of its sum is the mean number of open holds.",
		[]float64{1, 5, 15, 30, 60, 120, 300, 600, 900, 960, 1800, 3600, 86400}, "end")
	expiryLag = metrics.Histogram("order_expiry_lag_seconds",
		"Time from an order's deadline to its cancellation as expired.", metrics.Delays)
	inconsistencies = metrics.Counters("stock_inconsistencies_total",
		"Looks at stock that found what must never be, by kind. Each is looked at again when a change is tried again.",
		"kind", wrongSum, wrongBlock, missingUnits, missingDoc)
)

// opened counts a new order once it is committed.
func opened(tx *writer.Tx, o order.State) {
	tx.After(func() {
		ordersOpened.Inc()
		unitsHeld.Add(float64(o.Units))
	})
}

// moved counts what a transition does to the order's units once it is
// committed.
func moved(tx *writer.Tx, after order.Order, effect order.Effect) {
	o := after.State()
	units, sum := float64(unitsIn(o.Parts)), float64(after.Total())
	lasted := o.UpdatedAt.Sub(o.CreatedAt).Seconds()
	tx.After(func() {
		switch effect {
		case order.Sell:
			ordersCompleted.Inc()
			unitsSold.Add(units)
			sales.WithLabelValues(o.Currency).Add(sum)
			salesReversed.WithLabelValues(o.Currency) // begins at 0
			refunded.WithLabelValues(o.Currency)
			holdTime.WithLabelValues(completed).Observe(lasted)
		case order.Release:
			ordersCancelled.WithLabelValues(string(o.Reason)).Inc()
			unitsReleased.WithLabelValues(string(o.Reason)).Add(units)
			holdTime.WithLabelValues(string(o.Reason)).Observe(lasted)
			if o.Reason == order.Expired {
				expiryLag.Observe(o.UpdatedAt.Sub(o.ExpiresAt).Seconds())
			}
		case order.TakeBack:
			ordersCancelled.WithLabelValues(string(o.Reason)).Inc()
			unitsReturned.Add(units)
			salesReversed.WithLabelValues(o.Currency).Add(sum)
		}
	})
}

// settled counts the refunds that are new in after, and those that have ended,
// once it is committed.
func settled(tx *writer.Tx, before, after order.State) {
	if len(after.Refunds) == 0 {
		return
	}
	known := map[string]order.RefundStatus{}
	for _, r := range before.Refunds {
		known[r.ID] = r.Status
	}
	tx.After(func() {
		for _, r := range after.Refunds {
			status, old := known[r.ID]
			if !old {
				refundsDecided.WithLabelValues(string(r.By)).Inc()
			}
			if r.Status == status || r.Status == order.Pending {
				continue
			}
			refundsEnded.WithLabelValues(string(r.Status)).Inc()
			if r.Status == order.Succeeded {
				refunded.WithLabelValues(after.Currency).Add(float64(r.Amount))
			}
		}
	})
}

// restocked counts refunded units that are on sale again once that is
// committed.
func restocked(tx *writer.Tx, free []stock.Part) {
	tx.After(func() { unitsRestocked.Add(float64(unitsIn(free))) })
}

func unitsIn(parts []stock.Part) int {
	units := 0
	for _, part := range parts {
		units += part.Units
	}
	return units
}

// noted counts an error that says that stock is not what it must be.
func noted(err error) error {
	if errors.Is(err, stock.ErrNoHold) {
		inconsistencies.WithLabelValues(missingUnits).Inc()
	}
	return err
}
