package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

func TestNewRefusesOrdersThatCanNotBePaid(t *testing.T) {
	for name, change := range map[string]func(*payment.Order){
		"complete":      func(o *payment.Order) { o.Standing = payment.Complete },
		"cancelled":     func(o *payment.Order) { o.Standing = payment.Cancelled },
		"past its hold": func(o *payment.Order) { o.ExpiresAt = begin },
	} {
		t.Run(name, func(t *testing.T) {
			o := order()
			change(&o)
			_, err := payment.New("pay", o, begin)
			require.ErrorIs(t, err, payment.ErrOrderClosed)
		})
	}
}

func TestSessionEndsWithTheHoldWithinStripesBounds(t *testing.T) {
	for name, c := range map[string]struct{ hold, want time.Duration }{
		"short hold": {15 * time.Minute, 31 * time.Minute},
		"long hold":  {3 * time.Hour, 3 * time.Hour},
		"days":       {72 * time.Hour, 24*time.Hour - time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			o := order()
			o.ExpiresAt = at(c.hold)
			p, err := payment.New("pay", o, begin)
			require.NoError(t, err)
			require.Equal(t, at(c.want), p.State().Session.ExpiresAt)
		})
	}
}

func TestANewPaymentIsNotAnnounced(t *testing.T) {
	p := mustNew(t)
	require.False(t, p.Announced())
	require.False(t, p.Payable())
	require.Equal(t, payment.Rest, p.Next(at(time.Hour)))
}

func TestOpenedTellsThePage(t *testing.T) {
	p := mustOpen(t)
	require.True(t, p.Payable())
	require.Equal(t, int64(1), p.State().Version)
	require.Equal(t, payment.Open, p.State().Status)

	again, err := p.Opened(1, "cs_1", "https://checkout/cs_1", at(time.Second))
	require.NoError(t, err)
	require.Equal(t, p, again, "two requests at once get one session and one version")
}

func TestOpenedRefusesPagesNobodyShallSee(t *testing.T) {
	closed := mustNew(t).Follow(payment.Cancelled, begin)
	for name, c := range map[string]struct {
		p       payment.Payment
		attempt int
		id      string
		want    error
	}{
		"order cancelled before Stripe answered": {closed, 1, "cs_1", payment.ErrOrderClosed},
		"being voided":                           {mustOpen(t).Follow(payment.Cancelled, begin), 1, "cs_1", payment.ErrOrderClosed},
		"an earlier attempt":                     {mustNew(t).Refused(1, begin), 1, "cs_1", payment.ErrStale},
		"another has arrived":                    {mustOpen(t), 1, "cs_2", payment.ErrStale},
	} {
		t.Run(name, func(t *testing.T) {
			after, err := c.p.Opened(c.attempt, c.id, "https://checkout", begin)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, c.p, after)
		})
	}
}

func TestPrepare(t *testing.T) {
	cancelled := order()
	cancelled.Standing = payment.Cancelled
	over := mustOpen(t).Observe(session(payment.SessionExpired), payment.Waiting, begin)
	for name, c := range map[string]struct {
		p       payment.Payment
		o       payment.Order
		at      time.Time
		attempt int
		err     error
	}{
		"a page is there":               {mustOpen(t), order(), at(time.Minute), 1, nil},
		"page there, past the hold":     {mustOpen(t), order(), at(time.Hour), 1, nil},
		"asked for a moment ago":        {mustNew(t), order(), at(time.Second), 1, nil},
		"asked for too long ago":        {mustNew(t), order(), at(2 * time.Minute), 2, nil},
		"Stripe says the page is over":  {over, order(), at(time.Minute), 2, nil},
		"over, and past the hold":       {over, order(), at(15 * time.Minute), 1, payment.ErrOrderClosed},
		"over, and the order cancelled": {over, cancelled, at(time.Minute), 1, payment.ErrOrderClosed},
		"authorised already":            {mustAuthorize(t), order(), at(time.Minute), 1, nil},
		"being captured":                {capturing(t), order(), at(time.Minute), 1, payment.ErrOrderClosed},
		"settled":                       {capturing(t).Observe(paid(payment.IntentCaptured), payment.Complete, begin), order(), begin, 1, payment.ErrOrderClosed},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := c.p.Prepare(c.o, c.at)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.attempt, p.State().Attempt)
		})
	}
}

func TestAnotherSessionAfterTheFirstIsOver(t *testing.T) {
	p := mustOpen(t).Observe(session(payment.SessionExpired), payment.Waiting, begin)
	require.False(t, p.Payable())
	require.Equal(t, payment.Open, p.State().Status)

	p, err := p.Prepare(order(), at(time.Minute))
	require.NoError(t, err)
	p, err = p.Opened(2, "cs_2", "https://checkout/cs_2", at(time.Minute))
	require.NoError(t, err)
	require.True(t, p.Payable())
	require.Equal(t, int64(2), p.State().Version)

	require.Equal(t, p, p.Observe(session(payment.SessionExpired), payment.Waiting, at(time.Minute)), "late news of the first")
}

func TestRefusedBeginsAnotherAttemptOnce(t *testing.T) {
	p := mustNew(t).Refused(1, begin)
	require.Equal(t, 2, p.State().Attempt)
	require.Equal(t, p, p.Refused(1, begin))
	require.Equal(t, mustOpen(t), mustOpen(t).Refused(1, begin), "somebody else got the page")
}
