package checkout

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"
)

// tolerance is how old a webhook may be, and how far ahead of our clock.
// Somebody who gets hold of one can't bring it again later.
const tolerance = 5 * time.Minute

// ErrSignature is returned for webhooks that Stripe did not sign, or not
// within 5 minutes of now.
var ErrSignature = errors.New("the signature is missing, wrong or too old")

// Webhooks reads Stripe's webhooks.
type Webhooks struct {
	secrets func() []string
	clock   func() time.Time
}

// NewWebhooks is told the signing secrets that are good at the moment: several
// while they rotate.
func NewWebhooks(secrets func() []string, clock func() time.Time) Webhooks {
	return Webhooks{secrets, clock}
}

// Read checks the signature of a webhook's raw body and tells what it is
// about. It returns ErrSignature, also for a body that is not an event.
func (w Webhooks) Read(body []byte, signature string) (Notice, error) {
	if err := w.fresh(signature); err != nil {
		return Notice{}, err
	}
	err := ErrSignature
	for _, secret := range w.secrets() {
		var event stripe.Event
		// Versions may differ: all that is read are ids, and words that are asked
		// for again.
		event, err = webhook.ConstructEventWithOptions(body, signature, secret,
			webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true, IgnoreTolerance: true})
		if err == nil {
			return notice(event)
		}
	}
	return Notice{}, fmt.Errorf("%w: %w", ErrSignature, err)
}

// fresh checks the time that was signed. A header with two times is refused:
// only one of them would be the signed one.
func (w Webhooks) fresh(signature string) error {
	var times []string
	for _, part := range strings.Split(signature, ",") {
		if at, ok := strings.CutPrefix(part, "t="); ok {
			times = append(times, at)
		}
	}
	if len(times) != 1 {
		return fmt.Errorf("%w: it has %d times", ErrSignature, len(times))
	}
	seconds, err := strconv.ParseInt(times[0], 10, 64)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if age := w.clock().Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return fmt.Errorf("%w: %s old", ErrSignature, age)
	}
	return nil
}
