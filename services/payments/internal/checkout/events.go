package checkout

import (
	"context"
	"slices"
	"time"

	"github.com/stripe/stripe-go/v76"
)

// told are the types of the events that Events lists: what may happen to
// money that was taken without our doing. Stripe takes up to 20.
var told = []string{
	"charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed",
	"charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
	"charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
	"transfer.reversed",
}

// Events lists what happened since a time of Stripe's clock, the oldest first,
// and gives the time of the newest, zero when there is none. Stripe has events
// of 30 days.
func (c *Client) Events(ctx context.Context, since time.Time) (notices []Notice, newest time.Time, err error) {
	list := c.events.List(&stripe.EventListParams{
		ListParams:   stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)},
		CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Unix()},
		Types:        stripe.StringSlice(told),
	})
	for list.Next() {
		event := list.Event()
		if at := time.Unix(event.Created, 0).UTC(); at.After(newest) {
			newest = at
		}
		if n, err := notice(*event); err == nil {
			notices = append(notices, n)
		}
	}
	if err := list.Err(); err != nil {
		return nil, time.Time{}, kindOf("list events", err)
	}
	slices.Reverse(notices)
	return notices, newest, nil
}
