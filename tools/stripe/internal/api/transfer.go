package api

import (
	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) createTransfer(c *call) (object.View, error) {
	p := c.params
	transfer := &object.Transfer{
		Amount: p.RequiredInt("amount", 1), Currency: p.Required("currency"), Destination: p.Required("destination"),
		SourceTransaction: p.String("source_transaction"), Group: p.String("transfer_group"), Description: p.String("description"),
		Metadata: p.Metadata("metadata"),
	}
	p.OneOf("source_type", "card", "bank_account", "fpx")
	if !money.Supported(transfer.Currency) {
		p.Fail(problem.Invalid("", "currency", "Invalid currency: %s.", transfer.Currency))
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if err := a.engine.Transfer(c.tx, c.cause, transfer); err != nil {
		return nil, err
	}
	return transfer.View(), nil
}

func (a *API) updateTransfer(c *call) (object.View, error) {
	pairs, description := c.params.Changes("metadata"), c.params.String("description")
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	transfer, err := findRow(c, store.Transfers, "transfer", "id")
	if err != nil {
		return nil, err
	}
	transfer.Metadata = merge(transfer.Metadata, pairs)
	if description != "" {
		transfer.Description = description
	}
	return transfer.View(), a.engine.UpdateTransfer(c.tx, c.cause, transfer)
}

func (a *API) listTransfers(c *call) (object.View, error) {
	wanted, group, destination := readPage(c.params), c.params.String("transfer_group"), c.params.String("destination")
	return list(c, store.Transfers, narrowest("transfer_group", group, "destination", destination), wanted, func(transfer *object.Transfer) bool {
		return (group == "" || transfer.Group == group) && (destination == "" || transfer.Destination == destination)
	})
}

func (a *API) reverseTransfer(c *call) (object.View, error) {
	p := c.params
	amount, sent := p.Int("amount")
	if sent && amount < 1 {
		p.Fail(problem.Invalid("parameter_invalid_integer", "amount", "Invalid positive integer"))
	}
	reversal := &object.Reversal{Amount: amount, Metadata: p.Metadata("metadata")}
	p.String("description")
	if err := p.Err(); err != nil {
		return nil, err
	}
	transfer, err := a.engine.Reverse(c.tx, c.cause, c.id, reversal)
	if err != nil {
		return nil, err
	}
	return transfer.ReversalView(*reversal), nil
}

// listReversals pages through what is in the transfer; starting_after names a reversal.
func (a *API) listReversals(c *call) (object.View, error) {
	wanted := readPage(c.params)
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	transfer, err := findRow(c, store.Transfers, "transfer", "id")
	if err != nil {
		return nil, err
	}
	views := transfer.ReversalViews()
	for i, view := range views {
		if view["id"] == wanted.after {
			views = views[i+1:]
			break
		}
	}
	return object.List(c.path, views[:min(len(views), wanted.limit)], len(views) > wanted.limit), nil
}

func (a *API) getReversal(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	transfer, err := findRow(c, store.Transfers, "transfer", "id")
	if err != nil {
		return nil, err
	}
	for _, reversal := range transfer.Reversals {
		if reversal.ID == c.part {
			return transfer.ReversalView(reversal), nil
		}
	}
	return nil, problem.Missing("transfer_reversal", "id", c.part)
}
