package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

func TestFollow(t *testing.T) {
	over := mustOpen(t).Observe(session(payment.SessionExpired), payment.Waiting, begin)
	for name, c := range map[string]struct {
		p        payment.Payment
		standing payment.Standing
		status   payment.Status
		pending  payment.Pending
	}{
		"cancelled before Stripe made a page": {mustNew(t), payment.Cancelled, payment.Voided, payment.Nothing},
		"cancelled while open":                {mustOpen(t), payment.Cancelled, payment.Open, payment.Void},
		"cancelled after the page was over":   {over, payment.Cancelled, payment.Voided, payment.Nothing},
		"cancelled while authorised":          {mustAuthorize(t), payment.Cancelled, payment.Authorized, payment.Void},
		"cancelled while being captured":      {capturing(t), payment.Cancelled, payment.Authorized, payment.Capture},
		"complete while authorised":           {mustAuthorize(t), payment.Complete, payment.Authorized, payment.Capture},
		"complete before we know of the card": {mustOpen(t), payment.Complete, payment.Open, payment.Nothing},
		"complete while being voided":         {mustAuthorize(t).Follow(payment.Cancelled, begin), payment.Complete, payment.Authorized, payment.Void},
		"awaiting payment":                    {mustOpen(t), payment.Waiting, payment.Open, payment.Nothing},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.p.Follow(c.standing, begin)
			require.Equal(t, c.status, p.State().Status)
			require.Equal(t, c.pending, p.State().Pending)
		})
	}
}

func TestObserveAnOpenPayment(t *testing.T) {
	for name, c := range map[string]struct {
		truth    payment.Truth
		standing payment.Standing
		status   payment.Status
		pending  payment.Pending
		version  int64
	}{
		"not paid yet":                 {session(payment.SessionOpen), payment.Waiting, payment.Open, payment.Nothing, 1},
		"declined":                     {paid(payment.IntentUnpaid), payment.Waiting, payment.Open, payment.Nothing, 1},
		"authorised":                   {paid(payment.IntentAuthorized), payment.Waiting, payment.Authorized, payment.Nothing, 2},
		"authorised, order complete":   {paid(payment.IntentAuthorized), payment.Complete, payment.Authorized, payment.Capture, 2},
		"authorised, order cancelled":  {paid(payment.IntentAuthorized), payment.Cancelled, payment.Open, payment.Void, 1},
		"captured by somebody else":    {paid(payment.IntentCaptured), payment.Waiting, payment.Authorized, payment.Nothing, 2},
		"session over":                 {session(payment.SessionExpired), payment.Waiting, payment.Open, payment.Nothing, 1},
		"session over, order gone":     {session(payment.SessionExpired), payment.Cancelled, payment.Voided, payment.Nothing, 2},
		"intent cancelled at Stripe's": {paid(payment.IntentCancelled), payment.Waiting, payment.Open, payment.Nothing, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustOpen(t).Observe(c.truth, c.standing, begin)
			require.Equal(t, c.status, p.State().Status)
			require.Equal(t, c.pending, p.State().Pending)
			require.Equal(t, c.version, p.State().Version)
		})
	}
}

func TestObserveARefusedCard(t *testing.T) {
	refused := session(payment.SessionOpen)
	refused.Declined = payment.Declined{Code: "insufficient_funds", Message: "Your card has insufficient funds."}
	p := mustOpen(t).Observe(refused, payment.Waiting, at(time.Second))
	require.Equal(t, refused.Declined, p.State().Declined)
	require.True(t, p.Payable(), "with another card")
	require.Equal(t, mustOpen(t).State().Version, p.State().Version)
	require.Equal(t, p, p.Observe(refused, payment.Waiting, at(time.Minute)), "the same again is no news")

	for name, truth := range map[string]payment.Truth{
		"another card is tried": session(payment.SessionOpen),
		"authorised":            paid(payment.IntentAuthorized),
		"session over":          session(payment.SessionExpired),
	} {
		require.Zero(t, p.Observe(truth, payment.Waiting, at(time.Minute)).State().Declined, name)
	}
}

func TestObserveWhatWasDone(t *testing.T) {
	voiding := mustAuthorize(t).Follow(payment.Cancelled, begin)
	expiring := mustOpen(t).Follow(payment.Cancelled, begin)
	failing := capturing(t).CaptureRefused(begin)
	for name, c := range map[string]struct {
		p      payment.Payment
		truth  payment.Truth
		status payment.Status
		reason string
	}{
		"captured":                    {capturing(t), paid(payment.IntentCaptured), payment.Captured, ""},
		"capture, authorisation gone": {capturing(t), paid(payment.IntentCancelled), payment.Failed, payment.ReasonCaptureRefused},
		"capture, money gone":         {capturing(t), paid(payment.IntentUnpaid), payment.Failed, payment.ReasonCaptureRefused},
		"capture not done yet":        {capturing(t), paid(payment.IntentAuthorized), payment.Authorized, ""},
		"voided":                      {voiding, paid(payment.IntentCancelled), payment.Voided, payment.ReasonOrderCancelled},
		"void not done yet":           {voiding, paid(payment.IntentAuthorized), payment.Authorized, ""},
		"void, but money was taken":   {voiding, paid(payment.IntentCaptured), payment.Captured, ""},
		"expired":                     {expiring, session(payment.SessionExpired), payment.Voided, payment.ReasonOrderCancelled},
		"not expired yet":             {expiring, session(payment.SessionOpen), payment.Open, ""},
		"given back after a refusal":  {failing, paid(payment.IntentCancelled), payment.Failed, payment.ReasonCaptureRefused},
		"another intent's news":       {capturing(t), payment.Truth{SessionID: "cs_1", IntentID: "pi_2", Intent: payment.IntentCaptured}, payment.Authorized, ""},
		"another session's news":      {expiring, payment.Truth{SessionID: "cs_2", Session: payment.SessionExpired}, payment.Open, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.p.Observe(c.truth, payment.Waiting, begin)
			require.Equal(t, c.status, p.State().Status)
			require.Equal(t, c.reason, p.State().Reason)
			require.Equal(t, c.status == c.p.State().Status, p.State().Version == c.p.State().Version, "a new status is a new version")
		})
	}
}

func TestASessionPaidWhileItIsExpiredIsVoided(t *testing.T) {
	p := mustOpen(t).Follow(payment.Cancelled, begin)
	require.Equal(t, payment.ExpireSession, p.Next(begin))

	p = p.Observe(paid(payment.IntentAuthorized), payment.Cancelled, begin)
	require.Equal(t, payment.CancelIntent, p.Next(begin))

	p = p.Observe(paid(payment.IntentCancelled), payment.Cancelled, begin)
	require.Equal(t, payment.Voided, p.State().Status)
	require.Equal(t, int64(2), p.State().Version, "nobody was told of an authorisation")
}

func TestCaptureRefusedGivesTheMoneyBackFirst(t *testing.T) {
	p := capturing(t).CaptureRefused(begin)
	require.Equal(t, payment.Authorized, p.State().Status)
	require.Equal(t, payment.CancelIntent, p.Next(begin))
	require.Equal(t, p, p.CaptureRefused(begin))
	require.Equal(t, mustOpen(t), mustOpen(t).CaptureRefused(begin))
}

// TestSettledIsSettled sends all there is at the payments that are settled.
func TestSettledIsSettled(t *testing.T) {
	captured := capturing(t).Observe(paid(payment.IntentCaptured), payment.Complete, begin)
	voided := mustAuthorize(t).Follow(payment.Cancelled, begin).Observe(paid(payment.IntentCancelled), payment.Cancelled, begin)
	failed := capturing(t).Observe(paid(payment.IntentCancelled), payment.Complete, begin)
	later := at(time.Hour)
	for _, p := range []payment.Payment{captured, voided, failed} {
		t.Run(string(p.State().Status), func(t *testing.T) {
			require.True(t, p.Settled())
			require.Equal(t, payment.Rest, p.Next(later))
			for _, standing := range []payment.Standing{payment.Waiting, payment.Complete, payment.Cancelled} {
				require.Equal(t, p, p.Follow(standing, later))
				for _, s := range []payment.IntentStatus{payment.IntentUnpaid, payment.IntentAuthorized, payment.IntentCaptured, payment.IntentCancelled} {
					require.Equal(t, p, p.Observe(paid(s), standing, later))
				}
				require.Equal(t, p, p.Observe(session(payment.SessionExpired), standing, later))
			}
			require.Equal(t, p, p.Nudge(later))
			require.Equal(t, p, p.Reminded(later))
			require.Equal(t, p, p.Postpone(p, true, later))
			require.Equal(t, p, p.Waited(p, later))
			require.Equal(t, p, p.CaptureRefused(later))
		})
	}
}

func TestOrdersReplaceOlderCopiesOnly(t *testing.T) {
	old, new := order(), order()
	new.Version = 2
	require.True(t, old.Newer(nil))
	require.True(t, new.Newer(&old))
	require.False(t, old.Newer(&new))
	require.False(t, old.Newer(&old))
}
