// Package api is the part of Stripe's HTTP API that the emulator speaks: authentication, form-encoded parameters, idempotency
// keys, expansion, lists and errors, in Stripe's shapes.
package api

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/fault"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// API serves everything under /v1/.
type API struct {
	store  *store.Store
	engine *engine.Engine
	log    *slog.Logger
	mux    *http.ServeMux
	keys   inFlight
	faults *fault.Faults
}

// New wires the endpoints.
func New(st *store.Store, eng *engine.Engine, faults *fault.Faults, log *slog.Logger) *API {
	a := &API{store: st, engine: eng, faults: faults, log: log, mux: http.NewServeMux()}
	a.post("/v1/checkout/sessions", a.createSession)
	a.get("/v1/checkout/sessions", a.listSessions)
	a.get("/v1/checkout/sessions/{id}", getter(store.Sessions, "checkout.session", "session"))
	a.get("/v1/checkout/sessions/{id}/line_items", a.listLineItems)
	a.post("/v1/checkout/sessions/{id}/expire", a.expireSession)
	a.get("/v1/payment_intents", a.listIntents)
	a.get("/v1/payment_intents/{id}", getter(store.Intents, "payment_intent", "intent"))
	a.post("/v1/payment_intents/{id}/capture", a.captureIntent)
	a.post("/v1/payment_intents/{id}/cancel", a.cancelIntent)
	a.get("/v1/charges", a.listCharges)
	a.get("/v1/charges/{id}", getter(store.Charges, "charge", "charge"))
	a.post("/v1/refunds", a.createRefund)
	a.get("/v1/refunds", a.listRefunds)
	a.get("/v1/refunds/{id}", getter(store.Refunds, "refund", "refund"))
	a.post("/v1/refunds/{id}", a.updateRefund)
	a.connect()
	a.get("/v1/disputes", a.listDisputes)
	a.get("/v1/disputes/{id}", getter(store.Disputes, "dispute", "dispute"))
	a.post("/v1/disputes/{id}", a.updateDispute)
	a.post("/v1/disputes/{id}/close", a.closeDispute)
	a.get("/v1/balance_transactions", a.listBalance)
	a.get("/v1/balance_transactions/{id}", getter(store.BalanceTransactions, "balance_transaction", "id"))
	a.get("/v1/events", a.listEvents)
	a.get("/v1/events/{id}", getter(store.Events, "event", "id"))
	return a
}

// connect wires what platforms use.
func (a *API) connect() {
	a.post("/v1/accounts", a.createAccount)
	a.get("/v1/accounts", a.listAccounts)
	a.get("/v1/accounts/{id}", a.getAccount)
	a.post("/v1/accounts/{id}", a.updateAccount)
	a.remove("/v1/accounts/{id}", a.deleteAccount)
	a.post("/v1/account_links", a.createLink)
	a.post("/v1/transfers", a.createTransfer)
	a.get("/v1/transfers", a.listTransfers)
	a.get("/v1/transfers/{id}", getter(store.Transfers, "transfer", "id"))
	a.post("/v1/transfers/{id}", a.updateTransfer)
	a.post("/v1/transfers/{id}/reversals", a.reverseTransfer)
	a.get("/v1/transfers/{id}/reversals", a.listReversals)
	a.get("/v1/transfers/{id}/reversals/{part}", a.getReversal)
}

func (a *API) post(path string, run endpoint)   { a.mux.Handle("POST "+path, a.handler(run, true)) }
func (a *API) get(path string, run endpoint)    { a.mux.Handle("GET "+path, a.handler(run, false)) }
func (a *API) remove(path string, run endpoint) { a.mux.Handle("DELETE "+path, a.handler(run, true)) }

// ServeHTTP checks the key and the version, and answers with Stripe's headers.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID := object.NewID("req_", 14)
	w.Header().Set("Request-Id", requestID)
	w.Header().Set("Stripe-Version", versionOf(r))
	if refusal := authenticate(r); refusal != nil {
		writeError(w, refusal)
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		writeError(w, unknownURL(r))
		return
	}
	a.misbehave(w, r, a.mux.ServeHTTP)
	a.log.Debug("request", "method", r.Method, "path", r.URL.Path, "request_id", requestID)
}

func unknownURL(r *http.Request) *problem.Error {
	refusal := problem.Invalid("", "", "Unrecognized request URL (%s: %s). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.",
		r.Method, r.URL.Path)
	refusal.Status = http.StatusNotFound
	return refusal
}

func versionOf(r *http.Request) string {
	if version := strings.TrimSpace(r.Header.Get("Stripe-Version")); version != "" {
		return version
	}
	return object.APIVersion
}
