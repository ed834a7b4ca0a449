package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
)

// TestIdempotencyKeys repeats each POST with its key: it has its effect once,
// and the first answer comes again.
func TestIdempotencyKeys(t *testing.T) {
	s := mustShared(t)
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Once only", Price: 1000, Quantity: 5})
	order := mustReserve(t, buyer, listing.ID, 1)
	for path, body := range map[string]any{
		"/api/v1/tickets":       map[string]any{"title": "Twice sent", "price": 1000},
		"/api/v1/orders":        map[string]any{"ticketId": listing.ID, "quantity": 2},
		"/api/v1/payments":      map[string]any{"orderId": order.ID},
		"/api/v1/users/signin":  map[string]any{"email": buyer.User.Email, "password": password},
		"/api/v1/users/signout": nil,
	} {
		t.Run(path, func(t *testing.T) {
			key := market.Header("Idempotency-Key", "once-"+order.ID+path)
			first, err := buyer.Do(t.Context(), http.MethodPost, path, body, key)
			require.NoError(t, err)
			require.Less(t, first.Status, 300, "%s", first.Body)
			require.Empty(t, first.Header.Get("Idempotency-Replayed"))
			again, err := buyer.Do(t.Context(), http.MethodPost, path, body, key)
			require.NoError(t, err)
			require.Equal(t, first.Status, again.Status)
			require.Equal(t, string(first.Body), string(again.Body))
			require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
		})
	}
	mustAvailable(t, buyer, listing.ID, 2, "on_sale") // 1 and, once, 2 held
	orders, err := buyer.Orders(t.Context())
	require.NoError(t, err)
	require.Len(t, orders, 2)
}

// TestListingOverItsLife shows, changes and withdraws a listing by the rules
// for versions and conditional requests.
func TestListingOverItsLife(t *testing.T) {
	s := mustShared(t)
	seller, visitor := mustPerson(t, s), market.New(s.SiteURL)
	created, err := seller.Do(t.Context(), http.MethodPost, "/api/v1/tickets", map[string]any{"title": "First title", "price": 1000, "quantity": 2})
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, created.Status)
	var listing market.Ticket
	require.NoError(t, json.Unmarshal(created.Body, &listing))
	path := "/api/v1/tickets/" + listing.ID
	require.Equal(t, path, created.Header.Get("Location"))

	shown, err := visitor.Do(t.Context(), http.MethodGet, path, nil)
	require.NoError(t, err)
	tag := shown.Header.Get("ETag")
	require.NotEmpty(t, tag)
	same, err := visitor.Do(t.Context(), http.MethodGet, path, nil, market.Header("If-None-Match", tag))
	require.NoError(t, err)
	require.Equal(t, http.StatusNotModified, same.Status)

	change := map[string]any{"title": "Second title", "price": 1200, "quantity": 3}
	changed, err := seller.Do(t.Context(), http.MethodPut, path, change, market.Header("If-Match", tag))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, changed.Status, "%s", changed.Body)
	late, err := seller.Do(t.Context(), http.MethodPut, path, change, market.Header("If-Match", tag))
	require.NoError(t, err)
	require.Equal(t, http.StatusPreconditionFailed, late.Status)

	// Orders learns of the new terms, and new orders follow them.
	eventually(t, 10e9, func() error {
		order, err := seller.Reserve(t.Context(), listing.ID, 1)
		if err != nil {
			return err
		}
		require.NoError(t, seller.Cancel(t.Context(), order.ID))
		if order.UnitPrice != 1200 {
			return &market.Error{Method: "old price", Path: order.ID}
		}
		return nil
	})
	mustAvailable(t, visitor, listing.ID, 3, "on_sale")

	mine, err := seller.Search(t.Context(), url.Values{"seller": {"me"}})
	require.NoError(t, err)
	require.Len(t, mine.Items, 1)
	gone, err := seller.Do(t.Context(), http.MethodDelete, path, nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, gone.Status)
	withdrawn, err := visitor.Ticket(t.Context(), listing.ID)
	require.NoError(t, err)
	require.Equal(t, "withdrawn", withdrawn.Status)
}

// TestAnswersThatBrowsersKeep asks again for what a page of the site polls: it
// gets 304, past sidecars and site, until something is another.
func TestAnswersThatBrowsersKeep(t *testing.T) {
	s := mustShared(t)
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Looked at often", Price: 1000, Quantity: 2})
	order := mustReserve(t, buyer, listing.ID, 1)
	_, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	mustBecome(t, buyer, order.ID, "awaiting_payment")
	mustAvailable(t, seller, listing.ID, 1, "on_sale")
	for _, kept := range []struct {
		who        *market.Client
		path, keep string
	}{
		{seller, "/api/v1/tickets/" + listing.ID, "no-cache"},
		{seller, "/api/v1/tickets?seller=me", "private, no-cache"},
		{buyer, "/api/v1/orders/" + order.ID, "private, no-cache"},
		{buyer, "/api/v1/orders", "private, no-cache"},
		{buyer, "/api/v1/payments/" + order.ID, "private, no-cache"},
		{seller, "/api/v1/orders?ticketId=" + listing.ID, "private, no-cache"},
		{seller, "/api/v1/payments/balance", "private, no-cache"},
		{seller, "/api/v1/payments/payouts", "private, no-cache"},
		{seller, "/api/v1/payments/account", "private, no-cache"},
	} {
		first, err := kept.who.Do(t.Context(), http.MethodGet, kept.path, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, first.Status, "%s: %s", kept.path, first.Body)
		require.Equal(t, kept.keep, first.Header.Get("Cache-Control"), kept.path)
		tag := first.Header.Get("ETag")
		// Counts follow the orders within moments, so that the first may be old.
		eventually(t, 10e9, func() error {
			same, err := kept.who.Do(t.Context(), http.MethodGet, kept.path, nil, market.Header("If-None-Match", tag))
			if err != nil {
				return err
			}
			require.Equal(t, kept.keep, same.Header.Get("Cache-Control"), kept.path)
			if tag = same.Header.Get("ETag"); same.Status != http.StatusNotModified || len(same.Body) > 0 {
				return &market.Error{Method: http.MethodGet, Path: kept.path, Answer: same}
			}
			return nil
		})
	}
	mine, err := seller.Search(t.Context(), url.Values{"seller": {"me"}})
	require.NoError(t, err)
	require.Equal(t, []int{1, 0, 1}, []int{mine.Items[0].Held, mine.Items[0].Sold, mine.Items[0].Available})
}

// TestListsArePaged walks through a seller's listings page by page, in each
// order, and meets each exactly once.
func TestListsArePaged(t *testing.T) {
	s := mustShared(t)
	seller := mustPerson(t, s)
	const n = 25
	for i := range n {
		mustList(t, seller, market.NewTicket{Title: "Numbered", Price: int64(1000 + i%7)})
	}
	for _, sort := range []string{"newest", "soonest", "price", "-price"} {
		seen := map[string]bool{}
		query := url.Values{"seller": {"me"}, "sort": {sort}, "limit": {"10"}}
		for pages := 1; ; pages++ {
			page, err := seller.Search(t.Context(), query)
			require.NoError(t, err)
			for _, item := range page.Items {
				require.False(t, seen[item.ID], "%s twice in order %s", item.ID, sort)
				seen[item.ID] = true
			}
			if page.NextCursor == nil {
				require.Equal(t, 3, pages)
				break
			}
			query.Set("cursor", *page.NextCursor)
		}
		require.Len(t, seen, n)
	}
}

// TestSessions signs in and out; the public keys are there for all.
func TestSessions(t *testing.T) {
	s := mustShared(t)
	person := mustPerson(t, s)
	current := func(c *market.Client) *market.User {
		answer, err := c.Do(t.Context(), http.MethodGet, "/api/v1/users/currentuser", nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, answer.Status)
		var body struct{ CurrentUser *market.User }
		require.NoError(t, json.Unmarshal(answer.Body, &body))
		return body.CurrentUser
	}
	require.Equal(t, &person.User, current(person))
	require.Nil(t, current(market.New(s.SiteURL)))
	bearer, err := market.New(s.SiteURL).Do(t.Context(), http.MethodGet, "/api/v1/orders", nil, market.Header("Authorization", "Bearer "+person.Token))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, bearer.Status)

	out, err := person.Do(t.Context(), http.MethodPost, "/api/v1/users/signout", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, out.Status)
	cookie := out.Header.Get("Set-Cookie")
	require.Contains(t, cookie, "session=;")
	require.Contains(t, cookie, "HttpOnly")

	keys, err := market.New(s.SiteURL).Do(t.Context(), http.MethodGet, "/api/v1/users/.well-known/jwks.json", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, keys.Status)
	require.Contains(t, string(keys.Body), `"Ed25519"`)
}
