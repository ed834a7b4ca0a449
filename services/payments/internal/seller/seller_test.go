package seller_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/seller"
)

var start = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

func at(d time.Duration) time.Time { return start.Add(d) }

// truth is what Stripe says of an account that has everything.
func truth() seller.Truth {
	return seller.Truth{AccountID: "acct_1", Submitted: true, Transfers: true, PaidOut: true}
}

// mustExist is an account that Stripe has made.
func mustExist(t *testing.T) seller.Account {
	t.Helper()
	a := seller.New("user", start).Ask("DE", start).Made("acct_1", start)
	require.Equal(t, seller.Onboarding, a.Status())
	return a
}

func TestAnAccountIsMadeOnce(t *testing.T) {
	a := seller.New("user", start)
	require.Equal(t, seller.None, a.Status())
	require.Equal(t, seller.Rest, a.Next(at(time.Hour)))

	asked := a.Ask("DE", start)
	require.Equal(t, seller.Make, asked.Next(start))
	require.True(t, asked.Equal(asked.Ask("FR", at(time.Second))), "it is being made: its key has its terms")

	made := asked.Made("acct_1", at(time.Second))
	require.Equal(t, int64(1), made.State().Version)
	require.True(t, made.Equal(made.Made("acct_2", at(time.Minute))), "a second one is not ours")
	require.True(t, made.Equal(made.Ask("FR", at(time.Minute))))
}

func TestARefusalLetsTheSellerAskAgain(t *testing.T) {
	a := seller.New("user", start).Ask("XX", start)
	require.True(t, a.Equal(a.Refused(2, start)), "of another attempt")
	a = a.Refused(1, at(time.Second))
	require.Equal(t, seller.Rest, a.Next(at(time.Hour)))
	a = a.Ask("DE", at(time.Minute))
	require.Equal(t, 2, a.State().Attempt)
	require.Equal(t, "DE", a.State().Country)
	require.False(t, a.Search(at(time.Minute)))
}

func TestStripeIsSearchedBeforeAnotherKeyIsUsed(t *testing.T) {
	a := seller.New("user", start).Ask("", start)
	require.False(t, a.Search(at(22*time.Hour)))
	require.True(t, a.Search(at(24*time.Hour)), "Stripe may have forgotten the key")

	failed := a.Failed(1, start)
	require.Equal(t, 2, failed.State().Attempt)
	require.True(t, failed.Search(at(time.Minute)))
	require.Equal(t, seller.Rest, failed.Next(at(time.Second)))
	require.Equal(t, seller.Make, failed.Next(at(time.Minute)))
	require.True(t, failed.Equal(failed.Failed(1, at(time.Minute))), "said of it before")
	require.False(t, failed.Made("acct_1", at(time.Minute)).State().Unsure)
}

func TestWhatStripeSays(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*seller.Truth)
		status  seller.Status
		payouts bool
	}{
		"all":               {func(*seller.Truth) {}, seller.Enabled, true},
		"not told":          {func(t *seller.Truth) { t.Submitted, t.Transfers, t.PaidOut = false, false, false }, seller.Onboarding, false},
		"no transfers":      {func(t *seller.Truth) { t.Transfers = false }, seller.Restricted, false},
		"no payouts":        {func(t *seller.Truth) { t.PaidOut = false }, seller.Restricted, false},
		"gone":              {func(t *seller.Truth) { t.Gone = true }, seller.None, false},
		"wants more though": {func(t *seller.Truth) { t.Requirements = []string{"individual.id_number"} }, seller.Enabled, true},
	} {
		t.Run(name, func(t *testing.T) {
			says := truth()
			c.change(&says)
			a := mustExist(t).Observe(says, start)
			require.Equal(t, c.status, a.Status())
			require.Equal(t, c.payouts, a.Payouts())
			require.True(t, a.Equal(a.Observe(says, at(time.Hour))), "the same again")
			require.True(t, a.Equal(seller.Restore(a.State())))
		})
	}
	other := truth()
	other.AccountID = "acct_2"
	require.True(t, mustExist(t).Equal(mustExist(t).Observe(other, start)), "of another account")
}

func TestAnAccountThatIsEnabledLetsGoWhatWaited(t *testing.T) {
	a := mustExist(t).Observe(truth(), at(time.Second))
	require.Equal(t, seller.Release, a.Next(at(time.Second)))
	require.True(t, a.Equal(a.Nudge(at(time.Second))), "first this")
	a = a.Released(true, at(2*time.Second))
	require.Equal(t, seller.Release, a.Next(at(2*time.Second)))
	a = a.Released(false, at(3*time.Second))
	require.Equal(t, seller.Rest, a.Next(at(1000*time.Hour)), "nothing is left to look for")

	refused := a.Nudge(at(time.Hour))
	require.Equal(t, seller.Look, refused.Next(at(time.Hour)))
	require.Equal(t, seller.Rest, refused.Looked(refused, at(time.Hour)).Next(at(1000*time.Hour)))

	less := truth()
	less.PaidOut = false
	closed := refused.Observe(less, at(time.Hour))
	require.Equal(t, seller.Restricted, closed.Status())
	require.Equal(t, seller.Release, closed.Observe(truth(), at(2*time.Hour)).Next(at(2*time.Hour)))
}

func TestAnAccountThatIsNotEnabledIsLookedAtMoreAndMoreSeldom(t *testing.T) {
	a, now, looks := mustExist(t), start, 0
	for ; !a.State().DueAt.IsZero(); looks++ {
		require.Less(t, looks, 200)
		before := now
		now = a.State().DueAt
		require.LessOrEqual(t, now.Sub(before), 6*time.Hour)
		require.Equal(t, seller.Look, a.Next(now))
		a = a.Looked(a, now)
	}
	require.Greater(t, now.Sub(start), 13*24*time.Hour)
	require.Equal(t, seller.Look, a.Nudge(now).Next(now), "a webhook still counts")
}

func TestALookThatCameTooLateChangesNothing(t *testing.T) {
	seen := mustExist(t)
	changed := seen.Observe(truth(), at(time.Second))
	require.True(t, changed.Equal(changed.Looked(seen, at(time.Minute))))
	require.True(t, changed.Equal(changed.Postpone(seen, at(time.Minute))))
}

func TestAnAccountThatIsGoneCanBeReplaced(t *testing.T) {
	gone := truth()
	gone.Gone = true
	a := mustExist(t).Observe(truth(), start).Observe(gone, start)
	require.Equal(t, seller.None, a.Status())
	require.Equal(t, seller.Rest, a.Next(at(time.Hour)))
	require.Equal(t, seller.Enabled, a.Observe(truth(), at(time.Hour)).Status(), "the key was another platform's for a while")

	a = a.Ask("", at(time.Hour))
	require.Equal(t, seller.Make, a.Next(at(time.Hour)))
	require.Equal(t, 2, a.State().Attempt)
	require.Equal(t, seller.Onboarding, a.Made("acct_2", at(time.Hour)).Status())
}

func TestWaitsKeepEverySaleOnce(t *testing.T) {
	var w seller.Waits
	chunks, want := map[int][]string{}, map[string]bool{}
	for i := range 1001 {
		id := fmt.Sprint(i)
		number := w.Next
		next, full := w.Add(id)
		if full != nil {
			require.NotContains(t, chunks, number)
			chunks[number] = full
		}
		w, want[id] = next, true
	}
	require.Len(t, chunks, 5)
	require.Len(t, w.Full, 5)
	for _, number := range w.Full {
		for _, id := range chunks[number] {
			require.True(t, want[id])
			delete(want, id)
		}
	}
	rest, taken := w.Take(25)
	require.Equal(t, w.Orders, taken)
	require.False(t, rest.Empty())
	require.Len(t, want, len(taken))
	require.Empty(t, rest.Orders)
}
