package engine

import (
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Transfer moves money to a connected account. The charges' money stays pending, so it can only come from a charge that is named
// as its source.
func (e *Engine) Transfer(tx *store.Tx, cause Cause, draft *object.Transfer) error {
	account, err := Find(tx, store.Accounts, "destination", "destination", draft.Destination)
	if err != nil {
		return err
	}
	if !account.Can(object.CapabilityTransfers) {
		return problem.Refused("insufficient_capabilities_for_transfer", "", "Your destination account needs to have at least one of the following "+
			"capabilities enabled: transfers, crypto_transfers, legacy_payments")
	}
	if len(account.Currencies) > 0 && !slices.Contains(account.Currencies, draft.Currency) {
		return problem.Refused("", "currency", "Sorry, account %s can't be paid in %s.", account.ID, draft.Currency)
	}
	if draft.SourceTransaction == "" {
		return problem.Refused("balance_insufficient", "", "You have insufficient available funds in your Stripe account. The emulator's charges "+
			"stay pending: name one as source_transaction.")
	}
	charge, err := e.source(tx, draft)
	if err != nil {
		return err
	}
	draft.ID, draft.Created = object.NewID("tr_3", 24), e.Now().Unix()
	draft.DestinationPayment = object.NewID("py_1", 24)
	entry, err := e.book(tx, "transfer", draft.ID, -draft.Amount, draft.Currency)
	if err != nil {
		return err
	}
	draft.BalanceTransaction, draft.Group = entry.ID, charge.Data.TransferGroup
	return inOrder(
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return store.Transfers.Put(tx, draft) },
		func() error { return e.emit(tx, cause, "transfer.created", draft.View()) },
	)
}

// source holds a transfer against the charge that it takes its money from. Both get the same transfer group.
func (e *Engine) source(tx *store.Tx, draft *object.Transfer) (*object.Charge, error) {
	charge, err := Find(tx, store.Charges, "charge", "source_transaction", draft.SourceTransaction)
	if err != nil {
		return nil, err
	}
	group := charge.Data.TransferGroup
	switch {
	case !charge.Captured:
		return nil, problem.Refused("", "source_transaction", "Charge %s has not been captured: it can't be the source of a transfer.", charge.ID)
	case charge.Currency != draft.Currency:
		return nil, problem.Refused("", "currency", "The currency of source_transaction's balance transaction (%s) must be the same as the transfer currency (%s)",
			charge.Currency, draft.Currency)
	case group != "" && draft.Group != "" && group != draft.Group:
		return nil, problem.Refused("", "transfer_group", "The transfer_group of source_transaction is %s already.", group)
	case group == "" && draft.Group == "":
		charge.Data.TransferGroup = "group_" + charge.IntentID
	case group == "":
		charge.Data.TransferGroup = draft.Group
	}
	if err := InSteps(draft.Amount, draft.Currency, "amount"); err != nil {
		return nil, err
	}
	return charge, e.within(tx, charge, draft.Amount)
}

// within refuses what is more than the charge took in. Refunds don't count: with Stripe they leave transfers alone.
func (e *Engine) within(tx *store.Tx, charge *object.Charge, amount int64) error {
	var used int64
	err := store.Transfers.Group(tx, object.Group("source_transaction", charge.ID), "", false, func(other *object.Transfer) bool {
		used += other.Amount - other.Reversed()
		return true
	})
	if err != nil || used+amount <= charge.AmountCaptured {
		return err
	}
	message := "Transfers using this transaction as a source must not exceed the source amount of " + money.Text(charge.AmountCaptured, charge.Currency) + "."
	if used > 0 {
		message += " (There is already a transfer using this source, amounting to " + money.Text(used, charge.Currency) + ".)"
	}
	return problem.Refused("", "amount", "%s", message)
}

// Reverse takes a transfer back, or a part of it (0 means what is left).
func (e *Engine) Reverse(tx *store.Tx, cause Cause, id string, draft *object.Reversal) (*object.Transfer, error) {
	transfer, err := Find(tx, store.Transfers, "transfer", "id", id)
	if err != nil {
		return nil, err
	}
	left := transfer.Amount - transfer.Reversed()
	if draft.Amount == 0 {
		draft.Amount = left
	}
	switch {
	case left == 0:
		return nil, problem.Refused("", "", "Transfer %s is already fully reversed.", transfer.ID)
	case draft.Amount > left:
		return nil, problem.Refused("", "amount", "Reversal amount (%s) is greater than unreversed amount on transfer (%s)",
			money.Text(draft.Amount, transfer.Currency), money.Text(left, transfer.Currency))
	}
	if account, err := store.Accounts.Get(tx, transfer.Destination); err == nil && account.Empty {
		return nil, problem.Refused("balance_insufficient", "", "Insufficient funds in the connected account %s to reverse the transfer.", account.ID)
	}
	draft.ID, draft.Created, draft.PaymentRefund = object.NewID("trr_1", 24), e.Now().Unix(), object.NewID("pyr_1", 24)
	entry, err := e.book(tx, "transfer_refund", draft.ID, draft.Amount, transfer.Currency)
	if err != nil {
		return nil, err
	}
	draft.BalanceTransaction = entry.ID
	transfer.Reversals = append(transfer.Reversals, *draft)
	return transfer, inOrder(
		func() error { return store.Transfers.Put(tx, transfer) },
		func() error { return e.emit(tx, cause, "transfer.reversed", transfer.View()) },
	)
}

// UpdateTransfer stores what a request changed of a transfer.
func (e *Engine) UpdateTransfer(tx *store.Tx, cause Cause, transfer *object.Transfer) error {
	if err := store.Transfers.Put(tx, transfer); err != nil {
		return err
	}
	return e.emit(tx, cause, "transfer.updated", transfer.View())
}
