package engine

import (
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// atOnce bounds what timers do in one transaction.
const atOnce = 200

// Bounds of a session's life.
const (
	minLife     = 30 * time.Minute
	defaultLife = 24 * time.Hour
)

// CreateSession opens the session whose terms are given; an ExpiresAt of 0 means in a day.
func (e *Engine) CreateSession(tx *store.Tx, session *object.Session) error {
	now := e.Now()
	if session.ExpiresAt == 0 {
		session.ExpiresAt = now.Add(defaultLife).Unix()
	}
	if session.ExpiresAt < now.Add(minLife).Unix() {
		return problem.Invalid("", "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
	}
	if session.ExpiresAt > now.Add(defaultLife).Unix() {
		return problem.Invalid("", "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
	}
	session.ID = object.NewID("cs_test_a1", 56)
	session.Created, session.Status = now.Unix(), object.SessionOpen
	session.URL = e.PublicURL + "/c/pay/" + session.ID
	for i := range session.LineItems {
		line := &session.LineItems[i]
		line.ID, line.PriceID, line.ProductID = object.NewID("li_1", 24), object.NewID("price_1", 24), object.NewID("prod_", 14)
	}
	if err := store.Sessions.Put(tx, session); err != nil {
		return err
	}
	return store.DueSessions.Add(tx, time.Unix(session.ExpiresAt, 0), session.ID)
}

// ExpireSession closes an open session at the request of its maker.
func (e *Engine) ExpireSession(tx *store.Tx, cause Cause, id string) (*object.Session, error) {
	session, err := Find(tx, store.Sessions, "checkout.session", "session", id)
	if err != nil {
		return nil, err
	}
	if session.Status != object.SessionOpen {
		return nil, problem.Refused("", "session",
			"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `%s`.", session.Status)
	}
	return session, e.expire(tx, cause, session)
}

// ExpireDue closes the sessions whose time is over.
func (e *Engine) ExpireDue(tx *store.Tx) error {
	due, _ := store.DueSessions.Due(tx, e.Now(), atOnce)
	for _, id := range due {
		session, err := store.Sessions.Get(tx, id)
		if err == nil {
			err = e.expire(tx, Cause{}, session)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// expire closes the session, and with it an intent that was never authorised.
func (e *Engine) expire(tx *store.Tx, cause Cause, session *object.Session) error {
	if err := e.close(tx, session, object.SessionExpired); err != nil {
		return err
	}
	if session.IntentID != "" {
		intent, err := store.Intents.Get(tx, session.IntentID)
		if err == nil {
			err = e.void(tx, cause, intent, object.ActionSessionEnded, "automatic")
		}
		if err != nil {
			return err
		}
	}
	return e.emit(tx, cause, "checkout.session.expired", session.View())
}

func (e *Engine) close(tx *store.Tx, session *object.Session, status string) error {
	session.Status = status
	if err := store.DueSessions.Remove(tx, time.Unix(session.ExpiresAt, 0), session.ID); err != nil {
		return err
	}
	return store.Sessions.Put(tx, session)
}

// OverdueSession tells whether an open session's time is over, though the timer has not come to it yet.
func (e *Engine) OverdueSession(session *object.Session) bool {
	return session.Status == object.SessionOpen && e.Now().Unix() >= session.ExpiresAt
}
