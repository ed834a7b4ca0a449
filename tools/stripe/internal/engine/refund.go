package engine

import (
	"github.com/saheedt/pass/tools/stripe/internal/card"
	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Refund gives captured money back. The draft names the charge or the intent, and the amount (0 means what is left). In this
// version of the API the news is charge.refunded: refund.created is for refunds without a charge until 2024-10-28.
func (e *Engine) Refund(tx *store.Tx, cause Cause, draft *object.Refund) error {
	charge, intent, err := e.refunded(tx, draft)
	if err != nil {
		return err
	}
	if draft.Amount == 0 {
		draft.Amount = charge.Refundable()
	}
	if err := refundable(charge, draft.Amount); err != nil {
		return err
	}
	draft.ID, draft.Created = object.NewID("re_3", 24), e.Now().Unix()
	draft.ChargeID, draft.IntentID, draft.Currency = charge.ID, intent.ID, charge.Currency
	entry, err := e.book(tx, "refund", draft.ID, -draft.Amount, draft.Currency)
	if err != nil {
		return err
	}
	draft.BalanceTransaction = entry.ID
	charge.AmountRefunded += draft.Amount
	intent.Note(draft.Created, object.ActionRefunded, intent.Status, cause.RequestID, draft.Amount)
	if err := e.foresee(tx, charge, draft); err != nil {
		return err
	}
	return inOrder(
		func() error { return store.Refunds.Put(tx, draft) },
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return store.Intents.Put(tx, intent) },
		func() error { return e.emit(tx, cause, "charge.refunded", charge.View()) },
	)
}

// refunded finds the charge that is to be refunded, and its intent.
func (e *Engine) refunded(tx *store.Tx, draft *object.Refund) (*object.Charge, *object.Intent, error) {
	chargeID, intentID := draft.ChargeID, draft.IntentID
	if intentID != "" {
		intent, err := Find(tx, store.Intents, "payment_intent", "payment_intent", intentID)
		if err != nil {
			return nil, nil, err
		}
		if intent.Status != object.Succeeded {
			return nil, nil, problem.Refused("", "payment_intent",
				"This PaymentIntent (%s) does not have a successful charge to refund.", intent.ID)
		}
		if chargeID != "" && chargeID != intent.LatestCharge {
			return nil, nil, problem.Refused("", "charge", "Charge %s does not belong to PaymentIntent %s.", chargeID, intent.ID)
		}
		chargeID = intent.LatestCharge
	}
	charge, err := Find(tx, store.Charges, "charge", "charge", chargeID)
	if err != nil {
		return nil, nil, err
	}
	intent, err := store.Intents.Get(tx, charge.IntentID)
	return charge, intent, err
}

func refundable(charge *object.Charge, amount int64) error {
	switch left := charge.Refundable(); {
	case charge.Unrefundable:
		return problem.Refused("charge_disputed", "", "Charge %s has been charged back; cannot issue a refund.", charge.ID)
	case !charge.Captured:
		return problem.Refused("", "charge", "Charge %s is not captured. Cancel its PaymentIntent instead.", charge.ID)
	case left == 0:
		return problem.Refused("charge_already_refunded", "", "Charge %s has already been refunded.", charge.ID)
	case amount > left:
		return problem.Refused("", "amount", "Refund amount (%s) is greater than unrefunded amount on charge (%s)",
			money.Text(amount, charge.Currency), money.Text(left, charge.Currency))
	}
	return InSteps(amount, charge.Currency, "amount")
}

// UpdateRefund stores a changed refund and tells of it.
func (e *Engine) UpdateRefund(tx *store.Tx, cause Cause, refund *object.Refund) error {
	if err := store.Refunds.Put(tx, refund); err != nil {
		return err
	}
	return e.emit(tx, cause, "charge.refund.updated", refund.View())
}

// foresee schedules what the bank makes of a refund later: some cards' fail, others' are pending at first.
func (e *Engine) foresee(tx *store.Tx, charge *object.Charge, refund *object.Refund) error {
	switch card.ByLast4(charge.Method.Last4).Refund {
	case card.RefundFails:
		return e.later(tx, jobRefund, refund.ID)
	case card.RefundPends:
		refund.Status = object.RefundPending
		return e.later(tx, jobRefund, refund.ID)
	}
	return nil
}

// endRefund is the bank's word about a refund that was not certain.
func (e *Engine) endRefund(tx *store.Tx, id string) error {
	refund, err := store.Refunds.Get(tx, id)
	if err != nil {
		return err
	}
	if refund.Status == object.RefundPending {
		refund.Status = object.RefundSucceeded
		return e.UpdateRefund(tx, Cause{}, refund)
	}
	return e.FailRefund(tx, refund)
}

// FailRefund takes a refund back that looked as if it had succeeded. The money is on the balance again and the charge unrefunded.
func (e *Engine) FailRefund(tx *store.Tx, refund *object.Refund) error {
	if refund.Status == object.RefundFailed {
		return problem.Refused("", "", "This refund has failed already.")
	}
	charge, err := store.Charges.Get(tx, refund.ChargeID)
	if err != nil {
		return err
	}
	intent, err := store.Intents.Get(tx, charge.IntentID)
	if err != nil {
		return err
	}
	entry, err := e.book(tx, "refund_failure", refund.ID, refund.Amount, refund.Currency)
	if err != nil {
		return err
	}
	refund.Status, refund.FailureReason, refund.FailureTransaction = object.RefundFailed, "expired_or_canceled_card", entry.ID
	charge.AmountRefunded -= refund.Amount
	intent.Note(e.Now().Unix(), object.ActionRefundFailed, intent.Status, "", refund.Amount)
	return inOrder(
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return store.Intents.Put(tx, intent) },
		func() error { return e.UpdateRefund(tx, Cause{}, refund) },
	)
}
