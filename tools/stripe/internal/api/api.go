// Package api is the part of Stripe's HTTP API that the emulator speaks: authentication, form-encoded parameters, idempotency
// keys, expansion, lists and errors, in Stripe's shapes.
package api

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
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
}

// New wires the endpoints.
func New(st *store.Store, eng *engine.Engine, log *slog.Logger) *API {
	a := &API{store: st, engine: eng, log: log, mux: http.NewServeMux()}
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
	a.get("/v1/events", a.listEvents)
	a.get("/v1/events/{id}", getter(store.Events, "event", "id"))
	return a
}

func (a *API) post(path string, run endpoint) { a.mux.Handle("POST "+path, a.handler(run, true)) }
func (a *API) get(path string, run endpoint)  { a.mux.Handle("GET "+path, a.handler(run, false)) }

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
	a.mux.ServeHTTP(w, r)
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
