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

func (a *API) listIntents(c *call) (object.View, error) {
	return list(c, store.Intents, "", readPage(c.params), every)
}

func (a *API) listCharges(c *call) (object.View, error) {
	wanted, intent, group := readPage(c.params), c.params.String("payment_intent"), c.params.String("transfer_group")
	return list(c, store.Charges, narrowest("payment_intent", intent, "transfer_group", group), wanted, func(charge *object.Charge) bool {
		return (intent == "" || charge.IntentID == intent) && (group == "" || charge.Data.TransferGroup == group)
	})
}

func (a *API) listEvents(c *call) (object.View, error) {
	wanted, types := readPage(c.params), c.params.Strings("types")
	if kind := c.params.String("type"); kind != "" {
		types = append(types, kind)
	}
	delivered := c.params.OneOf("delivery_success", "true", "false")
	return list(c, store.Events, "", wanted, func(event *object.Event) bool {
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
