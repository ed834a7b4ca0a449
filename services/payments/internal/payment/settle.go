package payment

import "time"

// SessionStatus is what Stripe says of a session.
type SessionStatus string

// A session is open until it is paid (SessionComplete) or over
// (SessionExpired).
const (
	SessionOpen     SessionStatus = "open"
	SessionComplete SessionStatus = "complete"
	SessionExpired  SessionStatus = "expired"
)

// IntentStatus is what Stripe says of the money.
type IntentStatus string

// The money is not there (yet), held on the card, taken, or given back.
const (
	IntentUnpaid     IntentStatus = "unpaid"
	IntentAuthorized IntentStatus = "authorized"
	IntentCaptured   IntentStatus = "captured"
	IntentCancelled  IntentStatus = "cancelled"
)

// Declined is why the last card was refused: Stripe's code, and its words for
// the buyer. It is zero when none was.
type Declined struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Truth is what Stripe says of a payment. Intent counts only when IntentID is
// set, Declined only while the session is open.
type Truth struct {
	SessionID string
	Session   SessionStatus
	IntentID  string
	Intent    IntentStatus
	ChargeID  string // of an intent that was captured
	Declined  Declined
}

// Sold records who sells, for a payment that was begun when orders did not
// say so yet.
func (p Payment) Sold(sellerID string) Payment {
	if !p.Settled() && p.state.SellerID == "" {
		p.state.SellerID = sellerID
	}
	return p
}

// Follow draws the consequences of what became of the order.
func (p Payment) Follow(standing Standing, now time.Time) Payment {
	switch {
	case p.Settled() || p.state.Pending != Nothing:
		// A capture once begun is carried through; money taken is given back by a
		// refund, never by a void that races it.
		return p
	case standing == Cancelled:
		return p.void(now)
	case standing == Complete && p.state.Status == Authorized:
		return p.owe(Capture, now)
	}
	return p
}

// void gives back what there is to give back.
func (p Payment) void(now time.Time) Payment {
	if p.state.IntentID == "" && p.state.Session.ID == "" {
		return p.end(Voided, ReasonOrderCancelled, now)
	}
	if p.state.IntentID == "" && p.state.Session.URL == "" {
		return p.end(Voided, ReasonOrderCancelled, now) // Stripe said that the session is over
	}
	return p.owe(Void, now)
}

// Observe draws the consequences of what Stripe says. News of another session
// or intent than the payment's own change nothing.
func (p Payment) Observe(t Truth, standing Standing, now time.Time) Payment {
	if p.Settled() || t.SessionID != p.state.Session.ID {
		return p
	}
	if p.state.IntentID != "" && t.IntentID != p.state.IntentID {
		return p
	}
	switch p.state.Pending {
	case Capture:
		return p.observeCapture(t, now)
	case Void, Fail:
		return p.observeRelease(t, now)
	}
	if p.state.Status == Open {
		return p.observeCheckout(t, standing, now)
	}
	return p
}

func (p Payment) observeCheckout(t Truth, standing Standing, now time.Time) Payment {
	p.state.Declined = t.Declined // no version of its own: nobody else is told
	switch {
	case t.paid():
		p.state.IntentID = t.IntentID
		if standing == Cancelled {
			return p.owe(Void, now)
		}
		p = p.become(Authorized, now)
		p.state.Session.URL = ""
		p.state.DueAt = now.Add(answerDue)
		return p.Follow(standing, now)
	case t.over():
		if standing == Cancelled {
			return p.end(Voided, ReasonOrderCancelled, now)
		}
		p.state.Session.URL = "" // the next request to pay makes another session
		p.state.DueAt = time.Time{}
		p.state.UpdatedAt = now
	}
	return p
}

func (p Payment) observeCapture(t Truth, now time.Time) Payment {
	switch t.Intent {
	case IntentCaptured:
		return p.captured(t, now)
	case IntentCancelled, IntentUnpaid:
		return p.end(Failed, ReasonCaptureRefused, now)
	}
	return p
}

func (p Payment) captured(t Truth, now time.Time) Payment {
	p.state.ChargeID = t.ChargeID
	return p.end(Captured, "", now)
}

func (p Payment) observeRelease(t Truth, now time.Time) Payment {
	switch {
	case t.IntentID != "" && t.Intent == IntentCaptured:
		p.state.IntentID = t.IntentID
		return p.captured(t, now) // taken by somebody else, in Stripe's dashboard: say what is true
	case t.IntentID != "" && t.Intent == IntentAuthorized:
		p.state.IntentID = t.IntentID // paid in the moment in which the session was to be expired
		return p
	case !t.over():
		return p
	case p.state.Pending == Fail:
		return p.end(Failed, ReasonCaptureRefused, now)
	}
	return p.end(Voided, ReasonOrderCancelled, now)
}

// CaptureRefused records that the card's bank refused the capture for good:
// the authorisation has to be given back, then the payment has failed.
func (p Payment) CaptureRefused(now time.Time) Payment {
	if p.Settled() || p.state.Pending != Capture {
		return p
	}
	return p.owe(Fail, now)
}

// paid says whether there is money on the card for us.
func (t Truth) paid() bool {
	return t.IntentID != "" && (t.Intent == IntentAuthorized || t.Intent == IntentCaptured)
}

// over says whether no money can come from this session any more.
func (t Truth) over() bool {
	return t.Session == SessionExpired || t.IntentID != "" && t.Intent == IntentCancelled
}
