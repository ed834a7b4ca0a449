// Package problem is the one place that turns an error into an HTTP answer:
// application/problem+json after RFC 9457, with the fields type, title, status
// and detail, and for invalid input errors, which names every bad field.
//
// A handler returns a *Problem, or an error of its domain that the service's
// Map knows. Everything else is a 500 with a bland body and a logged cause.
package problem

import (
	"net/http"
	"time"
)

// ContentType is the media type of every error's body.
const ContentType = "application/problem+json"

// Field says what is wrong with one field of the input. Field is the name as
// the client wrote it; for query parameters the parameter's name.
type Field struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Problem is an error that knows its answer. Its text reaches clients, so it
// holds nothing secret. Problems are values to share: nothing changes one
// after it was made.
type Problem struct {
	Type   string  `json:"type"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Detail string  `json:"detail"`
	Errors []Field `json:"errors,omitempty"`

	retryAfter time.Duration
	cause      error
}

// New makes a problem with the given HTTP status. Detail is a sentence for
// the client.
func New(status int, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// Invalid is a 400 that names every bad field at once.
func Invalid(fields ...Field) *Problem {
	p := New(http.StatusBadRequest, "The request has invalid fields; errors names each of them.")
	p.Errors = fields
	return p
}

// BadRequest is a 400 that no single field is to blame for.
func BadRequest(detail string) *Problem { return New(http.StatusBadRequest, detail) }

// Unauthorized is a 401: no session, or one that does not hold.
func Unauthorized(detail string) *Problem { return New(http.StatusUnauthorized, detail) }

// Forbidden is a 403: signed in, but not the caller's to change.
func Forbidden(detail string) *Problem { return New(http.StatusForbidden, detail) }

// NotFound is a 404; also for what belongs to somebody else and must not be
// seen.
func NotFound(detail string) *Problem { return New(http.StatusNotFound, detail) }

// Conflict is a 409: the state of the thing forbids it.
func Conflict(detail string) *Problem { return New(http.StatusConflict, detail) }

// PreconditionFailed is a 412: If-Match names another version.
func PreconditionFailed(detail string) *Problem {
	return New(http.StatusPreconditionFailed, detail)
}

// TooMany is a 429 with Retry-After, rounded up to whole seconds.
func TooMany(detail string, retryAfter time.Duration) *Problem {
	p := New(http.StatusTooManyRequests, detail)
	p.retryAfter = retryAfter
	return p
}

// Unavailable is a 503 with Retry-After, rounded up to whole seconds: the
// service can't do it just now, and the same request may work later.
func Unavailable(detail string, retryAfter time.Duration) *Problem {
	p := New(http.StatusServiceUnavailable, detail)
	p.retryAfter = retryAfter
	return p
}

// Because returns a copy that carries its cause for the log; errors.Is and As
// see it, clients don't.
func (p *Problem) Because(cause error) *Problem {
	because := *p
	because.cause = cause
	return &because
}

// Error is for logs and tests.
func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Title + ": " + p.Detail + ": " + p.cause.Error()
	}
	return p.Title + ": " + p.Detail
}

// Unwrap gives the cause, if there is one.
func (p *Problem) Unwrap() error { return p.cause }
