package engine

import (
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/card"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Capture takes an authorised amount, or less of it (0 means all); the rest is released.
func (e *Engine) Capture(tx *store.Tx, cause Cause, id string, amount int64) (*object.Intent, error) {
	intent, err := Find(tx, store.Intents, "payment_intent", "intent", id)
	if err != nil {
		return nil, err
	}
	if amount == 0 {
		amount = intent.AmountCapturable
	}
	if err := capturable(intent, amount); err != nil {
		return nil, err
	}
	charge, err := store.Charges.Get(tx, intent.LatestCharge)
	if err != nil {
		return nil, err
	}
	if card.ByLast4(charge.Method.Last4).CaptureRefused {
		return nil, e.refuseCapture(tx, cause, intent)
	}
	if err := e.take(tx, intent, charge, amount, cause.RequestID); err != nil {
		return nil, err
	}
	return intent, inOrder(
		func() error { return store.Intents.Put(tx, intent) },
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return markPaid(tx, intent.SessionID) },
		func() error { return e.emit(tx, cause, "charge.captured", charge.View()) },
		func() error { return e.emit(tx, cause, "payment_intent.succeeded", intent.View()) },
	)
}

func capturable(intent *object.Intent, amount int64) error {
	switch {
	case intent.Status == object.Succeeded:
		return unexpected(intent, "This PaymentIntent could not be captured because it has already been captured.")
	case intent.Status != object.RequiresCapture:
		return unexpected(intent, "This PaymentIntent could not be captured because it has a status of "+intent.Status+
			". Only a PaymentIntent with one of the following statuses may be captured: requires_capture.")
	case amount > intent.AmountCapturable:
		refusal := problem.Refused("amount_too_large", "amount_to_capture",
			"The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge.")
		refusal.Intent = intent.View()
		return refusal
	}
	return InSteps(amount, intent.Currency, "amount_to_capture")
}

// take moves the money on the intent and its charge.
func (e *Engine) take(tx *store.Tx, intent *object.Intent, charge *object.Charge, amount int64, requestID string) error {
	intent.AmountCapturable, intent.AmountReceived = 0, amount
	intent.Note(e.Now().Unix(), object.ActionCaptured, object.Succeeded, requestID, amount)
	charge.Captured, charge.AmountCaptured = true, amount
	entry, err := e.book(tx, "charge", charge.ID, amount, charge.Currency)
	charge.BalanceTransaction = entry.ID
	if err == nil && card.ByLast4(charge.Method.Last4).Dispute != "" {
		err = e.later(tx, jobDispute, charge.ID)
	}
	return err
}

// refuseCapture is what a capture comes to when the bank has ended the authorisation: the intent is canceled all the same.
func (e *Engine) refuseCapture(tx *store.Tx, cause Cause, intent *object.Intent) error {
	if err := e.expireAuthorization(tx, cause, intent); err != nil {
		return err
	}
	refusal := problem.Refused("charge_expired_for_capture", "", "The charge %s has expired and can't be captured.", intent.LatestCharge)
	refusal.Intent, refusal.Charge, refusal.Commits = intent.View(), intent.LatestCharge, true
	return refusal
}

// expireAuthorization cancels an intent whose bank keeps the money no longer.
func (e *Engine) expireAuthorization(tx *store.Tx, cause Cause, intent *object.Intent) error {
	return e.end(tx, cause, intent, object.ActionExpired, "automatic", "charge.expired")
}

func markPaid(tx *store.Tx, sessionID string) error {
	session, err := store.Sessions.Get(tx, sessionID)
	if err != nil {
		return err
	}
	session.Paid = true
	return store.Sessions.Put(tx, session)
}

// Cancel gives an authorisation back.
func (e *Engine) Cancel(tx *store.Tx, cause Cause, id, reason string) (*object.Intent, error) {
	intent, err := Find(tx, store.Intents, "payment_intent", "intent", id)
	if err != nil {
		return nil, err
	}
	session, err := store.Sessions.Get(tx, intent.SessionID)
	if err != nil {
		return nil, err
	}
	cancelable := []string{object.RequiresPaymentMethod, object.RequiresCapture, "requires_confirmation", object.RequiresAction, "processing"}
	if !slices.Contains(cancelable, intent.Status) {
		return nil, unexpected(intent, "You cannot cancel this PaymentIntent because it has a status of "+intent.Status+
			". Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, "+
			"requires_confirmation, requires_action, processing.")
	}
	if session.Status == object.SessionOpen {
		return nil, problem.Refused("", "", "You cannot perform this action on PaymentIntents created by Checkout. Try expiring the Checkout Session instead.")
	}
	return intent, e.void(tx, cause, intent, object.ActionCanceled, reason)
}

// void cancels the intent and releases what was authorised. Stripe shows a released charge as refunded and says so in a
// charge.refunded event, whose charge is not captured.
func (e *Engine) void(tx *store.Tx, cause Cause, intent *object.Intent, action, reason string) error {
	return e.end(tx, cause, intent, action, reason, "charge.refunded")
}

// end cancels the intent; news is the type of the event about what was authorised.
func (e *Engine) end(tx *store.Tx, cause Cause, intent *object.Intent, action, reason, news string) error {
	released := intent.AmountCapturable
	intent.AmountCapturable = 0
	intent.CanceledAt, intent.CancellationReason = e.Now().Unix(), reason
	intent.Note(e.Now().Unix(), action, object.Canceled, cause.RequestID, released)
	if err := store.Intents.Put(tx, intent); err != nil {
		return err
	}
	if released > 0 {
		if err := e.release(tx, cause, intent.LatestCharge, news); err != nil {
			return err
		}
	}
	return e.emit(tx, cause, "payment_intent.canceled", intent.View())
}

func (e *Engine) release(tx *store.Tx, cause Cause, chargeID, news string) error {
	charge, err := store.Charges.Get(tx, chargeID)
	if err != nil {
		return err
	}
	charge.AmountRefunded = charge.Amount
	if err := store.Charges.Put(tx, charge); err != nil {
		return err
	}
	return e.emit(tx, cause, news, charge.View())
}

func unexpected(intent *object.Intent, message string) error {
	refusal := problem.Refused(problem.CodeUnexpectedState, "", "%s", message)
	refusal.Intent = intent.View()
	return refusal
}

// ExpireAuthorization is ended by the bank before its time, as the window asks for.
func (e *Engine) ExpireAuthorization(tx *store.Tx, intent *object.Intent) error {
	if intent.Status != object.RequiresCapture {
		return unexpected(intent, "Only an authorised PaymentIntent can expire, and this one has a status of "+intent.Status+".")
	}
	return e.expireAuthorization(tx, Cause{}, intent)
}
