package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

const accountRoute = route + "/account"

// sellerAccount is what the API says of a seller's account.
type sellerAccount struct {
	Status, OnboardingURL string
	Payouts               bool
	Requirements          []string
	Version               int64
}

func (w *world) onboard(sellerID string, body any, with ...servicetest.With) *servicetest.Response {
	w.t.Helper()
	return w.Send(http.MethodPost, accountRoute, body, append(with, servicetest.As(buyer(sellerID)))...)
}

func (w *world) account(sellerID string, with ...servicetest.With) *servicetest.Response {
	w.t.Helper()
	return w.Send(http.MethodGet, accountRoute, nil, append(with, servicetest.As(buyer(sellerID)))...)
}

func accountIn(res *servicetest.Response) (a sellerAccount) {
	res.Into(&a)
	return a
}

func TestASellerGetsTheirMoney(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	sellerID := o.Ticket.SellerID
	none := w.account(sellerID)
	require.Equal(t, http.StatusOK, none.Status)
	require.Equal(t, sellerAccount{Status: "none", Requirements: []string{}}, accountIn(none))

	once := servicetest.Header("Idempotency-Key", "onboard")
	made := w.onboard(sellerID, map[string]string{"country": "DE"}, once)
	require.Equal(t, http.StatusCreated, made.Status, "%s", made.Body)
	require.Equal(t, accountRoute, made.Header.Get("Location"))
	require.Equal(t, "onboarding", accountIn(made).Status)
	again := w.onboard(sellerID, map[string]string{"country": "DE"}, once)
	require.Equal(t, http.StatusCreated, again.Status)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.Equal(t, made.Body, again.Body)
	fresh := w.onboard(sellerID, map[string]string{})
	require.Equal(t, http.StatusOK, fresh.Status)

	w.stripe.Onboard(accountIn(fresh).OnboardingURL, "complete")
	require.Eventually(t, func() bool { return accountIn(w.account(sellerID)).Payouts }, 10*time.Second, 20*time.Millisecond)
	enabled := w.account(sellerID)
	require.Equal(t, "enabled", accountIn(enabled).Status)
	same := w.account(sellerID, servicetest.Header("If-None-Match", enabled.Header.Get("ETag")))
	require.Equal(t, http.StatusNotModified, same.Status)
	w.Await(contracts.SellerUpdated, sellerID)

	opened := w.mustOpen(o)
	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(opened.CheckoutURL, stripetest.CardPays))
	w.until(o, "authorized")
	w.mustTell(contracts.OrderCompleted, becomes(o, contracts.StatusComplete))
	require.Eventually(t, func() bool { return w.transferred() == o.Total-o.Fee }, 10*time.Second, 20*time.Millisecond)
}

// transferred is how much Stripe has transferred.
func (w *world) transferred() (sum int64) {
	for _, t := range w.stripe.Dashboard(http.MethodGet, "/v1/transfers", nil)["data"].([]any) {
		sum += int64(t.(map[string]any)["amount"].(float64))
	}
	return sum
}

func TestAccountRefusals(t *testing.T) {
	w := mustWorld(t)
	in := servicetest.As(buyer(id.New()))
	for name, c := range map[string]struct {
		body   any
		with   []servicetest.With
		status int
		fields []string
	}{
		"no session":    {map[string]string{}, nil, 401, nil},
		"no country":    {map[string]string{"country": "de"}, []servicetest.With{in}, 400, []string{"country"}},
		"unknown field": {map[string]any{"country": 1, "type": "custom"}, []servicetest.With{in}, 400, []string{"country", "type"}},
		"not JSON":      {"country=DE", []servicetest.With{in, servicetest.Header("Content-Type", "text/plain")}, 415, nil},
		"too large":     {strings.Repeat(" ", 70_000), []servicetest.With{in}, 413, nil},
		"other site":    {map[string]string{}, []servicetest.With{in, servicetest.Header("Origin", "https://evil.example")}, 403, nil},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.Send(http.MethodPost, accountRoute, c.body, c.with...)
			require.Equal(t, c.status, res.Status)
			require.Equal(t, c.fields, res.Problem().Fields())
		})
	}
	require.Equal(t, 401, w.Send(http.MethodGet, accountRoute, nil).Status)
	require.Empty(t, w.stripe.Dashboard(http.MethodGet, "/v1/accounts", nil)["data"])
}

func TestStripeMakesNoAccount(t *testing.T) {
	w := mustWorld(t)
	sellerID := id.New()
	for status, want := range map[int]int{http.StatusBadRequest: http.StatusConflict, http.StatusServiceUnavailable: http.StatusServiceUnavailable} {
		w.stripe.Before(func(*http.Request) *stripetest.Fault {
			return &stripetest.Fault{Status: status, Type: "invalid_request_error"}
		})
		require.Equal(t, want, w.onboard(sellerID, map[string]string{}).Status)
		require.Equal(t, "none", accountIn(w.account(sellerID)).Status)
	}
	w.stripe.Heal()
	require.Equal(t, http.StatusCreated, w.onboard(sellerID, map[string]string{}).Status)
}
