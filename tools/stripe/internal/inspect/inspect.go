// Package inspect is the emulator's own window, under /emulator/: what tests and developers look at from outside, and what they
// have banks and Stripe do. Stripe has nothing like it.
package inspect

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
	"github.com/saheedt/pass/tools/stripe/internal/webhook"
)

// Inspector serves the window.
type Inspector struct {
	store  *store.Store
	engine *engine.Engine
	sender *webhook.Sender
	log    *slog.Logger
}

// New makes the handler.
func New(st *store.Store, eng *engine.Engine, sender *webhook.Sender, log *slog.Logger) http.Handler {
	i := &Inspector{st, eng, sender, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /emulator/sessions", i.sessions)
	mux.HandleFunc("GET /emulator/payment_intents", i.intents)
	mux.HandleFunc("GET /emulator/payment_intents/{id}", i.intent)
	mux.HandleFunc("GET /emulator/webhooks", i.webhooks)
	mux.HandleFunc("POST /emulator/webhooks/{event}/resend", i.resend)
	mux.HandleFunc("GET /emulator/summary", i.summary)
	mux.HandleFunc("POST /emulator/payment_intents/{id}/expire", i.expire)
	mux.HandleFunc("POST /emulator/refunds/{id}/fail", i.failRefund)
	mux.HandleFunc("POST /emulator/disputes", i.dispute)
	mux.HandleFunc("POST /emulator/disputes/{id}/close", i.closeDispute)
	mux.HandleFunc("POST /emulator/accounts/{id}", i.account)
	return mux
}

// Intent is a PaymentIntent with what was done to it. Captures and Refunded count what moved money.
type Intent struct {
	ID               string            `json:"id"`
	Session          string            `json:"session"`
	Status           string            `json:"status"`
	Amount           int64             `json:"amount"`
	AmountCapturable int64             `json:"amount_capturable"`
	AmountReceived   int64             `json:"amount_received"`
	AmountRefunded   int64             `json:"amount_refunded"`
	Currency         string            `json:"currency"`
	Metadata         map[string]string `json:"metadata"`
	Authorizations   int               `json:"authorizations"`
	Captures         int               `json:"captures"`
	Refunds          int               `json:"refunds"`
	RefundsFailed    int               `json:"refunds_failed"`
	History          []object.Change   `json:"history"`
}

func describe(intent *object.Intent) Intent {
	shown := Intent{
		ID: intent.ID, Session: intent.SessionID, Status: intent.Status, Amount: intent.Amount, AmountCapturable: intent.AmountCapturable,
		AmountReceived: intent.AmountReceived, Currency: intent.Currency, Metadata: intent.Data.Metadata, History: intent.History,
	}
	for _, change := range intent.History {
		switch change.Action {
		case object.ActionAuthorized:
			shown.Authorizations++
		case object.ActionCaptured:
			shown.Captures++
		case object.ActionRefunded:
			shown.Refunds++
			shown.AmountRefunded += change.Amount
		case object.ActionRefundFailed:
			shown.RefundsFailed++
			shown.AmountRefunded -= change.Amount
		}
	}
	return shown
}

func (i *Inspector) intents(w http.ResponseWriter, r *http.Request) {
	status := r.FormValue("status")
	i.list(w, func(tx *store.Tx, add func(any)) error {
		return store.Intents.Newest(tx, "", func(intent *object.Intent) bool {
			if status == "" || intent.Status == status {
				add(describe(intent))
			}
			return true
		})
	})
}

func (i *Inspector) intent(w http.ResponseWriter, r *http.Request) {
	var shown Intent
	err := i.store.View(func(tx *store.Tx) error {
		intent, err := store.Intents.Get(tx, r.PathValue("id"))
		if err == nil {
			shown = describe(intent)
		}
		return err
	})
	i.write(w, shown, err)
}

func (i *Inspector) sessions(w http.ResponseWriter, r *http.Request) {
	status := r.FormValue("status")
	i.list(w, func(tx *store.Tx, add func(any)) error {
		return store.Sessions.Newest(tx, "", func(session *object.Session) bool {
			if status == "" || session.Status == status {
				add(session.View())
			}
			return true
		})
	})
}

func (i *Inspector) webhooks(w http.ResponseWriter, r *http.Request) {
	state, kind := r.FormValue("state"), r.FormValue("type")
	i.list(w, func(tx *store.Tx, add func(any)) error {
		return store.Deliveries.Newest(tx, "", func(delivery *object.Delivery) bool {
			if (state == "" || delivery.State == state) && (kind == "" || delivery.Type == kind) {
				add(delivery)
			}
			return true
		})
	})
}

func (i *Inspector) resend(w http.ResponseWriter, r *http.Request) {
	attempt, err := i.sender.Resend(r.Context(), r.PathValue("event"))
	i.write(w, attempt, err)
}

// list answers with everything, the newest first: tests want all of it. It is written as it is read, so that thousands fit.
func (i *Inspector) list(w http.ResponseWriter, collect func(tx *store.Tx, add func(any)) error) {
	w.Header().Set("Content-Type", "application/json")
	_, gone := io.WriteString(w, `{"data":[`)
	encoder, between := json.NewEncoder(w), ""
	add := func(item any) {
		if gone == nil {
			_, gone = io.WriteString(w, between)
		}
		if gone == nil {
			gone = encoder.Encode(item)
		}
		between = ","
	}
	err := i.store.View(func(tx *store.Tx) error { return collect(tx, add) })
	if err == nil && gone == nil {
		_, gone = io.WriteString(w, "]}")
	}
	if err := errors.Join(err, gone); err != nil {
		i.log.Error("answer inspection", "error", err)
		panic(http.ErrAbortHandler) // what was written is no whole answer
	}
}

func (i *Inspector) write(w http.ResponseWriter, value any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		status := http.StatusInternalServerError
		var refusal *problem.Error
		switch {
		case errors.Is(err, store.ErrNotFound):
			status = http.StatusNotFound
		case errors.As(err, &refusal):
			status = refusal.Status
		}
		w.WriteHeader(status)
		value = map[string]string{"error": err.Error()}
	}
	if err := json.NewEncoder(w).Encode(value); err != nil {
		i.log.Debug("answer inspection", "error", err)
	}
}
