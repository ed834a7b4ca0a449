package audit

import (
	"context"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/internal/id"
)

func (c *Client) intentFacts(_ context.Context, intent *stripe.PaymentIntent) ([]Fact, error) {
	f := Fact{Kind: Payment, ID: intent.ID, OrderID: orderOf(intent), Currency: string(intent.Currency), At: seconds(intent.Created)}
	switch intent.Status {
	case stripe.PaymentIntentStatusRequiresCapture:
		f.State, f.Amount = held, intent.AmountCapturable
	case stripe.PaymentIntentStatusSucceeded:
		f.State, f.Amount = captured, intent.AmountReceived
	case stripe.PaymentIntentStatusCanceled:
		f.State, f.Amount = released, intent.Amount
		f.At = seconds(max(intent.Created, intent.CanceledAt))
	default:
		return nil, nil // nobody has paid
	}
	return ours(f), nil
}

func refundFacts(_ context.Context, r *stripe.Refund) ([]Fact, error) {
	f := Fact{Kind: Refund, ID: r.ID, OrderID: orderOf(r.PaymentIntent), State: given, Amount: r.Amount, Currency: string(r.Currency), At: seconds(r.Created)}
	if r.Status == stripe.RefundStatusFailed || r.Status == stripe.RefundStatusCanceled {
		f.State = failed
	}
	return ours(f), nil
}

func disputeFacts(_ context.Context, d *stripe.Dispute) ([]Fact, error) {
	f := Fact{Kind: Dispute, ID: d.ID, OrderID: orderOf(d.PaymentIntent), State: inquiry, Amount: d.Amount, Currency: string(d.Currency), At: seconds(d.Created)}
	switch d.Status {
	case stripe.DisputeStatusNeedsResponse, stripe.DisputeStatusUnderReview:
		f.State = open
	case stripe.DisputeStatusWon:
		f.State = won
	case stripe.DisputeStatusLost:
		f.State = lost
	}
	return ours(f), nil
}

// transferFacts are a transfer and its reversals, of which Stripe shows the
// first few with it.
func (c *Client) transferFacts(ctx context.Context, t *stripe.Transfer) ([]Fact, error) {
	orderID := t.TransferGroup
	if !id.Valid(orderID) {
		return nil, nil
	}
	facts := []Fact{{
		Kind: Transfer, ID: t.ID, OrderID: orderID, State: made, Amount: t.Amount, Currency: string(t.Currency), At: seconds(t.Created),
	}}
	add := func(_ context.Context, r *stripe.TransferReversal) ([]Fact, error) {
		return []Fact{{
			Kind: Reversal, ID: r.ID, OrderID: orderID, State: made, Amount: r.Amount, Currency: string(r.Currency), At: seconds(r.Created),
		}}, nil
	}
	if t.Reversals == nil || t.Reversals.HasMore {
		keep := func(page []Fact) error { facts = append(facts, page...); return nil }
		return facts, pages(ctx, "reversals", keep, func(p stripe.ListParams) *stripe.Iter {
			return c.reversals.List(&stripe.TransferReversalListParams{ListParams: p, ID: &t.ID}).Iter
		}, add)
	}
	for _, r := range t.Reversals.Data {
		some, _ := add(ctx, r)
		facts = append(facts, some...)
	}
	return facts, nil
}

// ours leaves out what has no order of ours: other things may be sold with the
// same account.
func ours(f Fact) []Fact {
	if f.OrderID == "" {
		return nil
	}
	return []Fact{f}
}

func seconds(unix int64) time.Time { return time.Unix(unix, 0).UTC() }
