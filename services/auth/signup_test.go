package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

func TestSignUp201(t *testing.T) {
	w := mustWorld(t)
	answer := w.post("/signup", credentials("Ada.L@Example.com", "correct horse"))
	require.Equal(t, http.StatusCreated, answer.Status)
	var u user
	answer.Into(&u)
	require.Equal(t, "Ada.L@Example.com", u.Email, "the address is shown as it was typed")

	c := cookie(t, answer)
	require.True(t, c.HttpOnly)
	require.False(t, c.Secure, "the site is not https here")
	require.Equal(t, http.SameSiteLaxMode, c.SameSite)
	require.Equal(t, "/", c.Path)
	require.Equal(t, 7*24*60*60, c.MaxAge)
	require.Equal(t, &u, w.currentUser(t, bearer(c.Value)))
	require.Equal(t, &u, w.currentUser(t, servicetest.Header("Cookie", "session="+c.Value)))
}

func TestSignUpOverHTTPSSetsASecureCookie(t *testing.T) {
	w := mustWorld(t)
	answer := w.post("/signup", credentials("a@example.com", "correct horse"), servicetest.Header("X-Forwarded-Proto", "https"))
	require.True(t, cookie(t, answer).Secure)
}

func TestSignUp400NamesEveryBadField(t *testing.T) {
	w := mustWorld(t)
	for name, c := range map[string]struct {
		in     any
		fields []string
	}{
		"nothing":           {body{}, []string{"email", "password"}},
		"no JSON":           {"{", nil},
		"an array":          {"[]", nil},
		"no address":        {credentials("ada", "correct horse"), []string{"email"}},
		"short password":    {credentials("a@example.com", "1234567"), []string{"password"}},
		"long password":     {credentials("a@example.com", strings.Repeat("x", 129)), []string{"password"}},
		"both":              {credentials("Ada <a@example.com>", "short"), []string{"email", "password"}},
		"wrong types":       {body{"email": 1, "password": []string{"x"}}, []string{"email", "password"}},
		"null":              {body{"email": nil, "password": nil}, []string{"email", "password"}},
		"a field too many":  {body{"email": "a@example.com", "password": "correct horse", "role": "admin"}, []string{"role"}},
		"control character": {credentials("a@example.com", "correct\x00horse"), []string{"password"}},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.post("/signup", c.in)
			require.Equal(t, http.StatusBadRequest, answer.Status, "%s", answer.Body)
			require.Equal(t, c.fields, answer.Problem().Fields())
			require.Empty(t, answer.Header.Values("Set-Cookie"))
		})
	}
	require.Zero(t, w.hasher.hashes.Load(), "what is invalid costs no hash")
}

func TestSignUp409(t *testing.T) {
	w := mustWorld(t)
	w.mustSignUp(t, "ada@example.com", "correct horse")
	for _, email := range []string{"ada@example.com", "ADA@example.COM", " Ada@Example.com "} {
		answer := w.post("/signup", credentials(email, "another horse"))
		require.Equal(t, http.StatusConflict, answer.Status)
		require.Empty(t, answer.Header.Values("Set-Cookie"), "nobody is signed in")
		require.NotContains(t, string(answer.Body), "ada@example.com")
	}
	require.Equal(t, http.StatusUnauthorized, w.post("/signin", credentials("ada@example.com", "another horse")).Status)
}

func TestSignUp403And413And415And503(t *testing.T) {
	w := mustWorld(t)
	in := credentials("ada@example.com", "correct horse")
	for _, path := range []string{"/signup", "/signin"} {
		require.Equal(t, http.StatusForbidden, w.post(path, in, servicetest.Header("Origin", "https://evil.example")).Status)
		require.Equal(t, http.StatusUnsupportedMediaType, w.post(path, in, servicetest.Header("Content-Type", "text/plain")).Status)
		large := credentials("ada@example.com", strings.Repeat("x", 70<<10))
		require.Equal(t, http.StatusRequestEntityTooLarge, w.post(path, large).Status)
		w.hasher.busy.Store(true)
		busy := w.post(path, in)
		require.Equal(t, http.StatusServiceUnavailable, busy.Status)
		require.NotEmpty(t, busy.Header.Get("Retry-After"))
		w.hasher.busy.Store(false)
	}
	require.Equal(t, http.StatusForbidden, w.post("/signout", nil, servicetest.Header("Origin", "https://evil.example")).Status)
	w.mustSignUp(t, "ada@example.com", "correct horse")
}

// One address, many at once, at two instances: one account.
func TestSignUpRace(t *testing.T) {
	memory := statetest.NewMemory()
	instances := []*world{mustWorldOn(t, memory), mustWorldOn(t, memory, "INSTANCE=auth-1")}
	var mu sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			answer := instances[i%2].post("/signup", credentials("ada@example.com", "correct horse"))
			mu.Lock()
			defer mu.Unlock()
			statuses[answer.Status]++
		})
	}
	all.Wait()
	assert.Equal(t, map[int]int{http.StatusCreated: 1, http.StatusConflict: 15}, statuses)
}

func TestSignUpAgainUnderItsIdempotencyKey(t *testing.T) {
	w := mustWorld(t)
	key := servicetest.Header("Idempotency-Key", "k-1")
	first := w.post("/signup", credentials("ada@example.com", "correct horse"), key)
	require.Equal(t, http.StatusCreated, first.Status)

	again := w.post("/signup", credentials("ada@example.com", "correct horse"), key, bearer(cookie(t, first).Value))
	require.Equal(t, http.StatusCreated, again.Status)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.JSONEq(t, string(first.Body), string(again.Body))
	require.NotNil(t, w.currentUser(t, bearer(cookie(t, again).Value)), "the cookie is set again, and works")

	require.Equal(t, http.StatusConflict, w.post("/signup", credentials("eve@example.com", "correct horse"), key).Status)
	require.Equal(t, http.StatusConflict, w.post("/signup", credentials("ada@example.com", "another horse"), key).Status)
	w.forward(25 * time.Hour)
	require.Equal(t, http.StatusConflict, w.post("/signup", credentials("ada@example.com", "correct horse"), key).Status,
		"after a day it is a new request, and the address is taken")
}

// Nothing in the store may let its reader guess passwords any faster than the
// hash does, nor sign in.
func TestStoreHoldsNoPasswordAndNoSession(t *testing.T) {
	w := mustWorld(t)
	answer := w.post("/signup", credentials("ada@example.com", "correct horse"), servicetest.Header("Idempotency-Key", "k-1"))
	token := cookie(t, answer).Value
	all, err := w.Memory.Get(t.Context(), w.Memory.Keys())
	require.NoError(t, err)
	require.Greater(t, len(all), 3)
	for key, item := range all {
		require.NotContains(t, string(item.Value), "correct horse", key)
		require.NotContains(t, string(item.Value), token, key)
	}
}
