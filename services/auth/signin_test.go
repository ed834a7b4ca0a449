package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service/servicetest"
)

func TestSignIn200(t *testing.T) {
	w := mustWorld(t)
	u, _ := w.mustSignUp(t, "Ada@Example.com", "m\u00fcnchen-1972")
	for name, in := range map[string]body{
		"as typed":          credentials("Ada@Example.com", "m\u00fcnchen-1972"),
		"in lower case":     credentials("ada@example.com", "m\u00fcnchen-1972"),
		"in upper case":     credentials("ADA@EXAMPLE.COM", "m\u00fcnchen-1972"),
		"decomposed umlaut": credentials("ada@example.com", "mu\u0308nchen-1972"),
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.post("/signin", in)
			require.Equal(t, http.StatusOK, answer.Status, "%s", answer.Body)
			var got user
			answer.Into(&got)
			require.Equal(t, u, got)
			require.Equal(t, &u, w.currentUser(t, bearer(cookie(t, answer).Value)))
		})
	}
}

func TestSignIn401TellsNothing(t *testing.T) {
	w := mustWorld(t)
	w.mustSignUp(t, "ada@example.com", "correct horse")

	bodies := map[string]bool{}
	for name, in := range map[string]body{
		"wrong password":     credentials("ada@example.com", "another horse"),
		"password's case":    credentials("ada@example.com", "Correct horse"),
		"unknown address":    credentials("eve@example.com", "correct horse"),
		"no address at all":  credentials("eve", "correct horse"),
		"password too short": credentials("ada@example.com", "x"),
		"password too long":  credentials("ada@example.com", strings.Repeat("x", 1000)),
	} {
		t.Run(name, func(t *testing.T) {
			checks, hashes := w.hasher.checks.Load(), w.hasher.hashes.Load()
			answer := w.post("/signin", in)
			require.Equal(t, http.StatusUnauthorized, answer.Status)
			require.Empty(t, answer.Header.Values("Set-Cookie"))
			bodies[string(answer.Body)] = true
			require.EqualValues(t, 1, w.hasher.checks.Load()-checks, "one check, whoever asks")
			require.Zero(t, w.hasher.hashes.Load()-hashes)
		})
	}
	require.Len(t, bodies, 1, "one body for all")
}

func TestSignIn400(t *testing.T) {
	w := mustWorld(t)
	answer := w.post("/signin", body{"email": 1, "pass": "x"})
	require.Equal(t, http.StatusBadRequest, answer.Status)
	require.Equal(t, []string{"email", "password", "pass"}, answer.Problem().Fields())
}

func TestSignInHashesAnewWhenParametersChange(t *testing.T) {
	w := mustWorld(t)
	w.mustSignUp(t, "ada@example.com", "correct horse")
	in := credentials("ada@example.com", "correct horse")
	hashes := w.hasher.hashes.Load()
	require.Equal(t, http.StatusOK, w.post("/signin", in).Status)
	require.Equal(t, hashes, w.hasher.hashes.Load())

	w.hasher.outdated.Store(true)
	require.Equal(t, http.StatusUnauthorized, w.post("/signin", credentials("ada@example.com", "another horse")).Status)
	require.Equal(t, hashes, w.hasher.hashes.Load(), "a wrong password is not hashed")
	require.Equal(t, http.StatusOK, w.post("/signin", in).Status)
	require.Equal(t, hashes+1, w.hasher.hashes.Load())
	require.Equal(t, http.StatusOK, w.post("/signin", in).Status, "the new hash opens the account")
}

func TestSignInAgainUnderItsIdempotencyKey(t *testing.T) {
	w := mustWorld(t)
	w.mustSignUp(t, "ada@example.com", "correct horse")
	key := servicetest.Header("Idempotency-Key", "k-1")
	first := w.post("/signin", credentials("ada@example.com", "correct horse"), key)
	again := w.post("/signin", credentials("ada@example.com", "correct horse"), key)
	require.Equal(t, http.StatusOK, again.Status)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.Equal(t, cookie(t, first).Value, cookie(t, again).Value)
	require.Equal(t, http.StatusConflict, w.post("/signin", credentials("ada@example.com", "another horse"), key).Status)
}

func TestSignOut204(t *testing.T) {
	w := mustWorld(t)
	_, token := w.mustSignUp(t, "ada@example.com", "correct horse")
	for name, with := range map[string]servicetest.With{
		"signed in": bearer(token), "not signed in": servicetest.Header("X-Nothing", "x"),
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.post("/signout", nil, with)
			require.Equal(t, http.StatusNoContent, answer.Status)
			c := cookie(t, answer)
			require.Empty(t, c.Value)
			require.Equal(t, "/", c.Path)
			require.True(t, c.Expires.Before(time.Now()))
		})
	}
}

func TestCurrentUserIsNullWithoutASessionThatHolds(t *testing.T) {
	w := mustWorld(t)
	_, token := w.mustSignUp(t, "ada@example.com", "correct horse")
	require.Nil(t, w.currentUser(t))
	require.Nil(t, w.currentUser(t, bearer("rubbish")))
	require.Nil(t, w.currentUser(t, bearer(token[:len(token)-4]+"AAAA")))
	require.Nil(t, w.currentUser(t, servicetest.Header("Cookie", "session=")))
	w.forward(169 * time.Hour)
	require.Nil(t, w.currentUser(t, bearer(token)), "expired")
}
