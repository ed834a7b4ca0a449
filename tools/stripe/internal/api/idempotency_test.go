package api

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/fault"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

const session = "mode=payment&success_url=http://shop.example&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd" +
	"&line_items[0][price_data][unit_amount]=2500&line_items[0][price_data][product_data][name]=Ticket"

func TestKeyInUseIsAConflict(t *testing.T) {
	st, err := store.Open(t.TempDir())
	require.NoError(t, err)
	defer st.Close()
	a := New(st, &engine.Engine{Now: time.Now, Wake: func() {}}, fault.New(), slog.New(slog.NewTextHandler(io.Discard, nil)))

	held, release := make(chan bool), make(chan bool)
	go func() {
		_ = st.Update(func(*store.Tx) error { // keeps the writer busy, so that the first call can't end
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	answers := make(chan *httptest.ResponseRecorder, 2)
	for range 2 {
		go func() { answers <- create(a) }()
	}
	var conflict *httptest.ResponseRecorder
	select {
	case conflict = <-answers:
	case <-time.After(10 * time.Second):
		close(release)
		t.Fatal("both calls wait: none was refused")
	}
	assert.Equal(t, http.StatusConflict, conflict.Code)
	assert.Contains(t, conflict.Body.String(), `"idempotency_key_in_use"`)
	assert.Equal(t, "true", conflict.Header().Get("Stripe-Should-Retry"))
	close(release)
	first := <-answers
	assert.Equal(t, http.StatusOK, first.Code)
	again := create(a)
	assert.Equal(t, "true", again.Header().Get("Idempotent-Replayed"))
	assert.Equal(t, first.Body.String(), again.Body.String())
}

func create(a *API) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/v1/checkout/sessions", strings.NewReader(session))
	request.Header.Set("Authorization", "Bearer sk_test_1")
	request.Header.Set("Idempotency-Key", "key-1")
	recorder := httptest.NewRecorder()
	a.ServeHTTP(recorder, request)
	return recorder
}
