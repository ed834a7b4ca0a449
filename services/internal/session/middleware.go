package session

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// local is where a request keeps what was found out about its caller.
const local = "session"

type found struct {
	user User
	err  error
}

// Required lets signed-in callers pass only: 401 for the others, 503 when the
// keys to find out can't be had.
func (s *Sessions) Required(c *fiber.Ctx) error {
	_, err := s.User(c)
	switch {
	case errors.Is(err, ErrUnverifiable):
		return problem.Unavailable("Sessions can't be verified just now.", 2*time.Second).Because(err)
	case err != nil:
		return problem.Unauthorized("Sign in first: there is no valid session in the cookie or the Authorization header.")
	}
	return c.Next()
}

// Optional lets everybody pass. A token that does not hold, or can't be
// verified just now, counts as none.
func (s *Sessions) Optional(c *fiber.Ctx) error {
	s.User(c) //nolint:errcheck // kept on the request, where Current looks
	return c.Next()
}

// User finds out who is calling, once per request. Without a token, or with
// one that does not hold, the error is ErrInvalid; ErrUnverifiable when the
// keys can't be had.
func (s *Sessions) User(c *fiber.Ctx) (User, error) {
	if f, ok := c.Locals(local).(found); ok {
		return f.user, f.err
	}
	user, err := s.Verify(c.UserContext(), Token(c))
	c.Locals(local, found{user, err})
	return user, err
}

// Current is who is signed in, as Required or Optional found out; ok is false
// for nobody.
func Current(c *fiber.Ctx) (user User, ok bool) {
	f, ok := c.Locals(local).(found)
	return f.user, ok && f.err == nil
}

// Must is who is signed in on a route behind Required; it panics elsewhere.
func Must(c *fiber.Ctx) User {
	user, ok := Current(c)
	if !ok {
		panic("session: Must on a route without Required")
	}
	return user
}

// Token is the request's token: the Authorization header's when there is one,
// else the cookie's. It points into the request's buffer.
func Token(c *fiber.Ctx) string {
	scheme, token, ok := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	return c.Cookies(CookieName)
}

// SetCookie gives the browser the token for ttl.
func SetCookie(c *fiber.Ctx, token string, ttl time.Duration) {
	cookie := plainCookie(c)
	cookie.Value, cookie.MaxAge = token, int(ttl/time.Second)
	c.Cookie(cookie)
}

// ClearCookie makes the browser forget the token.
func ClearCookie(c *fiber.Ctx) {
	cookie := plainCookie(c)
	cookie.Expires = time.Unix(0, 0)
	c.Cookie(cookie)
}

func plainCookie(c *fiber.Ctx) *fiber.Cookie {
	// Behind several proxies the header lists each hop's protocol, the
	// browser's first.
	proto, _, _ := strings.Cut(c.Get(fiber.HeaderXForwardedProto), ",")
	return &fiber.Cookie{
		Name:     CookieName,
		Path:     "/",
		HTTPOnly: true,
		SameSite: fiber.CookieSameSiteLaxMode,
		Secure:   strings.EqualFold(strings.TrimSpace(proto), "https"),
	}
}
