package checkout

import (
	"context"
	"fmt"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// decisionKey is the metadata under which a refund at Stripe has the id of
// the decision that it carries out.
const decisionKey = "refund_id"

// Refund gives back the refund's amount. The same refund with the same count
// of answers is made once.
func (c *Client) Refund(ctx context.Context, taken charge.State, r charge.Refund) (charge.Made, error) {
	params := &stripe.RefundParams{
		PaymentIntent: stripe.String(taken.IntentID),
		Amount:        stripe.Int64(r.Amount),
		Reason:        stripe.String(string(stripe.RefundReasonRequestedByCustomer)),
	}
	params.Context = ctx
	params.SetIdempotencyKey(fmt.Sprintf("%s/refund/%s/%d", taken.PaymentID, r.ID, r.Answers))
	for name, value := range map[string]string{"order_id": taken.OrderID, "payment_id": taken.PaymentID, decisionKey: r.ID} {
		params.AddMetadata(name, value)
	}
	made, err := c.refunds.New(params)
	if err != nil {
		return charge.Made{}, kindOf("create refund", err)
	}
	return madeOf(made), nil
}

// Inquire asks Stripe for all refunds and disputes of the charge.
func (c *Client) Inquire(ctx context.Context, taken charge.State) (charge.Truth, error) {
	truth := charge.Truth{}
	whole := stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
	refunds := c.refunds.List(&stripe.RefundListParams{ListParams: whole, PaymentIntent: stripe.String(taken.IntentID)})
	for refunds.Next() {
		made := refunds.Refund()
		truth.Refunds = append(truth.Refunds, madeOf(made))
		if made.Charge != nil {
			truth.ChargeID = made.Charge.ID
		}
	}
	if err := refunds.Err(); err != nil {
		return truth, kindOf("list refunds", err)
	}
	disputes := c.disputes.List(&stripe.DisputeListParams{ListParams: whole, PaymentIntent: stripe.String(taken.IntentID)})
	for disputes.Next() {
		truth.Disputes = append(truth.Disputes, disputeOf(disputes.Dispute()))
	}
	return truth, kindOf("list disputes", disputes.Err())
}

func madeOf(r *stripe.Refund) charge.Made {
	made := charge.Made{
		ID: r.ID, DecisionID: r.Metadata[decisionKey], Amount: r.Amount, Status: refundStatus(r.Status),
		CreatedAt: time.Unix(r.Created, 0).UTC(),
	}
	switch r.Status {
	case stripe.RefundStatusFailed:
		made.Failure = string(r.FailureReason)
	case stripe.RefundStatusCanceled:
		made.Failure = charge.FailureCanceled
	}
	return made
}

// refundStatus is Stripe's status in our words: what waits for anything is
// pending.
func refundStatus(s stripe.RefundStatus) charge.Status {
	switch s {
	case stripe.RefundStatusSucceeded:
		return charge.Succeeded
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		return charge.Failed
	}
	return charge.Pending
}

func disputeOf(d *stripe.Dispute) charge.Dispute {
	found := charge.Dispute{
		ID: d.ID, Amount: d.Amount, Status: string(d.Status), Reason: string(d.Reason),
		CreatedAt: time.Unix(d.Created, 0).UTC(),
	}
	if d.EvidenceDetails != nil && d.EvidenceDetails.DueBy > 0 {
		found.DueBy = time.Unix(d.EvidenceDetails.DueBy, 0).UTC()
	}
	return found
}
