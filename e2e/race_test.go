package e2e

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

func TestHotSale(t *testing.T) {
	for name, instances := range map[string]int{"one instance of orders": 1, "two instances of orders": 2} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t, stack.Options{Instances: map[string]int{"orders": instances}})
			seller, crowd := mustPerson(t, s), mustPeople(t, s, 500)
			t.Run("300 buyers for 1 unit", func(t *testing.T) { lastUnit(t, s, seller, crowd[:300]) })
			t.Run("500 buyers for 200 units", func(t *testing.T) { manyUnits(t, s, seller, crowd) })
		})
	}
}

func lastUnit(t *testing.T, s *stack.Stack, seller *market.Client, crowd []*market.Client) {
	listing := mustList(t, seller, market.NewTicket{Title: "The last one", Price: 5000})
	won, lost := rush(t, crowd, listing.ID, func(int) int { return 1 })
	require.EqualValues(t, 1, won)
	require.EqualValues(t, len(crowd)-1, lost)
	mustAvailable(t, seller, listing.ID, 0, "reserved")
}

// manyUnits lets a crowd take 1 to 3 units each until nothing is left.
func manyUnits(t *testing.T, s *stack.Stack, seller *market.Client, crowd []*market.Client) {
	const units = 200
	listing := mustList(t, seller, market.NewTicket{Title: "A big hall", Price: 5000, Quantity: units})
	taken, _ := rush(t, crowd, listing.ID, func(i int) int { return 1 + i%3 })
	require.LessOrEqual(t, taken, int64(units))
	// Who wanted 3 was refused while 1 or 2 were left; those who want 1 take them.
	for taken < units {
		mustReserve(t, crowd[0], listing.ID, 1)
		taken++
	}
	_, err := crowd[0].Reserve(t.Context(), listing.ID, 1)
	require.Equal(t, http.StatusConflict, market.Status(err))
	eventually(t, 60*time.Second, func() error {
		wrong, err := market.Audit{Site: s.SiteURL, Stripe: s.StripeURL, Listings: []string{listing.ID}, Buyers: crowd}.Violations(t.Context())
		if err != nil {
			return err
		}
		for _, violation := range wrong {
			if strings.Contains(violation, "listing") {
				return &market.Error{Method: "audit", Path: violation}
			}
		}
		return nil
	})
}

// rush lets everybody reserve at once. It counts the units taken and those
// who were refused; any other answer is a failure.
func rush(t *testing.T, crowd []*market.Client, listing string, quantity func(i int) int) (units, refused int64) {
	t.Helper()
	var won, lost atomic.Int64
	errs := parallel(len(crowd), len(crowd), func(i int) error {
		order, err := crowd[i].Reserve(t.Context(), listing, quantity(i))
		switch {
		case err == nil:
			won.Add(int64(order.Quantity))
		case market.Status(err) == http.StatusConflict:
			lost.Add(1)
		default:
			return err
		}
		return nil
	})
	require.NoError(t, firstOf(errs))
	return won.Load(), lost.Load()
}
