package listing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

var (
	created = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	later   = created.Add(time.Hour)
)

func terms(quantity int) listing.Terms {
	return listing.Terms{Title: "Concert", Price: 2500, Currency: "usd", Quantity: quantity}
}

func made(t *testing.T, quantity int, claims ...listing.Claim) listing.Listing {
	t.Helper()
	l, err := listing.New("id", "seller", terms(quantity), created)
	require.NoError(t, err)
	for _, c := range claims {
		l.Settle(listing.Claim{}, c, created)
	}
	return l
}

func held(n int) listing.Claim { return listing.Claim{Version: 1, Quantity: n, Hold: listing.HoldOpen} }
func sold(n int) listing.Claim { return listing.Claim{Version: 3, Quantity: n, Hold: listing.HoldSold} }

func TestNewListingIsOnSale(t *testing.T) {
	l := made(t, 3)
	s := l.State()
	require.Equal(t, listing.OnSale, l.Status())
	require.Equal(t, 3, l.Available())
	require.EqualValues(t, 1, s.Version)
	require.EqualValues(t, 1, s.Revision)
	require.Equal(t, created, s.CreatedAt)
	require.Equal(t, created, s.UpdatedAt)
}

func TestStatusFollowsTheCounts(t *testing.T) {
	for name, tc := range map[string]struct {
		claims []listing.Claim
		status listing.Status
		free   int
	}{
		"all free":             {nil, listing.OnSale, 3},
		"some held":            {[]listing.Claim{held(2)}, listing.OnSale, 1},
		"all held":             {[]listing.Claim{held(3)}, listing.Reserved, 0},
		"sold and held":        {[]listing.Claim{held(1), sold(2)}, listing.Reserved, 0},
		"some sold, some free": {[]listing.Claim{sold(2)}, listing.OnSale, 1},
		"all sold":             {[]listing.Claim{sold(3)}, listing.SoldOut, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := made(t, 3, tc.claims...)
			require.Equal(t, tc.status, l.Status())
			require.Equal(t, tc.free, l.Available())
		})
	}
}

func TestUpdate(t *testing.T) {
	for name, tc := range map[string]struct {
		claims   []listing.Claim
		seller   string
		expected listing.Versions
		quantity int
		err      error
	}{
		"as expected":            {nil, "seller", listing.Versions{1}, 2, nil},
		"any version":            {nil, "seller", nil, 2, nil},
		"one of several":         {nil, "seller", listing.Versions{7, 1}, 2, nil},
		"another version":        {nil, "seller", listing.Versions{2}, 2, listing.ErrChanged},
		"no version fits":        {nil, "seller", listing.Versions{}, 2, listing.ErrChanged},
		"another seller":         {nil, "thief", listing.Versions{2}, 2, listing.ErrNotSeller},
		"down to what is taken":  {[]listing.Claim{held(1), sold(1)}, "seller", nil, 2, nil},
		"under what is held":     {[]listing.Claim{held(2)}, "seller", nil, 1, listing.ErrTooFew},
		"under what is sold":     {[]listing.Claim{sold(2)}, "seller", nil, 1, listing.ErrTooFew},
		"all held":               {[]listing.Claim{held(3)}, "seller", nil, 9, listing.ErrNoneFree},
		"sold out":               {[]listing.Claim{sold(3)}, "seller", nil, 9, listing.ErrNoneFree},
		"sold out, other seller": {[]listing.Claim{sold(3)}, "thief", nil, 9, listing.ErrNotSeller},
	} {
		t.Run(name, func(t *testing.T) {
			l := made(t, 3, tc.claims...)
			before := l.State()
			err := l.Update(tc.seller, tc.expected, terms(tc.quantity), later)
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.Equal(t, before, l.State(), "a refusal changes nothing")
				return
			}
			require.Equal(t, tc.quantity, l.State().Quantity)
			require.Equal(t, before.Version+1, l.State().Version)
			require.Equal(t, before.Revision+1, l.State().Revision)
			require.Equal(t, later, l.State().UpdatedAt)
			require.Equal(t, created, l.State().CreatedAt)
		})
	}
}

func TestUpdateRefusesInvalidTerms(t *testing.T) {
	l := made(t, 3)
	var invalid *listing.InvalidError
	require.ErrorAs(t, l.Update("seller", nil, terms(0), later), &invalid)
	require.Equal(t, "quantity", invalid.Fields[0].Field)
}

func TestWithdraw(t *testing.T) {
	for name, tc := range map[string]struct {
		claims   []listing.Claim
		seller   string
		expected listing.Versions
		err      error
	}{
		"free":            {nil, "seller", nil, nil},
		"another seller":  {nil, "thief", nil, listing.ErrNotSeller},
		"another version": {nil, "seller", listing.Versions{2}, listing.ErrChanged},
		"units held":      {[]listing.Claim{held(1)}, "seller", nil, listing.ErrUnitsTaken},
		"units sold":      {[]listing.Claim{sold(1)}, "seller", nil, listing.ErrUnitsTaken},
	} {
		t.Run(name, func(t *testing.T) {
			l := made(t, 3, tc.claims...)
			changed, err := l.Withdraw(tc.seller, tc.expected, later)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, tc.err == nil, changed)
			require.Equal(t, tc.err == nil, l.Status() == listing.Withdrawn)
		})
	}
}

func TestWithdrawnIsTheEnd(t *testing.T) {
	l := made(t, 3)
	_, err := l.Withdraw("seller", nil, later)
	require.NoError(t, err)
	require.Zero(t, l.Available())
	after := l.State()

	changed, err := l.Withdraw("seller", listing.Versions{1}, later.Add(time.Hour))
	require.NoError(t, err)
	require.False(t, changed, "a second time is no change, and no error")
	require.Equal(t, after, l.State())
	_, err = l.Withdraw("thief", nil, later)
	require.ErrorIs(t, err, listing.ErrNotSeller)
	require.ErrorIs(t, l.Update("seller", nil, terms(3), later), listing.ErrWithdrawn)
}

func TestSettleCountsTheDifference(t *testing.T) {
	l := made(t, 5)
	none := listing.Claim{Version: 4, Quantity: 2, Hold: listing.HoldNone}
	for i, step := range []struct {
		old, new   listing.Claim
		held, sold int
	}{
		{listing.Claim{}, held(2), 2, 0},
		{held(2), sold(2), 0, 2},
		{sold(2), none, 0, 0},
		{listing.Claim{}, sold(3), 0, 3},
		{listing.Claim{}, none, 0, 3},
	} {
		require.False(t, l.Settle(step.old, step.new, later))
		s := l.State()
		require.Equal(t, step.held, s.Held, "step %d", i)
		require.Equal(t, step.sold, s.Sold, "step %d", i)
		require.EqualValues(t, i+2, s.Revision, "every change is a new revision")
		require.EqualValues(t, 1, s.Version, "but no new version")
		require.Equal(t, created, s.UpdatedAt)
	}
}

func TestSettleRaisesTheQuantityToWhatIsTaken(t *testing.T) {
	l := made(t, 5, held(2))
	require.NoError(t, l.Update("seller", nil, terms(3), later))

	require.True(t, l.Settle(listing.Claim{}, held(2), later.Add(time.Hour)))
	s := l.State()
	require.Equal(t, 4, s.Quantity)
	require.EqualValues(t, 3, s.Version)
	require.EqualValues(t, 4, s.Revision)
	require.Equal(t, later.Add(time.Hour), s.UpdatedAt)
	require.Equal(t, listing.Reserved, l.Status())
}

func TestSupersedes(t *testing.T) {
	require.True(t, held(1).Supersedes(listing.Claim{}))
	require.True(t, sold(1).Supersedes(held(1)))
	require.False(t, held(1).Supersedes(sold(1)))
	require.False(t, held(1).Supersedes(held(1)))
}
