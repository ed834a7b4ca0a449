package problem

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Handler is the service's only error handler. It answers with the problem
// that t knows for the error and logs the cause of every 5xx.
func Handler(log *slog.Logger, t *Table) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		p := t.Of(err)
		if p.Status >= 500 {
			logCause(log, c, p, err)
		}
		return p.Send(c)
	}
}

// logCause keeps what clients don't see. A 503 is expected now and then, a
// 500 never is.
func logCause(log *slog.Logger, c *fiber.Ctx, p *Problem, err error) {
	level := slog.LevelError
	if p.Status == fiber.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	log.Log(c.UserContext(), level, "request failed",
		"method", c.Method(), "route", c.Route().Path, "status", p.Status, "error", err)
}

// Send writes the problem as the answer to c. A HEAD request gets its
// headers alone.
func (p *Problem) Send(c *fiber.Ctx) error {
	body, err := p.JSON()
	if err != nil {
		return err
	}
	for name, value := range p.Header() {
		c.Set(name, value)
	}
	c.Status(p.Status)
	if c.Method() == fiber.MethodHead {
		c.Response().SkipBody = true
	}
	return c.Send(body)
}

// JSON is the problem's body.
func (p *Problem) JSON() ([]byte, error) { return json.Marshal(p) }

// Header is what goes with the body: the content type, and Retry-After in
// seconds where there is one.
func (p *Problem) Header() map[string]string {
	header := map[string]string{fiber.HeaderContentType: ContentType}
	if p.retryAfter > 0 {
		seconds := (p.retryAfter + time.Second - 1) / time.Second
		header[fiber.HeaderRetryAfter] = strconv.Itoa(int(seconds))
	}
	if p.Status == fiber.StatusUnauthorized {
		header[fiber.HeaderWWWAuthenticate] = `Bearer realm="pass"`
	}
	return header
}
