package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

const nowhere = "01890000-0000-7000-8000-000000000000"

// TestRefusals asks for every 4xx that the contract knows, through the site.
func TestRefusals(t *testing.T) {
	s := mustShared(t)
	seller, buyer, stranger, visitor := mustPerson(t, s), mustPerson(t, s), mustPerson(t, s), market.New(s.SiteURL)
	listing := mustList(t, seller, market.NewTicket{Title: "Not so fast", Price: 1000, Quantity: 4})
	gone := mustList(t, seller, market.NewTicket{Title: "Withdrawn", Price: 1000})
	order := mustReserve(t, buyer, listing.ID, 2)
	cancelled := mustReserve(t, buyer, listing.ID, 1)
	require.NoError(t, buyer.Cancel(t.Context(), cancelled.ID))
	mustAvailable(t, buyer, listing.ID, 2, "on_sale")
	answer, err := seller.Do(t.Context(), http.MethodDelete, "/api/v1/tickets/"+gone.ID, nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, answer.Status)

	long := strings.Repeat("x", 201)
	ticket := func(change string, value any) map[string]any {
		all := map[string]any{"title": "A title", "price": 1000, "quantity": 4}
		all[change] = value
		return all
	}
	none := market.Option(nil)
	key := market.Header("Idempotency-Key", "same-key-"+order.ID)
	_, err = seller.Do(t.Context(), http.MethodPost, "/api/v1/tickets", ticket("title", "first"), key)
	require.NoError(t, err)

	for _, c := range []struct {
		name, method, path string
		who                *market.Client
		body               any
		option             market.Option
		status             int
		fields             []string
	}{
		{"sign-up invalid", "POST", "/api/v1/users/signup", visitor, map[string]string{"email": "nobody", "password": "short"}, none, 400, []string{"email", "password"}},
		{"sign-up taken", "POST", "/api/v1/users/signup", visitor, map[string]string{"email": strings.ToUpper(buyer.User.Email), "password": password}, none, 409, nil},
		{"sign-in wrong password", "POST", "/api/v1/users/signin", visitor, map[string]string{"email": buyer.User.Email, "password": "not the password"}, none, 401, nil},
		{"sign-in unknown", "POST", "/api/v1/users/signin", visitor, map[string]string{"email": "unknown@example.com", "password": password}, none, 401, nil},
		{"sign-in unknown field", "POST", "/api/v1/users/signin", visitor, map[string]any{"email": "a@example.com", "password": password, "admin": true}, none, 400, []string{"admin"}},

		{"list signed out", "POST", "/api/v1/tickets", visitor, ticket("title", "x"), none, 401, nil},
		{"list with a forged session", "POST", "/api/v1/tickets", forged(s.SiteURL), ticket("title", "x"), none, 401, nil},
		{"list invalid, all fields named", "POST", "/api/v1/tickets", seller, map[string]any{"title": long, "price": 49, "quantity": 10001, "currency": "xyz1", "extra": 1, "startsAt": "tomorrow"}, none, 400, []string{"title", "price", "quantity", "currency", "extra", "startsAt"}},
		{"list wrong types", "POST", "/api/v1/tickets", seller, `{"title": 7, "price": "10"}`, none, 400, []string{"title", "price"}},
		{"list absurd number", "POST", "/api/v1/tickets", seller, `{"title": "x", "price": 1e400}`, none, 400, []string{"price"}},
		{"list control character", "POST", "/api/v1/tickets", seller, `{"title": "a\u0000b", "price": 1000}`, none, 400, []string{"title"}},
		{"list bad UTF-8", "POST", "/api/v1/tickets", seller, "{\"title\": \"a\xff\", \"price\": 1000}", none, 400, nil},
		{"list not an object", "POST", "/api/v1/tickets", seller, `[]`, none, 400, nil},
		{"list broken JSON", "POST", "/api/v1/tickets", seller, `{"title"`, none, 400, nil},
		{"list not JSON", "POST", "/api/v1/tickets", seller, "title=x", market.Header("Content-Type", "application/x-www-form-urlencoded"), 415, nil},
		{"list too large", "POST", "/api/v1/tickets", seller, ticket("description", strings.Repeat("x", 70000)), none, 413, nil},
		{"list from another site", "POST", "/api/v1/tickets", seller, ticket("title", "x"), market.Header("Origin", "https://elsewhere.example"), 403, nil},
		{"idempotency key bad", "POST", "/api/v1/tickets", seller, ticket("title", "x"), market.Header("Idempotency-Key", strings.Repeat("k", 256)), 400, nil},
		{"idempotency key, other body", "POST", "/api/v1/tickets", seller, ticket("title", "second"), key, 409, nil},
		{"search bad limit", "GET", "/api/v1/tickets?limit=101", visitor, nil, none, 400, []string{"limit"}},
		{"search bad cursor", "GET", "/api/v1/tickets?cursor=made-up", visitor, nil, none, 400, []string{"cursor"}},
		{"search bad sort", "GET", "/api/v1/tickets?sort=best", visitor, nil, none, 400, []string{"sort"}},
		{"search mine signed out", "GET", "/api/v1/tickets?seller=me", visitor, nil, none, 401, nil},
		{"show unknown", "GET", "/api/v1/tickets/" + nowhere, visitor, nil, none, 404, nil},
		{"show nonsense", "GET", "/api/v1/tickets/..%2f..%2fsecret", visitor, nil, none, 404, nil},
		{"update signed out", "PUT", "/api/v1/tickets/" + listing.ID, visitor, ticket("title", "x"), none, 401, nil},
		{"update another's", "PUT", "/api/v1/tickets/" + listing.ID, buyer, ticket("title", "x"), none, 403, nil},
		{"update unknown", "PUT", "/api/v1/tickets/" + nowhere, seller, ticket("title", "x"), none, 404, nil},
		{"update under what is held", "PUT", "/api/v1/tickets/" + listing.ID, seller, ticket("quantity", 1), none, 409, nil},
		{"update of an old version", "PUT", "/api/v1/tickets/" + listing.ID, seller, ticket("title", "x"), market.Header("If-Match", `"99-0"`), 412, nil},
		{"withdraw while held", "DELETE", "/api/v1/tickets/" + listing.ID, seller, nil, none, 409, nil},
		{"withdraw another's", "DELETE", "/api/v1/tickets/" + listing.ID, buyer, nil, none, 403, nil},
		{"withdraw signed out", "DELETE", "/api/v1/tickets/" + listing.ID, visitor, nil, none, 401, nil},

		{"reserve signed out", "POST", "/api/v1/orders", visitor, map[string]any{"ticketId": listing.ID}, none, 401, nil},
		{"reserve unknown", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": nowhere}, none, 404, nil},
		{"reserve too many", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": listing.ID, "quantity": 11}, none, 400, []string{"quantity"}},
		{"reserve none", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": listing.ID, "quantity": 0}, none, 400, []string{"quantity"}},
		{"reserve bad id", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": "x||y"}, none, 400, []string{"ticketId"}},
		{"reserve more than free", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": listing.ID, "quantity": 3}, none, 409, nil},
		{"reserve withdrawn", "POST", "/api/v1/orders", buyer, map[string]any{"ticketId": gone.ID}, none, 409, nil},
		{"order of another", "GET", "/api/v1/orders/" + order.ID, stranger, nil, none, 404, nil},
		{"order signed out", "GET", "/api/v1/orders/" + order.ID, visitor, nil, none, 401, nil},
		{"orders signed out", "GET", "/api/v1/orders", visitor, nil, none, 401, nil},
		{"cancel another's", "DELETE", "/api/v1/orders/" + order.ID, stranger, nil, none, 404, nil},

		{"pay signed out", "POST", "/api/v1/payments", visitor, map[string]any{"orderId": order.ID}, none, 401, nil},
		{"pay without order", "POST", "/api/v1/payments", buyer, `{}`, none, 400, []string{"orderId"}},
		{"pay unknown", "POST", "/api/v1/payments", buyer, map[string]any{"orderId": nowhere}, none, 404, nil},
		{"pay another's", "POST", "/api/v1/payments", stranger, map[string]any{"orderId": order.ID}, none, 404, nil},
		{"pay cancelled", "POST", "/api/v1/payments", buyer, map[string]any{"orderId": cancelled.ID}, none, 409, nil},
		{"payment not opened", "GET", "/api/v1/payments/" + order.ID, buyer, nil, none, 404, nil},
		{"webhook unsigned", "POST", "/api/v1/payments/webhook", visitor, `{}`, none, 400, nil},
		{"webhook badly signed", "POST", "/api/v1/payments/webhook", visitor, `{}`, market.Header("Stripe-Signature", "t=1,v1=00"), 400, nil},

		{"unknown route", "GET", "/api/v1/nothing", visitor, nil, none, 404, nil},
		{"sidecar's routes are not reachable", "POST", "/api/v1/orders/../../events/tickets", visitor, `{}`, none, 404, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var options []market.Option
			if c.option != nil {
				options = append(options, c.option)
			}
			answer, err := c.who.Do(t.Context(), c.method, c.path, c.body, options...)
			require.NoError(t, err)
			require.Equal(t, c.status, answer.Status, "%s", answer.Body)
			require.Contains(t, answer.Header.Get("Content-Type"), "application/problem+json")
			var problem market.Problem
			require.NoError(t, json.Unmarshal(answer.Body, &problem))
			require.Equal(t, c.status, problem.Status)
			require.NotEmpty(t, problem.Title)
			require.NotEmpty(t, problem.Detail)
			var fields []string
			for _, field := range problem.Errors {
				fields = append(fields, field.Field)
				require.NotEmpty(t, field.Message)
			}
			for _, field := range c.fields {
				require.Contains(t, fields, field)
			}
		})
	}

	t.Run("what is complete stays", func(t *testing.T) { completeStays(t, buyer, listing, order) })
	t.Run("too many sign-ins", func(t *testing.T) {
		auth := s.App("auth")
		require.NoError(t, auth.Restart(t.Context(), nil))
		defer func() { require.NoError(t, auth.Restart(t.Context(), stack.GenerousLimits)) }()
		eventually(t, 30e9, func() error {
			answer, err := visitor.Do(t.Context(), "POST", "/api/v1/users/signin", map[string]string{"email": buyer.User.Email, "password": "a wrong one"})
			if err == nil && answer.Status != http.StatusTooManyRequests {
				return &market.Error{Method: "POST", Path: "signin", Answer: answer}
			}
			if err == nil {
				require.NotEmpty(t, answer.Header.Get("Retry-After"))
			}
			return err
		})
	})
}

func completeStays(t *testing.T, buyer *market.Client, listing market.Ticket, order market.Order) {
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustBecome(t, buyer, order.ID, "complete")
	mustPayment(t, buyer, order.ID, "captured")
	require.Equal(t, http.StatusConflict, market.Status(buyer.Cancel(t.Context(), order.ID)))
	_, err = buyer.Checkout(t.Context(), order.ID)
	require.Equal(t, http.StatusConflict, market.Status(err))
	mustReserve(t, buyer, listing.ID, 2)
	mustAvailable(t, buyer, listing.ID, 0, "reserved")
}

// forged is a visitor whose token is well-formed and signed by nobody.
func forged(base string) *market.Client {
	c := market.New(base)
	c.Token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIwMTg5MDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiLCJpc3MiOiJwYXNzLWF1dGgifQ."
	return c
}
