package api

import (
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) createRefund(c *call) (object.View, error) {
	p := c.params
	amount, sent := p.Int("amount")
	if sent && amount < 1 {
		p.Fail(problem.Invalid("parameter_invalid_integer", "amount", "Invalid positive integer"))
	}
	refund := &object.Refund{
		ChargeID: p.String("charge"), IntentID: p.String("payment_intent"), Amount: amount, Metadata: p.Metadata("metadata"),
		Reason: p.OneOf("reason", "duplicate", "fraudulent", "requested_by_customer"),
	}
	if refund.ChargeID == "" && refund.IntentID == "" {
		p.Fail(problem.Invalid("parameter_missing", "charge", "One of the following params should be provided for this request: payment_intent or charge."))
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if err := a.engine.Refund(c.tx, c.cause, refund); err != nil {
		return nil, err
	}
	return refund.View(), nil
}

// updateRefund changes the metadata, the only thing of a refund that can be changed.
func (a *API) updateRefund(c *call) (object.View, error) {
	pairs := c.params.Changes("metadata")
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	refund, err := findRow(c, store.Refunds, "refund", "refund")
	if err != nil {
		return nil, err
	}
	refund.Metadata = merge(refund.Metadata, pairs)
	return refund.View(), a.engine.UpdateRefund(c.tx, c.cause, refund)
}

func (a *API) listRefunds(c *call) (object.View, error) {
	wanted, intent, charge := readPage(c.params), c.params.String("payment_intent"), c.params.String("charge")
	return list(c, store.Refunds, narrowest("charge", charge, "payment_intent", intent), wanted, func(refund *object.Refund) bool {
		return (intent == "" || refund.IntentID == intent) && (charge == "" || refund.ChargeID == charge)
	})
}
