package main

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service/servicetest"
)

// from is a request of the client with the given address, as the web client
// and its sidecar pass it on.
func from(address string) servicetest.With {
	return servicetest.Header("X-Forwarded-For", address+", 192.0.2.2")
}

func mustRefuse(t *testing.T, answer *servicetest.Response, seconds int) {
	t.Helper()
	require.Equal(t, http.StatusTooManyRequests, answer.Status)
	require.Equal(t, strconv.Itoa(seconds), answer.Header.Get("Retry-After"))
}

func TestSignIn429ByAddress(t *testing.T) {
	w := mustWorld(t, "SIGNIN_PER_MINUTE_ADDRESS=3")
	try := func(n int, address string) *servicetest.Response {
		return w.post("/signin", credentials("a"+strconv.Itoa(n)+"@example.com", "correct horse"), from(address))
	}
	for n := range 3 {
		require.Equal(t, http.StatusUnauthorized, try(n, "203.0.113.9").Status)
	}
	checks := w.hasher.checks.Load()
	mustRefuse(t, try(3, "203.0.113.9"), 20)
	mustRefuse(t, try(4, "198.51.100.1, 203.0.113.9"), 20)
	require.Equal(t, checks, w.hasher.checks.Load(), "a refusal costs no hash")
	require.Equal(t, http.StatusUnauthorized, try(5, "203.0.113.10").Status, "others are not held up")
	w.forward(20 * time.Second)
	require.Equal(t, http.StatusUnauthorized, try(6, "203.0.113.9").Status)
}

// Behind an ingress, requests also come straight to the port; what clients
// themselves put into the header, or leave out, must not count on either way.
func TestSignIn429ByAddressOnBothWays(t *testing.T) {
	const token = "the sidecar's"
	w := mustWorld(t, "SIGNIN_PER_MINUTE_ADDRESS=2", "INGRESS_PROXIES=1", "APP_API_TOKEN="+token)
	n := 0
	try := func(forwarded string, with ...servicetest.With) *servicetest.Response {
		n++
		with = append(with, servicetest.Header("X-Forwarded-For", forwarded))
		return w.post("/signin", credentials("b"+strconv.Itoa(n)+"@example.com", "correct horse"), with...)
	}
	sidecar := servicetest.Header("Dapr-Api-Token", token)
	for _, way := range []struct {
		name, first, spoofed, other string
		with                        []servicetest.With
	}{
		{"through the sidecar", "203.0.113.9, 192.0.2.2", "198.51.100.1, 203.0.113.9, 192.0.2.2", "203.0.113.10, 192.0.2.2", []servicetest.With{sidecar}},
		{"from the ingress", "203.0.113.19", "198.51.100.1, 203.0.113.19", "203.0.113.20", nil},
		{"from the ingress with a made-up token", "203.0.113.29", "198.51.100.2, 203.0.113.29", "203.0.113.30", []servicetest.With{servicetest.Header("Dapr-Api-Token", "guess")}},
	} {
		t.Run(way.name, func(t *testing.T) {
			for range 2 {
				require.Equal(t, http.StatusUnauthorized, try(way.first, way.with...).Status)
			}
			mustRefuse(t, try(way.first, way.with...), 30)
			mustRefuse(t, try(way.spoofed, way.with...), 30)
			require.Equal(t, http.StatusUnauthorized, try(way.other, way.with...).Status, "others are not held up")
		})
	}
}

func TestSignIn429ByAccount(t *testing.T) {
	w := mustWorld(t, "SIGNIN_PER_MINUTE_ACCOUNT=2")
	w.mustSignUp(t, "ada@example.com", "correct horse")
	try := func(email, address string) *servicetest.Response {
		return w.post("/signin", credentials(email, "another horse"), from(address))
	}
	require.Equal(t, http.StatusUnauthorized, try("ada@example.com", "203.0.113.1").Status)
	require.Equal(t, http.StatusUnauthorized, try("ADA@example.com", "203.0.113.2").Status)
	mustRefuse(t, try("Ada@Example.com", "203.0.113.3"), 30)
	require.Equal(t, http.StatusUnauthorized, try("eve@example.com", "203.0.113.3").Status)
	w.forward(30 * time.Second)
	require.Equal(t, http.StatusOK, w.post("/signin", credentials("ada@example.com", "correct horse")).Status)
}

func TestSignUp429(t *testing.T) {
	w := mustWorld(t, "SIGNUP_PER_MINUTE_ADDRESS=3", "SIGNUP_PER_MINUTE_ACCOUNT=2")
	try := func(email, address string) *servicetest.Response {
		return w.post("/signup", credentials(email, "correct horse"), from(address))
	}
	require.Equal(t, http.StatusCreated, try("a@example.com", "203.0.113.1").Status)
	require.Equal(t, http.StatusConflict, try("a@example.com", "203.0.113.2").Status)
	mustRefuse(t, try("a@example.com", "203.0.113.1"), 30)
	require.Equal(t, http.StatusCreated, try("b@example.com", "203.0.113.1").Status)
	mustRefuse(t, try("c@example.com", "203.0.113.1"), 20)
}

// Whoever knows the idempotency key of somebody's sign-in could repeat it with
// one password after another, without a hash.
func TestRepeatedSignInsAreLimitedToo(t *testing.T) {
	w := mustWorld(t, "SIGNIN_PER_MINUTE_ADDRESS=3")
	w.mustSignUp(t, "ada@example.com", "correct horse")
	key := servicetest.Header("Idempotency-Key", "1")
	require.Equal(t, http.StatusOK, w.post("/signin", credentials("ada@example.com", "correct horse"), key, from("203.0.113.1")).Status)
	for n := range 3 {
		guess := credentials("ada@example.com", "guess number "+strconv.Itoa(n))
		require.Equal(t, http.StatusConflict, w.post("/signin", guess, key, from("203.0.113.2")).Status)
	}
	mustRefuse(t, w.post("/signin", credentials("ada@example.com", "correct horse"), key, from("203.0.113.2")), 20)
}
