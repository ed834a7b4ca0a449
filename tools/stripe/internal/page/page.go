// Package page is the hosted checkout page: an HTML form that takes the test cards, works without JavaScript and posts to its
// own URL.
package page

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Checkout serves the page.
type Checkout struct {
	store  *store.Store
	engine *engine.Engine
	log    *slog.Logger
}

// New makes the handler of /c/pay/{session}.
func New(st *store.Store, eng *engine.Engine, log *slog.Logger) http.Handler {
	c := &Checkout{st, eng, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /c/pay/{session}", c.show)
	mux.HandleFunc("POST /c/pay/{session}", c.submit)
	return mux
}

func (c *Checkout) show(w http.ResponseWriter, r *http.Request) {
	var now *scene
	err := c.store.View(func(tx *store.Tx) (err error) {
		now, err = c.scene(tx, r.PathValue("session"))
		return err
	})
	c.finish(w, r, now, err)
}

// submit takes either a card or the answer to the bank's question, whichever button was pressed.
func (c *Checkout) submit(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form could not be read.", http.StatusBadRequest)
		return
	}
	var after *scene
	err := c.store.Update(func(tx *store.Tx) (err error) {
		after, err = c.act(tx, r)
		return err
	})
	if err == nil && after.paidNow {
		http.Redirect(w, r, after.SuccessURL, http.StatusSeeOther)
		return
	}
	c.finish(w, r, after, err)
}

func (c *Checkout) act(tx *store.Tx, r *http.Request) (*scene, error) {
	before, err := c.scene(tx, r.PathValue("session"))
	if err != nil || before.session.Status != object.SessionOpen || before.State == stateExpired {
		return before, err
	}
	if answer := r.PostForm.Get("authentication"); answer != "" {
		if before.State != stateAuthenticate {
			return before, nil
		}
		_, err = c.engine.Authenticate(tx, before.session, answer == "complete")
	} else {
		entered, wrong := readCard(r.PostForm, c.engine.Now())
		if len(wrong) > 0 {
			before.State, before.Wrong, before.Expiry, before.Failure = statePay, wrong, r.PostForm.Get("cardExpiry"), nil
			before.status = http.StatusBadRequest
			return before, nil
		}
		_, err = c.engine.Pay(tx, before.session, entered)
	}
	if err != nil {
		return nil, err
	}
	return c.outcome(tx, before.session.ID)
}

// outcome is what the person sees after an attempt.
func (c *Checkout) outcome(tx *store.Tx, id string) (*scene, error) {
	after, err := c.scene(tx, id)
	if err != nil {
		return nil, err
	}
	after.paidNow = after.session.Status == object.SessionComplete
	if after.Failure != nil {
		after.status = http.StatusPaymentRequired
	}
	return after, nil
}

// scene reads the session and decides what to show of it.
func (c *Checkout) scene(tx *store.Tx, id string) (*scene, error) {
	session, err := store.Sessions.Get(tx, id)
	if err != nil {
		return nil, err
	}
	now := &scene{
		session: session, status: http.StatusOK, State: statePay, CancelURL: session.CancelURL,
		SuccessURL: strings.ReplaceAll(session.SuccessURL, "{CHECKOUT_SESSION_ID}", session.ID),
	}
	now.fill()
	switch {
	case session.Status == object.SessionComplete:
		now.State = stateComplete
	case session.Status == object.SessionExpired || c.engine.OverdueSession(session):
		now.State, now.status = stateExpired, http.StatusGone
		return now, nil
	}
	if session.IntentID != "" {
		err = now.look(tx)
	}
	return now, err
}

func (c *Checkout) finish(w http.ResponseWriter, r *http.Request, shown *scene, err error) {
	if errors.Is(err, store.ErrNotFound) {
		shown, err = &scene{State: stateMissing, status: http.StatusNotFound}, nil
	}
	if err != nil {
		c.log.Error("checkout page", "error", err)
		http.Error(w, "Something went wrong in the emulator; its log says what.", http.StatusInternalServerError)
		return
	}
	shown.write(w, r, c.log)
}
