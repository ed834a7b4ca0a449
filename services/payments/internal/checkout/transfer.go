package checkout

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// moveKey is the metadata under which a transfer or a reversal at Stripe has
// the number of the move that it is.
const moveKey = "move"

// Transfer sends the move's amount to the seller's account. The same move is
// made once.
func (c *Client) Transfer(ctx context.Context, taken charge.State, m charge.Move) (charge.Found, error) {
	params := &stripe.TransferParams{
		Params:        moving(ctx, taken, m),
		Amount:        stripe.Int64(m.Amount),
		Currency:      stripe.String(taken.Currency),
		Destination:   stripe.String(m.AccountID),
		TransferGroup: stripe.String(taken.OrderID),
		Metadata:      labels(taken, m),
	}
	if taken.ChargeID != "" && !taken.Transfer.Unbound() {
		params.SourceTransaction = stripe.String(taken.ChargeID)
	}
	made, err := c.transfers.New(params)
	if err != nil {
		return charge.Found{}, kindOf("create transfer", err)
	}
	return foundOf(made), nil
}

// Reverse takes the move's amount back from the seller's account. The same
// move is made once.
func (c *Client) Reverse(ctx context.Context, taken charge.State, m charge.Move) (charge.Found, error) {
	made, err := c.reversals.New(&stripe.TransferReversalParams{
		Params:   moving(ctx, taken, m),
		ID:       stripe.String(m.Of),
		Amount:   stripe.Int64(m.Amount),
		Metadata: labels(taken, m),
	})
	if err != nil {
		return charge.Found{}, kindOf("reverse transfer", err)
	}
	return reversalOf(m.Of, made), nil
}

// Transfers asks Stripe for all transfers of the charge that we made, and all
// reversals of them.
func (c *Client) Transfers(ctx context.Context, taken charge.State) ([]charge.Found, error) {
	var all []charge.Found
	whole := stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
	transfers := c.transfers.List(&stripe.TransferListParams{ListParams: whole, TransferGroup: stripe.String(taken.OrderID)})
	for transfers.Next() {
		transfer := transfers.Transfer()
		found := foundOf(transfer)
		if transfer.Metadata["payment_id"] != taken.PaymentID || found.N == 0 {
			continue // an operator's own
		}
		all = append(all, found)
		if transfer.AmountReversed == 0 {
			continue
		}
		reversals := c.reversals.List(&stripe.TransferReversalListParams{ListParams: whole, ID: stripe.String(transfer.ID)})
		for reversals.Next() {
			all = append(all, reversalOf(transfer.ID, reversals.TransferReversal()))
		}
		if err := reversals.Err(); err != nil {
			return nil, kindOf("list reversals", err)
		}
	}
	return all, kindOf("list transfers", transfers.Err())
}

func moving(ctx context.Context, taken charge.State, m charge.Move) stripe.Params {
	params := stripe.Params{Context: ctx}
	params.SetIdempotencyKey(fmt.Sprintf("%s/transfer/%d", taken.PaymentID, m.N))
	return params
}

func labels(taken charge.State, m charge.Move) map[string]string {
	return map[string]string{"order_id": taken.OrderID, "payment_id": taken.PaymentID, moveKey: strconv.Itoa(m.N)}
}

func foundOf(t *stripe.Transfer) charge.Found {
	return charge.Found{ID: t.ID, N: number(t.Metadata), Amount: t.Amount, At: time.Unix(t.Created, 0).UTC()}
}

func reversalOf(transferID string, r *stripe.TransferReversal) charge.Found {
	return charge.Found{ID: r.ID, N: number(r.Metadata), Amount: r.Amount, Back: true, Of: transferID, At: time.Unix(r.Created, 0).UTC()}
}

// number is that of the move, 0 for one that is not ours.
func number(metadata map[string]string) int {
	n, _ := strconv.Atoi(metadata[moveKey])
	return max(n, 0)
}
