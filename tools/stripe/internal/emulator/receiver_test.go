package emulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/tools/stripe/internal/conformance"
)

// receiver takes webhooks as payments does: it verifies each with Stripe's library. It can be told to refuse.
type receiver struct {
	hook   *httptest.Server
	mu     sync.Mutex
	status int
	seen   []stripe.Event
	tries  int
}

func mustReceiver(tb testing.TB) *receiver {
	r := &receiver{status: http.StatusOK}
	r.hook = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		payload, err := io.ReadAll(request.Body)
		assert.NoError(tb, err)
		var about struct{ Account string }
		assert.NoError(tb, json.Unmarshal(payload, &about))
		key := secret
		if about.Account != "" {
			key = connectSecret
		}
		event, err := webhook.ConstructEvent(payload, request.Header.Get("Stripe-Signature"), key)
		assert.NoError(tb, err)
		conform(tb, payload)
		w.WriteHeader(r.take(event))
	}))
	tb.Cleanup(r.hook.Close)
	return r
}

// conform holds an event and the object in it against Stripe's description.
func conform(tb testing.TB, payload []byte) {
	var event map[string]any
	if assert.NoError(tb, json.Unmarshal(payload, &event)) {
		assert.Empty(tb, conformance.Violations(event))
		assert.Empty(tb, conformance.Violations(event["data"].(map[string]any)["object"]))
	}
}

func (r *receiver) take(event stripe.Event) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tries++
	if r.status == http.StatusOK {
		r.seen = append(r.seen, event)
	}
	return r.status
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) attempts() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tries
}

// of lists the received events of a type.
func (r *receiver) of(kind stripe.EventType) []stripe.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.seen), func(event stripe.Event) bool { return event.Type != kind })
}

// mustReceive waits for events of each type.
func (r *receiver) mustReceive(tb testing.TB, kinds ...stripe.EventType) {
	tb.Helper()
	for _, kind := range kinds {
		require.Eventually(tb, func() bool { return len(r.of(kind)) > 0 }, 15*time.Second, 10*time.Millisecond, "no %s", kind)
	}
}
