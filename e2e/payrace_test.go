package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestPaymentRacesExpiry pays a little before, at, and a little after the
// deadline. Whichever wins: captured if and only if complete, else voided.
func TestPaymentRacesExpiry(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "4"}}})
	const n = 60
	seller, buyers := mustPerson(t, s), mustPeople(t, s, 10)
	listing := mustList(t, seller, market.NewTicket{Title: "Photo finish", Price: 1000, Quantity: n})
	outcomes := make([]string, n)
	orders := make([]market.Order, n)
	errs := parallel(n, n, func(i int) error {
		buyer := buyers[i%len(buyers)]
		order, err := buyer.Reserve(t.Context(), listing.ID, 1)
		if err != nil {
			return err
		}
		orders[i] = order
		payment, err := buyer.Checkout(t.Context(), order.ID)
		if err != nil {
			return err
		}
		// From 2 s before the deadline to 300 ms after it.
		time.Sleep(time.Until(order.ExpiresAt) + time.Duration(i-7*n/8)*40*time.Millisecond)
		_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
		return err
	})
	require.NoError(t, firstOf(errs))
	mustHold(t, 60*time.Second, market.Audit{
		Site: s.SiteURL, Stripe: s.StripeURL, Listings: []string{listing.ID}, Buyers: append(buyers, seller), Answered: ids(orders),
	})
	count := map[string]int{}
	for i, order := range orders {
		now, err := buyers[i%len(buyers)].Order(t.Context(), order.ID)
		require.NoError(t, err)
		outcomes[i] = now.Status
		count[now.Status]++
		eventually(t, 20*time.Second, func() error {
			payment, err := buyers[i%len(buyers)].Payment(t.Context(), order.ID)
			want := map[string]string{"complete": "captured", "cancelled": "voided"}[now.Status]
			if err == nil && payment.Status != want {
				return &market.Error{Method: now.Status + " order, payment", Path: payment.Status}
			}
			return err
		})
	}
	t.Logf("%v", count)
	require.Positive(t, count["complete"], "no payment won: %v", outcomes)
	require.Positive(t, count["cancelled"], "no deadline won: %v", outcomes)
}

func ids(orders []market.Order) []string {
	all := make([]string, len(orders))
	for i, order := range orders {
		all[i] = order.ID
	}
	return all
}
