package checkout

import (
	"slices"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

// sessionTruth reads a session, with its intent whole where that matters.
func sessionTruth(s *stripe.CheckoutSession) payment.Truth {
	truth := payment.Truth{SessionID: s.ID, Session: payment.SessionStatus(s.Status)}
	switch {
	case s.PaymentIntent == nil: // nobody has tried to pay
	case truth.Session == payment.SessionComplete:
		truth.IntentID, truth.Intent = s.PaymentIntent.ID, intentStatus(s.PaymentIntent)
		truth.ChargeID = chargeID(s.PaymentIntent)
	case truth.Session == payment.SessionOpen:
		// The intent of an open session may still change: only why it was
		// refused so far is worth knowing.
		truth.Declined = declined(s.PaymentIntent)
	}
	return truth
}

func intentTruth(p payment.State, intent *stripe.PaymentIntent) payment.Truth {
	truth := payment.Truth{SessionID: p.Session.ID, Session: payment.SessionComplete, IntentID: p.IntentID}
	if intent != nil {
		truth.Intent, truth.ChargeID = intentStatus(intent), chargeID(intent)
	}
	return truth
}

func chargeID(intent *stripe.PaymentIntent) string {
	if intent.LatestCharge == nil {
		return ""
	}
	return intent.LatestCharge.ID
}

func intentStatus(intent *stripe.PaymentIntent) payment.IntentStatus {
	switch intent.Status {
	case stripe.PaymentIntentStatusRequiresCapture:
		return payment.IntentAuthorized
	case stripe.PaymentIntentStatusSucceeded:
		return payment.IntentCaptured
	case stripe.PaymentIntentStatusCanceled:
		return payment.IntentCancelled
	}
	return payment.IntentUnpaid
}

// secret are the reasons that must not be told to who holds the card: it may
// not be theirs. Stripe asks to call them generic.
var secret = []stripe.DeclineCode{
	stripe.DeclineCodeFraudulent, stripe.DeclineCodeLostCard, stripe.DeclineCodeMerchantBlacklist, stripe.DeclineCodeStolenCard,
}

// declined is why the last card was refused, zero unless another one is
// waited for.
func declined(intent *stripe.PaymentIntent) payment.Declined {
	last := intent.LastPaymentError
	if last == nil || intent.Status != stripe.PaymentIntentStatusRequiresPaymentMethod {
		return payment.Declined{}
	}
	reason := payment.Declined{Code: string(last.DeclineCode), Message: last.Msg}
	switch {
	case slices.Contains(secret, last.DeclineCode):
		reason.Code = string(stripe.DeclineCodeGenericDecline)
	case reason.Code == "":
		reason.Code = string(last.Code)
	}
	return reason
}
