package api

import (
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) listDisputes(c *call) (object.View, error) {
	wanted, intent, charge := readPage(c.params), c.params.String("payment_intent"), c.params.String("charge")
	return list(c, store.Disputes, narrowest("charge", charge, "payment_intent", intent), wanted, func(dispute *object.Dispute) bool {
		return (intent == "" || dispute.IntentID == intent) && (charge == "" || dispute.ChargeID == charge)
	})
}

// updateDispute takes evidence, which is submitted unless the caller says otherwise.
func (a *API) updateDispute(c *call) (object.View, error) {
	p := c.params
	pairs, sent, evidence := p.Changes("metadata"), p.Object("evidence"), map[string]string{}
	for _, name := range object.EvidenceFields {
		if text := sent.String(name); text != "" {
			evidence[name] = text
		}
	}
	submit := p.OneOf("submit", "true", "false") != "false"
	if err := p.Err(); err != nil {
		return nil, err
	}
	dispute, err := findRow(c, store.Disputes, "dispute", "dispute")
	if err != nil {
		return nil, err
	}
	dispute.Metadata = merge(dispute.Metadata, pairs)
	if err := a.engine.Respond(c.tx, c.cause, dispute, evidence, submit); err != nil {
		return nil, err
	}
	return dispute.View(), nil
}

// closeDispute accepts the loss.
func (a *API) closeDispute(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	dispute, err := findRow(c, store.Disputes, "dispute", "dispute")
	if err != nil {
		return nil, err
	}
	if err := a.engine.CloseDispute(c.tx, c.cause, dispute, object.Lost); err != nil {
		return nil, err
	}
	return dispute.View(), nil
}
