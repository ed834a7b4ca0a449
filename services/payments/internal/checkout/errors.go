package checkout

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/stripe/stripe-go/v76"
)

// What a call can end with, beside errors of the network, which leave open
// whether it was done.
var (
	// ErrDeclined says that the card's bank refused.
	ErrDeclined = errors.New("the card was declined")
	// ErrRefused says that Stripe refused the call: it does not fit the state
	// of the thing, or is not valid.
	ErrRefused = errors.New("Stripe refused")
	// ErrFault says that Stripe answered with a fault of its own.
	ErrFault = errors.New("Stripe failed")
	// ErrNotNow says that Stripe did not begin with the call: there are too
	// many, or it is not ours to make.
	ErrNotNow = errors.New("Stripe did not begin")
)

// coded is an error with the code of Stripe's answer.
type coded struct {
	error
	code string
}

func (c coded) Unwrap() error { return c.error }

// Code is Stripe's code for the error; empty if it gave none.
func Code(err error) string {
	var answer coded
	errors.As(err, &answer)
	return answer.code
}

// Answered says whether Stripe gave an answer that it would repeat for the
// same idempotency key.
func Answered(err error) bool {
	return errors.Is(err, ErrDeclined) || errors.Is(err, ErrRefused) || errors.Is(err, ErrFault)
}

// kindOf gives the error its kind. Only Stripe's type, code and request id are
// kept: its full errors carry cards.
func kindOf(op string, err error) error {
	var answer *stripe.Error
	if !errors.As(err, &answer) {
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		return nil
	}
	detail := fmt.Errorf("%s: status %d, type %q, code %q, param %q, request %q",
		op, answer.HTTPStatusCode, answer.Type, answer.Code, answer.Param, answer.RequestID)
	switch status := answer.HTTPStatusCode; {
	case answer.Type == stripe.ErrorTypeCard:
		return fmt.Errorf("%w: %w", ErrDeclined, detail)
	case status >= 500:
		return fmt.Errorf("%w: %w", ErrFault, detail)
	case status == http.StatusUnauthorized, status == http.StatusForbidden,
		status == http.StatusConflict, status == http.StatusTooManyRequests:
		return fmt.Errorf("%w: %w", ErrNotNow, detail)
	}
	return coded{fmt.Errorf("%w: %w", ErrRefused, detail), string(answer.Code)}
}

// logger gives the Stripe library's words to the service's log. What it says
// of each request is for debugging only; it redacts its errors itself.
type logger struct{ log *slog.Logger }

func (l logger) Debugf(string, ...any) {}

func (l logger) Infof(format string, v ...any) {
	l.log.Debug("Stripe client", "text", fmt.Sprintf(format, v...))
}

func (l logger) Warnf(format string, v ...any) {
	l.log.Warn("Stripe client", "text", fmt.Sprintf(format, v...))
}

// Errorf is for debugging too: whoever made the call gets the error.
func (l logger) Errorf(format string, v ...any) {
	l.log.Debug("Stripe client", "text", fmt.Sprintf(format, v...))
}
