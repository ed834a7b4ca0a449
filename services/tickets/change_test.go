package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/state"
)

func TestCreate_201_comesBackAsSent(t *testing.T) {
	h := start(t, servicetest.Options{})
	body := fields{
		"title": "$100 voucher 🎟", "description": "Row \"A\" <front> & 'b'\r\nsecond\tline", "venue": "Øld Hall",
		"startsAt": "2030-06-01T21:30:00.25+02:00", "price": 99_999_999, "currency": "eur", "quantity": 10_000,
		"refundable": true, "restockRefunds": false,
	}
	res := h.Send("POST", path, body, servicetest.As(ann))
	require.Equal(t, 201, res.Status, "%s", res.Body)
	var made ticket
	res.Into(&made)
	require.Equal(t, path+"/"+made.ID, res.Header.Get("Location"))
	require.Equal(t, `"1-1"`, res.Header.Get("ETag"))

	require.Equal(t, body["title"], made.Title)
	require.Equal(t, body["description"], made.Description)
	require.Equal(t, body["venue"], made.Venue)
	require.Equal(t, time.Date(2030, 6, 1, 19, 30, 0, 250_000_000, time.UTC), *made.StartsAt)
	require.EqualValues(t, 99_999_999, made.Price)
	require.Equal(t, "eur", made.Currency)
	require.Equal(t, 10_000, made.Quantity)
	require.Equal(t, 10_000, made.Available)
	require.Equal(t, "on_sale", made.Status)
	require.True(t, made.Refundable)
	require.False(t, made.RestockRefunds)
	require.Equal(t, ann.ID, made.SellerID)
	require.EqualValues(t, 1, made.Version)
	require.True(t, id.Valid(made.ID))
	require.Equal(t, made, get(t, h, made.ID))

	data, err := contracts.DataAs[contracts.Ticket](h.Await(contracts.TicketCreated, made.ID))
	require.NoError(t, err)
	require.Equal(t, contracts.Ticket{
		ID: made.ID, SellerID: ann.ID, Title: made.Title, Description: made.Description, Venue: made.Venue,
		StartsAt: made.StartsAt, Price: made.Price, Currency: "eur", Quantity: 10_000, Refundable: true, Version: 1,
		CreatedAt: made.CreatedAt, UpdatedAt: made.UpdatedAt,
	}, data)
}

func TestCreate_201_defaults(t *testing.T) {
	h := start(t, servicetest.Options{})
	for _, more := range []fields{nil, {
		"currency": nil, "quantity": nil, "description": nil, "venue": nil, "startsAt": nil, "refundable": nil, "restockRefunds": nil,
	}} {
		made := offer(t, h, "x", more)
		require.Equal(t, "usd", made.Currency)
		require.Equal(t, 1, made.Quantity)
		require.Empty(t, made.Description)
		require.Empty(t, made.Venue)
		require.Nil(t, made.StartsAt)
		require.False(t, made.Refundable)
		require.True(t, made.RestockRefunds)
	}
}

func TestCreate_400_namesEveryBadField(t *testing.T) {
	h := start(t, servicetest.Options{})
	for name, tc := range map[string]struct {
		body   any
		fields []string
	}{
		"nothing":     {`{}`, []string{"title", "price"}},
		"wrong types": {`{"title":1,"price":"2500","quantity":1.5,"startsAt":5,"venue":[],"description":{},"currency":true}`, []string{"title", "price", "quantity", "startsAt", "venue", "description", "currency"}},
		"out of bounds": {fields{
			"title": strings.Repeat("x", 201), "price": 49, "quantity": 10_001, "currency": "USD", "venue": "a\nb",
			"description": "\u0000", "startsAt": "0001-01-01T00:00:00Z", "colour": "red",
		}, []string{"title", "price", "quantity", "currency", "venue", "description", "startsAt", "colour"}},
		"not true, not false":  {fields{"title": "x", "price": 50, "refundable": "yes", "restockRefunds": 1}, []string{"refundable", "restockRefunds"}},
		"too cheap for Stripe": {fields{"title": "x", "price": 50, "currency": "huf"}, []string{"price"}},
		"between the steps":    {fields{"title": "x", "price": 1001, "currency": "kwd"}, []string{"price"}},
		"nothing to pay with":  {fields{"title": "x", "price": 0, "currency": ""}, []string{"price", "currency"}},
		"absurd numbers":       {`{"title":"x","price":1e999,"quantity":99999999999999999999}`, []string{"price", "quantity"}},
		"negative":             {`{"title":"x","price":-1,"quantity":-1}`, []string{"price", "quantity"}},
		"blank title":          {fields{"title": " \u3000", "price": 50}, []string{"title"}},
		"not a time":           {fields{"title": "x", "price": 50, "startsAt": "tomorrow"}, []string{"startsAt"}},
		"price and title":      {`{"title":null,"price":null}`, []string{"title", "price"}},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.Send("POST", path, tc.body, servicetest.As(ann))
			require.Equal(t, 400, res.Status)
			require.ElementsMatch(t, tc.fields, res.Problem().Fields())
		})
	}
	require.Empty(t, h.Published(), "no partial effect")
}

func TestChanges_refusedBeforeTheyAreLookedAt(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", nil)
	own, valid := path+"/"+made.ID, fields{"title": "y", "price": 50}
	huge := fields{"title": "y", "price": 50, "description": strings.Repeat("d", 70_000)}
	xml := servicetest.Header("Content-Type", "application/xml")
	stranger := servicetest.Header("Origin", "https://evil.example")
	as := servicetest.As(ann)
	for name, tc := range map[string]struct {
		method, path string
		body         any
		with         []servicetest.With
		status       int
	}{
		"create without session":  {"POST", path, valid, nil, 401},
		"update without session":  {"PUT", own, valid, nil, 401},
		"delete without session":  {"DELETE", own, nil, nil, 401},
		"create from elsewhere":   {"POST", path, valid, []servicetest.With{as, stranger}, 403},
		"update by another":       {"PUT", own, valid, []servicetest.With{servicetest.As(bob)}, 403},
		"delete by another":       {"DELETE", own, nil, []servicetest.With{servicetest.As(bob)}, 403},
		"update of nothing":       {"PUT", path + "/" + id.New(), valid, []servicetest.With{as}, 404},
		"delete of nothing":       {"DELETE", path + "/" + id.New(), nil, []servicetest.With{as}, 404},
		"update of no id":         {"PUT", path + "/1", valid, []servicetest.With{as}, 404},
		"delete of no id":         {"DELETE", path + "/%00", nil, []servicetest.With{as}, 404},
		"create too large":        {"POST", path, huge, []servicetest.With{as}, 413},
		"update too large":        {"PUT", own, huge, []servicetest.With{as}, 413},
		"create not JSON":         {"POST", path, "<x/>", []servicetest.With{as, xml}, 415},
		"update not JSON":         {"PUT", own, "<x/>", []servicetest.With{as, xml}, 415},
		"update with bad field":   {"PUT", own, fields{"title": "", "price": 50}, []servicetest.With{as}, 400},
		"update broken JSON":      {"PUT", own, `{"title":`, []servicetest.With{as}, 400},
		"update bad UTF-8":        {"PUT", own, "{\"title\":\"\xff\",\"price\":50}", []servicetest.With{as}, 400},
		"update bad precondition": {"PUT", own, valid, []servicetest.With{as, servicetest.Header("If-Match", "1")}, 400},
		"delete bad precondition": {"DELETE", own, nil, []servicetest.With{as, servicetest.Header("If-Match", `"1`)}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			res := h.Send(tc.method, tc.path, tc.body, tc.with...)
			require.Equal(t, tc.status, res.Status, "%s", res.Body)
			require.NotEmpty(t, res.Problem().Detail)
		})
	}
	require.Equal(t, made, get(t, h, made.ID))
}

// TestUpdate_200_oldPrices updates a listing from before prices were held
// against what Stripe takes.
func TestUpdate_200_oldPrices(t *testing.T) {
	h := start(t, servicetest.Options{})
	old := id.New()
	document := fmt.Sprintf(`{"id":%q,"sellerId":%q,"title":"old","startsAt":null,"price":50,"currency":"huf","quantity":2,
		"held":0,"sold":0,"version":1,"revision":1,"createdAt":"2026-03-14T15:09:26Z","updatedAt":"2026-03-14T15:09:26Z"}`, old, ann.ID)
	require.NoError(t, h.Memory.Transact(t.Context(), []state.Op{{Key: "ticket/" + old, Value: []byte(document)}}))
	shown := get(t, h, old)
	require.False(t, shown.Refundable)
	require.True(t, shown.RestockRefunds)

	update := func(more fields) *servicetest.Response {
		body := fields{"title": "new", "price": 50, "currency": "huf"}
		maps.Copy(body, more)
		return h.Send("PUT", path+"/"+old, body, servicetest.As(ann))
	}
	require.Equal(t, 200, update(nil).Status)
	require.Equal(t, "new", get(t, h, old).Title)
	refused := update(fields{"price": 51, "quantity": 0})
	require.Equal(t, 400, refused.Status)
	require.ElementsMatch(t, []string{"price", "quantity"}, refused.Problem().Fields())
	require.Equal(t, []string{"price"}, update(fields{"price": 49, "currency": "usd"}).Problem().Fields())
	require.Equal(t, 200, update(fields{"price": 17_500}).Status)
	require.Equal(t, 400, update(nil).Status, "the old price is gone")
}

func TestUpdate_200_replacesAllTerms(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "before", fields{"venue": "Hall", "quantity": 5, "currency": "eur", "description": "d"})
	order(t, h, made.ID, 1, contracts.StatusCreated)
	res := h.Send("PUT", path+"/"+made.ID, fields{"title": "after", "price": 3000, "quantity": 2}, servicetest.As(ann))
	require.Equal(t, 200, res.Status, "%s", res.Body)
	var changed ticket
	res.Into(&changed)
	require.Equal(t, "after", changed.Title)
	require.Empty(t, changed.Venue)
	require.Empty(t, changed.Description)
	require.Equal(t, "usd", changed.Currency)
	require.Equal(t, 2, changed.Quantity)
	require.Equal(t, 1, changed.Held)
	require.Equal(t, 1, changed.Available)
	require.EqualValues(t, 2, changed.Version)
	require.Equal(t, made.CreatedAt, changed.CreatedAt)
	require.Equal(t, changed, get(t, h, made.ID))
	require.Equal(t, `"2-3"`, res.Header.Get("ETag"))
	h.Await(contracts.TicketUpdated, made.ID)
}

func TestUpdate_409(t *testing.T) {
	h := start(t, servicetest.Options{})
	put := func(ticketID string, quantity int) *servicetest.Response {
		return h.Send("PUT", path+"/"+ticketID, fields{"title": "x", "price": 50, "quantity": quantity}, servicetest.As(ann))
	}
	reserved := offer(t, h, "x", fields{"quantity": 2})
	order(t, h, reserved.ID, 2, contracts.StatusCreated)
	require.Contains(t, put(reserved.ID, 3).Problem().Detail, "No unit is free")
	sold := offer(t, h, "x", nil)
	order(t, h, sold.ID, 1, contracts.StatusComplete)
	require.Equal(t, 409, put(sold.ID, 3).Status)
	partly := offer(t, h, "x", fields{"quantity": 5})
	order(t, h, partly.ID, 2, contracts.StatusCreated)
	order(t, h, partly.ID, 1, contracts.StatusComplete)
	require.Contains(t, put(partly.ID, 2).Problem().Detail, "less than the units")
	require.Equal(t, 200, put(partly.ID, 3).Status)
	withdrawn := offer(t, h, "x", nil)
	require.Equal(t, 204, h.Send("DELETE", path+"/"+withdrawn.ID, nil, servicetest.As(ann)).Status)
	require.Contains(t, put(withdrawn.ID, 2).Problem().Detail, "create a new one")
}

func TestIfMatch(t *testing.T) {
	h := start(t, servicetest.Options{})
	for header, status := range map[string]int{
		`*`:              200,
		`"1-1"`:          200,
		`"1-77"`:         200, // the availability may have changed
		`"1"`:            200,
		`"9-1", "1-1"`:   200,
		`"a,b","1-1"`:    200,
		`"2-1"`:          412,
		`"01x"`:          412,
		`W/"1-1"`:        412, // weak tags are no use here
		`"other"`:        412,
		`""`:             412,
		`1-1`:            400,
		`"1-1`:           400,
		`"1-1" "2-1"`:    400,
		`,`:              400,
		`"1-1", nonsene`: 400,
	} {
		t.Run(header, func(t *testing.T) {
			own := path + "/" + offer(t, h, "x", nil).ID
			with := []servicetest.With{servicetest.As(ann), servicetest.Header("If-Match", header)}
			require.Equal(t, status, h.Send("PUT", own, fields{"title": "y", "price": 50}, with...).Status)
			own = path + "/" + offer(t, h, "x", nil).ID
			if status == 200 {
				status = 204
			}
			require.Equal(t, status, h.Send("DELETE", own, nil, with...).Status)
		})
	}
}

func TestIfMatchKeepsSellersFromOverwritingThemselves(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 3})
	tag := h.Send("GET", path+"/"+made.ID, nil).Header.Get("ETag")
	order(t, h, made.ID, 1, contracts.StatusCreated)
	put := func(title string) int {
		return h.Send("PUT", path+"/"+made.ID, fields{"title": title, "price": 50, "quantity": 3},
			servicetest.As(ann), servicetest.Header("If-Match", tag)).Status
	}
	require.Equal(t, 200, put("first"), "an order in between does not matter")
	require.Equal(t, 412, put("second"))
	require.Equal(t, "first", get(t, h, made.ID).Title)
}

func TestWithdraw(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 2})
	own := path + "/" + made.ID
	orderID := order(t, h, made.ID, 1, contracts.StatusCreated)
	require.Equal(t, 409, h.Send("DELETE", own, nil, servicetest.As(ann)).Status, "a unit is held")
	require.Equal(t, 200, h.Deliver(orderEvent(orderID, made.ID, 2, 1, contracts.StatusCancelled)).Status)

	require.Equal(t, 204, h.Send("DELETE", own, nil, servicetest.As(ann)).Status)
	require.Equal(t, 204, h.Send("DELETE", own, nil, servicetest.As(ann)).Status, "again")
	require.Equal(t, 403, h.Send("DELETE", own, nil, servicetest.As(bob)).Status)
	shown := get(t, h, made.ID)
	require.Equal(t, "withdrawn", shown.Status)
	require.Zero(t, shown.Available)
	require.EqualValues(t, 2, shown.Version)
	data, err := contracts.DataAs[contracts.Ticket](h.Await(contracts.TicketWithdrawn, made.ID))
	require.NoError(t, err)
	require.True(t, data.Withdrawn)
	require.EqualValues(t, 2, data.Version)
}

func TestCreateTwiceUnderOneKey(t *testing.T) {
	h := start(t, servicetest.Options{})
	send := func(title string) *servicetest.Response {
		return h.Send("POST", path, fields{"title": title, "price": 50}, servicetest.As(ann),
			servicetest.Header("Idempotency-Key", "once"))
	}
	first, again := send("x"), send("x")
	require.Equal(t, 201, first.Status)
	require.Equal(t, 201, again.Status)
	require.Equal(t, first.Body, again.Body)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.Equal(t, 409, send("y").Status)
	require.Len(t, list(t, h, "?q=x", nil).Items, 1)
}

func TestStoreIsAway(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", nil)
	h.Memory.Before = func(_ context.Context, op string) error { return fmt.Errorf("%s: %w", op, errors.New("away")) }
	res := h.Send("GET", path+"/"+made.ID, nil)
	require.Equal(t, 503, res.Status, "%s", res.Body)
	require.NotEmpty(t, res.Header.Get("Retry-After"))
	require.Len(t, list(t, h, "", nil).Items, 1, "browsing goes on")
}
