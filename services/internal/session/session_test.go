package session_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"
)

var ana = session.User{ID: "0195a1b2-0000-7000-8000-00000000000a", Email: "ana@example.com"}

// authority is a real HTTP server with a key set, as auth has one.
type authority struct {
	mu    sync.Mutex
	keys  map[string]ed25519.PrivateKey
	down  bool
	asked atomic.Int64
	url   string
}

func newAuthority(t *testing.T, kids ...string) *authority {
	a := &authority{keys: map[string]ed25519.PrivateKey{}}
	for _, kid := range kids {
		a.add(t, kid)
	}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

func (a *authority) add(t *testing.T, kid string) {
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys[kid] = key
}

func (a *authority) remove(kid string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.keys, kid)
}

func (a *authority) setDown(down bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.down = down
}

func (a *authority) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	a.asked.Add(1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	keys := []map[string]string{{"kty": "oct", "kid": "other", "k": "AAAA"}}
	for kid, key := range a.keys {
		x := base64.RawURLEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
		keys = append(keys, map[string]string{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"keys": keys})
}

func (a *authority) fetch(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, io.ErrUnexpectedEOF
	}
	return io.ReadAll(res.Body)
}

func (a *authority) token(t *testing.T, kid string, at time.Time) string {
	token, err := session.Sign(ana, at, time.Hour, kid, a.keys[kid])
	require.NoError(t, err)
	return token
}

// clock can be moved.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time        { return time.Now().UTC().Add(time.Duration(c.ahead.Load())) }
func (c *clock) move(by time.Duration) { c.ahead.Add(int64(by)) }

func verifier(a *authority) (*session.Sessions, *clock) {
	c := &clock{}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	return session.New(session.NewJWKS(a.fetch, c.now, log), c.now), c
}

func TestGoodToken(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	for range 3 {
		user, err := s.Verify(t.Context(), a.token(t, "k1", c.now()))
		require.NoError(t, err)
		require.Equal(t, ana, user)
	}
	require.EqualValues(t, 1, a.asked.Load())
}

func TestBadTokens(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	now := c.now()
	good := a.token(t, "k1", now)
	parts := strings.Split(good, ".")
	_, foreign, _ := ed25519.GenerateKey(nil)
	claims := func(change func(jwt.MapClaims)) jwt.MapClaims {
		all := jwt.MapClaims{"sub": ana.ID, "email": ana.Email, "iss": session.Issuer, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
		change(all)
		return all
	}
	sign := func(method jwt.SigningMethod, key any, kid any, all jwt.MapClaims) string {
		token := jwt.NewWithClaims(method, all)
		if kid != nil {
			token.Header["kid"] = kid
		}
		signed, err := token.SignedString(key)
		require.NoError(t, err)
		return signed
	}
	ours, same := a.keys["k1"], claims(func(jwt.MapClaims) {})
	for name, token := range map[string]string{
		"empty":                     "",
		"garbage":                   "x.y.z",
		"enormous":                  strings.Repeat("a", 10_000),
		"alg none":                  sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "k1", same),
		"HS256 with the public key": sign(jwt.SigningMethodHS256, []byte(ours.Public().(ed25519.PublicKey)), "k1", same),
		"foreign key":               sign(jwt.SigningMethodEdDSA, foreign, "k1", same),
		"unknown key id":            sign(jwt.SigningMethodEdDSA, ours, "k9", same),
		"no key id":                 sign(jwt.SigningMethodEdDSA, ours, nil, same),
		"key id a number":           sign(jwt.SigningMethodEdDSA, ours, 1, same),
		"key of a kind not ours":    sign(jwt.SigningMethodEdDSA, ours, "other", same),
		"expired":                   sign(jwt.SigningMethodEdDSA, ours, "k1", claims(func(m jwt.MapClaims) { m["exp"] = now.Add(-2 * time.Second).Unix() })),
		"no expiry":                 sign(jwt.SigningMethodEdDSA, ours, "k1", claims(func(m jwt.MapClaims) { delete(m, "exp") })),
		"wrong issuer":              sign(jwt.SigningMethodEdDSA, ours, "k1", claims(func(m jwt.MapClaims) { m["iss"] = "evil" })),
		"no issuer":                 sign(jwt.SigningMethodEdDSA, ours, "k1", claims(func(m jwt.MapClaims) { delete(m, "iss") })),
		"no subject":                sign(jwt.SigningMethodEdDSA, ours, "k1", claims(func(m jwt.MapClaims) { delete(m, "sub") })),
		"other payload":             parts[0] + "." + strings.Split(sign(jwt.SigningMethodEdDSA, foreign, "k1", claims(func(m jwt.MapClaims) { m["sub"] = "x" })), ".")[1] + "." + parts[2],
		"another spelling":          respelt(good),
		"no signature":              parts[0] + "." + parts[1] + ".",
	} {
		_, err := s.Verify(t.Context(), token)
		require.ErrorIs(t, err, session.ErrInvalid, name)
	}
	_, err := s.Verify(t.Context(), good)
	require.NoError(t, err)
}

// respelt changes the bits of the last character that stand for no byte.
func respelt(token string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(token) - 1
	return token[:last] + string(alphabet[strings.IndexByte(alphabet, token[last])^1])
}

func TestTokenExpiresThoughRemembered(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	token, err := session.Sign(ana, c.now(), 30*time.Second, "k1", a.keys["k1"])
	require.NoError(t, err)
	_, err = s.Verify(t.Context(), token)
	require.NoError(t, err)
	c.move(31 * time.Second)
	_, err = s.Verify(t.Context(), token)
	require.ErrorIs(t, err, session.ErrInvalid)
}

func TestRotation(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	old := a.token(t, "k1", c.now())
	_, err := s.Verify(t.Context(), old)
	require.NoError(t, err)
	a.add(t, "k2")
	c.move(3 * time.Second)
	_, err = s.Verify(t.Context(), a.token(t, "k2", c.now()))
	require.NoError(t, err, "a new key is found")
	a.remove("k1")
	c.move(11 * time.Minute)
	_, err = s.Verify(t.Context(), old)
	require.ErrorIs(t, err, session.ErrInvalid, "a withdrawn key is forgotten")
}

func TestAuthDown(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	_, err := s.Verify(t.Context(), a.token(t, "k1", c.now()))
	require.NoError(t, err)
	a.setDown(true)
	c.move(15 * time.Minute)
	_, err = s.Verify(t.Context(), a.token(t, "k1", c.now()))
	require.NoError(t, err, "a known key goes on working")
	a.add(t, "k2")
	c.move(3 * time.Second)
	_, err = s.Verify(t.Context(), a.token(t, "k2", c.now()))
	require.ErrorIs(t, err, session.ErrUnverifiable, "nobody knows")
	a.setDown(false)
	c.move(3 * time.Second)
	_, err = s.Verify(t.Context(), a.token(t, "k2", c.now()))
	require.NoError(t, err)
}

func TestUnknownKeysAreAskedForOnce(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	_, foreign, _ := ed25519.GenerateKey(nil)
	var running sync.WaitGroup
	for i := range 50 {
		token, err := session.Sign(ana, c.now(), time.Hour, "made-up-"+string(rune('a'+i%26)), foreign)
		require.NoError(t, err)
		running.Go(func() {
			if _, err := s.Verify(context.Background(), token); err == nil {
				t.Error("passed")
			}
		})
	}
	running.Wait()
	require.EqualValues(t, 1, a.asked.Load())
}

func app(s *session.Sessions) *fiber.App {
	app := fiber.New(fiber.Config{ErrorHandler: func(c *fiber.Ctx, err error) error {
		return (&problem.Table{}).Of(err).Send(c)
	}})
	app.Get("/mine", s.Required, func(c *fiber.Ctx) error { return c.SendString(session.Must(c).ID) })
	app.Get("/all", s.Optional, func(c *fiber.Ctx) error {
		user, ok := session.Current(c)
		if !ok {
			return c.SendString("nobody")
		}
		return c.SendString(user.Email)
	})
	app.Post("/in", func(c *fiber.Ctx) error { session.SetCookie(c, "abc", time.Hour); return nil })
	app.Post("/out", func(c *fiber.Ctx) error { session.ClearCookie(c); return nil })
	return app
}

func TestMiddleware(t *testing.T) {
	a := newAuthority(t, "k1")
	s, c := verifier(a)
	token := a.token(t, "k1", c.now())
	web := app(s)
	for _, tc := range []struct {
		path, header, value string
		status              int
		body                string
	}{
		{"/mine", "Cookie", "a=b; session=" + token, 200, ana.ID},
		{"/mine", "Authorization", "Bearer " + token, 200, ana.ID},
		{"/mine", "Authorization", "bearer " + token, 200, ana.ID},
		{"/mine", "Authorization", "Basic " + token, 401, ""},
		{"/mine", "Cookie", "session=x" + token, 401, ""},
		{"/mine", "X", "y", 401, ""},
		{"/all", "Cookie", "session=" + token, 200, ana.Email},
		{"/all", "Cookie", "session=nonsense", 200, "nobody"},
		{"/all", "X", "y", 200, "nobody"},
	} {
		req := httptest.NewRequest(http.MethodGet, tc.path, nil)
		req.Header.Set(tc.header, tc.value)
		res, err := web.Test(req)
		require.NoError(t, err)
		require.Equal(t, tc.status, res.StatusCode, "%+v", tc)
		body, _ := io.ReadAll(res.Body)
		if tc.status == 200 {
			require.Equal(t, tc.body, string(body))
		} else {
			require.True(t, bytes.Contains(body, []byte(`"status":401`)))
		}
	}
}

func TestCookie(t *testing.T) {
	a := newAuthority(t)
	s, _ := verifier(a)
	web := app(s)
	for proto, secure := range map[string]bool{"": false, "http": false, "https": true, "HTTPS, http": true} {
		req := httptest.NewRequest(http.MethodPost, "/in", nil)
		req.Header.Set("X-Forwarded-Proto", proto)
		res, err := web.Test(req)
		require.NoError(t, err)
		cookie := res.Cookies()[0]
		require.Equal(t, "session", cookie.Name)
		require.Equal(t, "abc", cookie.Value)
		require.Equal(t, "/", cookie.Path)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
		require.True(t, cookie.HttpOnly)
		require.Equal(t, 3600, cookie.MaxAge)
		require.Equal(t, secure, cookie.Secure, proto)
	}
	res, err := web.Test(httptest.NewRequest(http.MethodPost, "/out", nil))
	require.NoError(t, err)
	cookie := res.Cookies()[0]
	require.Empty(t, cookie.Value)
	require.True(t, cookie.Expires.Before(time.Now()))
	require.Equal(t, "/", cookie.Path)
}
