package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

func TestNext(t *testing.T) {
	expiring := mustOpen(t).Follow(payment.Cancelled, begin)
	for name, c := range map[string]struct {
		p    payment.Payment
		at   time.Time
		want payment.Action
	}{
		"open, looked at a moment ago": {mustOpen(t), at(59 * time.Second), payment.Rest},
		"open for a minute":            {mustOpen(t), at(time.Minute), payment.Look},
		"authorised a moment ago":      {mustAuthorize(t), at(29 * time.Second), payment.Rest},
		"authorised, no answer":        {mustAuthorize(t), at(30 * time.Second), payment.Remind},
		"to be captured":               {capturing(t), begin, payment.TakeMoney},
		"to be voided":                 {mustAuthorize(t).Follow(payment.Cancelled, begin), begin, payment.CancelIntent},
		"to be given back":             {capturing(t).CaptureRefused(begin), begin, payment.CancelIntent},
		"to be expired":                {expiring, begin, payment.ExpireSession},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, c.p.Next(c.at)) })
	}
}

func TestNudgeMakesDueWhatWaitsForStripe(t *testing.T) {
	require.Equal(t, payment.Look, mustOpen(t).Nudge(begin).Next(begin))
	require.Equal(t, mustNew(t), mustNew(t).Nudge(begin), "nothing to look at yet")
	require.Equal(t, mustAuthorize(t), mustAuthorize(t).Nudge(begin), "it waits for orders, not for Stripe")

	postponed := capturing(t).Postpone(capturing(t), false, begin)
	require.Equal(t, payment.Rest, postponed.Next(begin))
	require.Equal(t, payment.TakeMoney, postponed.Nudge(begin).Next(begin))
}

// TestANudgeIsNotLost is about a buyer who pays while Stripe is being asked:
// the answer from before must not put off the look that the webhook wants.
func TestANudgeIsNotLost(t *testing.T) {
	seen := mustOpen(t)
	nudged := seen.Nudge(at(time.Second))
	require.Equal(t, nudged, nudged.Waited(seen, at(2*time.Second)))
	require.Equal(t, nudged, nudged.Postpone(seen, false, at(2*time.Second)))
	require.Equal(t, payment.Look, nudged.Next(at(2*time.Second)))
}

func TestRemindedIsTheNextVersion(t *testing.T) {
	p := mustAuthorize(t).Reminded(at(30 * time.Second))
	require.Equal(t, int64(3), p.State().Version)
	require.Equal(t, payment.Rest, p.Next(at(59*time.Second)))
	require.Equal(t, payment.Remind, p.Next(at(time.Minute)))
	require.Equal(t, capturing(t), capturing(t).Reminded(begin))
	require.Equal(t, mustOpen(t), mustOpen(t).Reminded(begin))
}

func TestPostponeWaitsLongerEachTime(t *testing.T) {
	p := capturing(t)
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		p = p.Postpone(p, false, begin)
		require.Equal(t, at(want*time.Second), p.State().DueAt)
	}
	require.Zero(t, p.State().Answers, "a lost answer is asked for under the same key")
	require.Equal(t, 1, p.Postpone(p, true, begin).State().Answers)
}

func TestWaitedIsForOpenPayments(t *testing.T) {
	p := mustOpen(t).Waited(mustOpen(t), at(time.Minute))
	require.Equal(t, at(2*time.Minute), p.State().DueAt)
	require.Equal(t, capturing(t), capturing(t).Waited(capturing(t), begin))
}
