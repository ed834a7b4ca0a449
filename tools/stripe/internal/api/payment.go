package api

import (
	"slices"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) captureIntent(c *call) (object.View, error) {
	amount, sent := c.params.Int("amount_to_capture")
	if sent && amount < 1 {
		c.params.Fail(problem.Invalid("parameter_invalid_integer", "amount_to_capture", "This value must be greater than or equal to 1."))
	}
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	intent, err := a.engine.Capture(c.tx, c.cause, c.id, amount)
	if err != nil {
		return nil, err
	}
	return intent.View(), nil
}

func (a *API) cancelIntent(c *call) (object.View, error) {
	reason := c.params.OneOf("cancellation_reason", "duplicate", "fraudulent", "requested_by_customer", "abandoned")
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	intent, err := a.engine.Cancel(c.tx, c.cause, c.id, reason)
	if err != nil {
		return nil, err
	}
	return intent.View(), nil
}

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

func (a *API) listIntents(c *call) (object.View, error) {
	return list(c, store.Intents, readPage(c.params), func(*object.Intent) bool { return true })
}

func (a *API) listCharges(c *call) (object.View, error) {
	wanted, intent := readPage(c.params), c.params.String("payment_intent")
	return list(c, store.Charges, wanted, func(charge *object.Charge) bool { return intent == "" || charge.IntentID == intent })
}

func (a *API) listRefunds(c *call) (object.View, error) {
	wanted, intent, charge := readPage(c.params), c.params.String("payment_intent"), c.params.String("charge")
	return list(c, store.Refunds, wanted, func(refund *object.Refund) bool {
		return (intent == "" || refund.IntentID == intent) && (charge == "" || refund.ChargeID == charge)
	})
}

func (a *API) listEvents(c *call) (object.View, error) {
	wanted, types := readPage(c.params), c.params.Strings("types")
	if kind := c.params.String("type"); kind != "" {
		types = append(types, kind)
	}
	delivered := c.params.OneOf("delivery_success", "true", "false")
	return list(c, store.Events, wanted, func(event *object.Event) bool {
		return typeMatches(types, event.Type) && (delivered == "" || (event.Pending == 0) == (delivered == "true"))
	})
}

// typeMatches knows the patterns that Stripe allows: checkout.session.completed, charge.*, or just *.
func typeMatches(wanted []string, kind string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(pattern string) bool {
		prefix, wild := strings.CutSuffix(pattern, "*")
		return pattern == kind || wild && strings.HasPrefix(kind, prefix)
	})
}
