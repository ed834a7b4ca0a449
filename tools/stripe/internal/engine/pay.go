package engine

import (
	"github.com/saheedt/pass/tools/stripe/internal/card"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Card is what a person entered on the hosted page, checked for form.
type Card struct {
	card.Card
	ExpMonth, ExpYear int
}

// Pay tries to pay an open session with a card. The session and its intent tell what came of it: complete, waiting for the
// bank's authentication, or declined and still open.
func (e *Engine) Pay(tx *store.Tx, session *object.Session, entered Card) (*object.Intent, error) {
	intent, err := e.sessionIntent(tx, session)
	if err != nil {
		return nil, err
	}
	intent.PaymentMethod = &object.Method{
		ID: object.NewID("pm_1", 24), Brand: entered.Brand, Funding: entered.Funding, Last4: entered.Last4(),
		ExpMonth: entered.ExpMonth, ExpYear: entered.ExpYear, Created: e.Now().Unix(),
	}
	intent.LastError = nil
	if entered.Authenticate {
		return intent, e.challenge(tx, intent)
	}
	return intent, e.settle(tx, session, intent, entered.Decline, false)
}

// Authenticate ends a challenge: the bank's answer is the one that belongs to the card.
func (e *Engine) Authenticate(tx *store.Tx, session *object.Session, passed bool) (*object.Intent, error) {
	intent, err := store.Intents.Get(tx, session.IntentID)
	if err != nil {
		return nil, err
	}
	if intent.Status != object.RequiresAction {
		return intent, nil
	}
	if !passed {
		intent.LastError = &object.PaymentError{
			Type: problem.TypeInvalidRequest, Code: "payment_intent_authentication_failure",
			Message: "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
		}
		return intent, e.fail(tx, intent, object.ActionUnauthentic)
	}
	return intent, e.settle(tx, session, intent, card.AfterAuthentication(intent.PaymentMethod.Last4), true)
}

// sessionIntent is the session's intent, made at the first attempt as Stripe does since 2022-08-01.
func (e *Engine) sessionIntent(tx *store.Tx, session *object.Session) (*object.Intent, error) {
	if session.IntentID != "" {
		return store.Intents.Get(tx, session.IntentID)
	}
	id := object.NewID("pi_3", 24)
	intent := &object.Intent{
		ID: id, SessionID: session.ID, Created: e.Now().Unix(), Amount: session.Total(), Currency: session.Currency, Data: session.IntentData,
		ClientSecret: id + "_secret_" + object.NewID("", 25),
	}
	intent.Note(e.Now().Unix(), object.ActionCreated, object.RequiresPaymentMethod, "", intent.Amount)
	session.IntentID = id
	if err := store.Sessions.Put(tx, session); err != nil {
		return nil, err
	}
	return intent, e.emit(tx, Cause{}, "payment_intent.created", intent.View())
}

func (e *Engine) challenge(tx *store.Tx, intent *object.Intent) error {
	intent.Note(e.Now().Unix(), object.ActionChallenged, object.RequiresAction, "", 0)
	if err := store.Intents.Put(tx, intent); err != nil {
		return err
	}
	return e.emit(tx, Cause{}, "payment_intent.requires_action", intent.View())
}

// settle is the bank's answer to an authorisation.
func (e *Engine) settle(tx *store.Tx, session *object.Session, intent *object.Intent, decline *card.Decline, authenticated bool) error {
	charge := &object.Charge{
		ID: object.NewID("ch_3", 24), IntentID: intent.ID, Created: e.Now().Unix(), Status: object.Succeeded, Amount: intent.Amount,
		Currency: intent.Currency, Method: *intent.PaymentMethod, Authenticated: authenticated, Email: session.CustomerEmail, Data: intent.Data,
	}
	intent.LatestCharge = charge.ID
	if decline != nil {
		return e.decline(tx, intent, charge, decline)
	}
	return e.authorize(tx, session, intent, charge)
}

func (e *Engine) decline(tx *store.Tx, intent *object.Intent, charge *object.Charge, decline *card.Decline) error {
	charge.Status = object.ChargeFailed
	charge.FailureCode, charge.DeclineCode, charge.FailureMessage = decline.Code, decline.DeclineCode, decline.Message
	intent.LastError = &object.PaymentError{
		Type: problem.TypeCard, Code: decline.Code, DeclineCode: decline.DeclineCode, Message: decline.Message, Charge: charge.ID,
	}
	return inOrder(
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return e.emit(tx, Cause{}, "charge.failed", charge.View()) },
		func() error { return e.fail(tx, intent, object.ActionDeclined+decline.DeclineCode) },
	)
}

func (e *Engine) fail(tx *store.Tx, intent *object.Intent, action string) error {
	intent.Note(e.Now().Unix(), action, object.RequiresPaymentMethod, "", 0)
	if err := store.Intents.Put(tx, intent); err != nil {
		return err
	}
	return e.emit(tx, Cause{}, "payment_intent.payment_failed", intent.View())
}

// authorize completes the session; with automatic capture the money is taken in the same step.
func (e *Engine) authorize(tx *store.Tx, session *object.Session, intent *object.Intent, charge *object.Charge) error {
	intent.AmountCapturable = intent.Amount
	intent.Note(e.Now().Unix(), object.ActionAuthorized, object.RequiresCapture, "", intent.Amount)
	outcome := "payment_intent.amount_capturable_updated"
	if intent.Data.CaptureMethod != object.CaptureManual {
		outcome = "payment_intent.succeeded"
		if err := e.take(tx, intent, charge, intent.Amount, ""); err != nil {
			return err
		}
		session.Paid = true
	} else if err := store.DueJobs.Add(tx, e.Now().Add(authorizationLife), jobExpire+" "+intent.ID); err != nil {
		return err
	}
	return inOrder(
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return store.Intents.Put(tx, intent) },
		func() error { return e.close(tx, session, object.SessionComplete) },
		func() error { return e.emit(tx, Cause{}, "charge.succeeded", charge.View()) },
		func() error { return e.emit(tx, Cause{}, outcome, intent.View()) },
		func() error { return e.emit(tx, Cause{}, "checkout.session.completed", session.View()) },
	)
}
