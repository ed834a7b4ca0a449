package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
)

// mustSettle waits until all orders, payments and disputes are at their end,
// and then looks at all of them.
func (w *world) mustSettle(t *testing.T) {
	t.Helper()
	var listings []string
	for _, stall := range w.stalls {
		listings = append(listings, stall.listing.ID)
	}
	all := market.Audit{Site: w.s.SiteURL, Stripe: w.s.StripeURL, Listings: listings, Buyers: w.buyers, Answered: w.answered}
	random := rand.New(rand.NewPCG(w.seed, 4))
	eventually(t, worldSettles, func() error {
		// Who pays last may dispute last.
		open, err := w.closeDisputes(t.Context(), random)
		if err == nil && open > 0 {
			err = fmt.Errorf("%d disputes were open still", open)
		}
		if err != nil {
			return err
		}
		wrong, err := all.Violations(t.Context())
		return errors.Join(err, violations(wrong))
	})
	w.mustBeFinal(t)
	summary, err := market.Summary(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	require.Zero(t, summary.DoubleCaptures)
	w.mustHavePaidOut(t)
}

// mustHavePaidOut finds that sellers got their part, gave back what refunds
// took of it, and have of no order more than was paid.
func (w *world) mustHavePaidOut(t *testing.T) {
	t.Helper()
	intents, err := market.Intents(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	left := map[string]int64{}
	for _, intent := range intents {
		left[intent.OrderID()] += intent.AmountReceived
	}
	transfers, err := market.TransfersAtStripe(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	var reversed int
	for _, transfer := range transfers {
		order := transfer.TransferGroup
		if left[order] -= transfer.Amount - transfer.AmountReversed; transfer.AmountReversed > 0 {
			reversed++
		}
		require.GreaterOrEqual(t, left[order], int64(0), "the seller has more of order %s than was paid", order)
	}
	t.Logf("%d transfers to sellers, %d of them taken back in part or whole", len(transfers), reversed)
	require.NotEmpty(t, transfers)
	require.Positive(t, reversed)
}

// mustBeFinal looks at every payment, until each is as its order.
func (w *world) mustBeFinal(t *testing.T) {
	t.Helper()
	var ends *tally
	eventually(t, time.Minute, func() error {
		ends = newTally()
		return firstOf(parallel(len(w.buyers), 8, func(i int) error { return w.final(t.Context(), w.buyers[i], ends) }))
	})
	t.Logf("in the end: %s", ends)
	for _, end := range []string{
		"complete and captured", "complete and refunded", "cancelled and voided", "cancelled and failed",
		"refund by seller succeeded", "refund by buyer succeeded", "refund by platform succeeded", "refund by seller failed",
	} {
		require.Positive(t, ends.of(end), end)
	}
}

// final counts what a buyer's orders and payments came to.
func (w *world) final(ctx context.Context, buyer *market.Client, ends *tally) error {
	orders, err := buyer.Orders(ctx)
	if err != nil {
		return err
	}
	for _, order := range orders {
		payment, err := buyer.Payment(ctx, order.ID)
		if market.Status(err) == 404 && !w.paying[order.ID] {
			continue // given up before
		}
		if err == nil {
			err = agree(order, payment)
		}
		if err != nil {
			return err
		}
		ends.count(order.Status + " and " + payment.Status)
		for _, refund := range order.Refunds {
			ends.count("refund by " + refund.By + " " + refund.Status)
		}
	}
	return nil
}

// agree holds an order's and its payment's last states against each other.
func agree(order market.Order, payment market.Payment) error {
	wrong := ""
	complete := order.Status == "complete"
	taken := payment.Status == "captured" || payment.Status == "refunded"
	switch {
	case !payment.Final():
		wrong = "not at its end"
	case complete != taken:
		wrong = "not what the order is"
	case complete && (payment.Refunded != order.RefundedAmount || payment.Amount != order.Total):
		wrong = "of another amount"
	case (payment.Status == "refunded") != (complete && order.RefundedAmount == order.Total):
		wrong = "refunded in part"
	case order.Dispute != nil && order.Dispute.Status != "won" && order.Dispute.Status != "lost":
		wrong = "disputed without end"
	}
	if wrong == "" {
		return nil
	}
	return fmt.Errorf("%s: order %+v, payment %+v", wrong, order, payment)
}
