package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
)

func (w *world) refund(who session.User, orderID string, body any, more ...servicetest.With) *servicetest.Response {
	return w.Send("POST", "/api/v1/orders/"+orderID+"/refunds", body, append(more, servicetest.As(who))...)
}

// sold is a complete order of a ticket whose seller can be asked for.
func (w *world) sold(t *testing.T, buyer session.User, ticket contracts.Ticket, quantity int) orderBody {
	t.Helper()
	o := w.order(t, buyer, ticket.ID, quantity)
	w.pay(t, o, contracts.PaymentAuthorized, contracts.StatusAuthorized, 2)
	return o
}

func (w *world) refunds(t *testing.T) {
	buyer, seller := user(), user()
	ticket := w.offer(w.listed(10), func(l *contracts.Ticket) {
		starts := w.Clock().AddDate(1, 0, 0).UTC()
		l.SellerID, l.Refundable, l.StartsAt = seller.ID, true, &starts
	})
	o := w.sold(t, buyer, ticket, 3)

	t.Run("POST 201 by the seller, once for a key", func(t *testing.T) {
		key := servicetest.Header("Idempotency-Key", "once")
		body := map[string]any{"units": 1, "reason": "The seat is broken"}
		first, again := w.refund(seller, o.ID, body, key), w.refund(seller, o.ID, body, key)
		require.Equal(t, 201, first.Status, "%s", first.Body)
		require.Equal(t, "/api/v1/orders/"+o.ID, first.Header.Get("Location"))
		require.Equal(t, first.Body, again.Body)
		require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
		shown := w.show(t, buyer, o.ID)
		require.Equal(t, 1, shown.RefundedUnits)
		require.Equal(t, int64(2500), shown.RefundedAmount)
		require.Equal(t, "complete", shown.Status)
		require.Len(t, shown.Refunds, 1)
		shown.Refunds[0].ID = ""
		require.Equal(t, refundBody{Status: "pending", By: "seller", Reason: "The seat is broken", Units: 1, Amount: 2500, Restock: true}, shown.Refunds[0])
		require.Equal(t, shown.Version, w.show(t, seller, o.ID).Version, "the seller sees it too")
		w.Await(contracts.OrderRefunded, o.ID)
	})
	t.Run("POST 201 by the buyer", func(t *testing.T) {
		require.Equal(t, 201, w.refund(buyer, o.ID, map[string]any{"units": 1}).Status)
		require.Equal(t, "buyer", w.show(t, buyer, o.ID).Refunds[1].By)
		require.False(t, w.show(t, buyer, o.ID).Refunds[1].Restock, "as the listing says")
	})
	t.Run("POST 400 names every field", func(t *testing.T) {
		for body, fields := range map[string][]string{
			`{"units":-1,"restock":"yes","reason":7,"amount":1}`:       {"units", "restock", "reason", "amount"},
			`{"units":11,"reason":"` + strings.Repeat("x", 201) + `"}`: {"units", "reason"},
			`{"reason":"a\u0000b"}`:                                    {"reason"},
			``:                                                         nil,
		} {
			res := w.refund(seller, o.ID, body)
			require.Equal(t, 400, res.Status, "%s: %s", body, res.Body)
			require.Equal(t, fields, res.Problem().Fields(), body)
		}
		require.Equal(t, []string{"restock"}, w.refund(buyer, o.ID, map[string]any{"restock": false}).Problem().Fields(), "the buyer has no say in it")
	})
	t.Run("401, 403, 404, 413, 415", func(t *testing.T) {
		path := "/api/v1/orders/" + o.ID + "/refunds"
		require.Equal(t, 401, w.Send("POST", path, map[string]any{}).Status)
		require.Equal(t, 403, w.refund(seller, o.ID, map[string]any{}, servicetest.Header("Origin", "https://elsewhere.example")).Status)
		firm := w.sold(t, buyer, w.listed(1), 1)
		require.Equal(t, 403, w.refund(buyer, firm.ID, map[string]any{}).Status, "the seller does not take it back")
		require.Equal(t, 404, w.refund(user(), o.ID, map[string]any{}).Status)
		require.Equal(t, 404, w.refund(seller, id.New(), map[string]any{}).Status)
		require.Equal(t, 404, w.refund(seller, "x", map[string]any{}).Status)
		require.Equal(t, 404, w.refund(seller, w.order(t, buyer, ticket.ID, 1).ID, map[string]any{}).Status, "not sold yet")
		require.Equal(t, 413, w.refund(seller, o.ID, strings.Repeat("x", 70_000)).Status)
		require.Equal(t, 415, w.refund(seller, o.ID, `x`, servicetest.Header("Content-Type", "text/plain")).Status)
	})
	t.Run("POST 409 says why", func(t *testing.T) {
		open := w.order(t, buyer, ticket.ID, 1)
		begun := w.offer(w.listed(1), func(l *contracts.Ticket) {
			starts := w.Clock().Add(time.Millisecond).UTC()
			l.Refundable, l.StartsAt = true, &starts
		})
		late := w.sold(t, buyer, begun, 1)
		w.pass(time.Second)
		for _, c := range []struct {
			who     session.User
			orderID string
			body    map[string]any
			says    string
		}{
			{buyer, open.ID, map[string]any{}, "not complete"},
			{buyer, late.ID, map[string]any{}, "has begun"},
			{seller, o.ID, map[string]any{"units": 2}, "1 unit is left"},
			{seller, o.ID, map[string]any{"units": 0}, "Nothing is left"},
		} {
			res := w.refund(c.who, c.orderID, c.body)
			require.Equal(t, 409, res.Status, "%s", res.Body)
			require.Contains(t, res.Problem().Detail, c.says)
		}
	})
	t.Run("what payments tells of them", func(t *testing.T) { w.told(t, buyer, o) })
}

// told lets the refunds of an order end, and its buyer's bank ask for the rest.
func (w *world) told(t *testing.T, buyer session.User, o orderBody) {
	known := w.show(t, buyer, o.ID).Refunds
	say := func(eventType string, version int64, disputed bool, statuses ...string) {
		w.tell(t, o, eventType, contracts.StatusCaptured, version, func(p *contracts.Payment) {
			for n, status := range statuses {
				p.Refunds = append(p.Refunds, contracts.Refund{ID: known[n].ID, Amount: known[n].Amount, Status: status, By: known[n].By})
			}
			if disputed {
				p.Dispute = &contracts.Dispute{ID: "dp_1", Amount: 2500, Status: "needs_response", Reason: "fraudulent", CreatedAt: o.CreatedAt}
			}
		})
	}
	say(contracts.PaymentCaptured, 3, false, "succeeded")
	require.Equal(t, "succeeded", w.show(t, buyer, o.ID).Refunds[0].Status, "whichever event brings it")
	say(contracts.PaymentDisputed, 6, true, "succeeded", "failed")
	say(contracts.PaymentRefunded, 5, false, "succeeded", "succeeded")
	say(contracts.PaymentCaptured, 4, false, "pending")
	shown := w.show(t, buyer, o.ID)
	require.Equal(t, "succeeded", shown.Refunds[0].Status)
	require.Equal(t, "failed", shown.Refunds[1].Status)
	require.Equal(t, int64(2500), shown.RefundedAmount)
	require.Equal(t, 2, shown.RefundedUnits)
	require.Equal(t, "needs_response", shown.Dispute.Status)
	say(contracts.PaymentDisputed, 6, true, "succeeded", "failed")
	say(contracts.PaymentRefunded, 7, true, "succeeded", "failed")
	require.Equal(t, shown.Version, w.show(t, buyer, o.ID).Version, "nothing new")
}

func (w *world) sales(t *testing.T) {
	seller := user()
	ticket := w.offer(w.listed(600), func(l *contracts.Ticket) { l.SellerID = seller.ID })
	path := "/api/v1/orders?ticketId=" + ticket.ID
	require.JSONEq(t, `{"items":[],"nextCursor":null}`, string(w.Send("GET", path, nil, servicetest.As(seller)).Body), "orders has not heard of it yet")
	var want []string
	for range 25 {
		want = append([]string{w.sold(t, user(), ticket, 2).ID}, want...)
		w.pass(time.Millisecond)
	}
	w.order(t, user(), ticket.ID, 1)
	require.Equal(t, 201, w.refund(seller, want[3], map[string]any{}).Status)
	var got []string
	var page struct {
		Items      []orderBody
		NextCursor *string
	}
	for query := "&limit=10"; ; query = "&limit=10&cursor=" + *page.NextCursor {
		res := w.Send("GET", path+query, nil, servicetest.As(seller))
		require.Equal(t, 200, res.Status, "%s", res.Body)
		page.NextCursor = nil
		res.Into(&page)
		for _, o := range page.Items {
			got = append(got, o.ID)
		}
		if page.NextCursor == nil {
			break
		}
		require.Equal(t, 400, w.Send("GET", "/api/v1/orders?cursor="+*page.NextCursor, nil, servicetest.As(seller)).Status, "a cursor of another list")
	}
	require.Equal(t, want, got)
	require.Equal(t, 400, w.Send("GET", "/api/v1/orders?ticketId=x", nil, servicetest.As(seller)).Status)
	require.Equal(t, 403, w.Send("GET", path, nil, servicetest.As(user())).Status)
	require.Equal(t, 404, w.Send("GET", "/api/v1/orders?ticketId="+id.New(), nil, servicetest.As(seller)).Status)
}

func (w *world) quotes(t *testing.T) {
	ticket := w.listed(5)
	quote := func(query string) *servicetest.Response { return w.Send("GET", "/api/v1/orders/quote?"+query, nil) }
	res := quote("ticketId=" + ticket.ID + "&quantity=3")
	require.Equal(t, 200, res.Status)
	require.JSONEq(t, `{"ticketId":"`+ticket.ID+`","quantity":3,"unitPrice":2500,"subtotal":7500,"fee":0,"total":7500,"currency":"usd"}`, string(res.Body))
	require.Equal(t, []string{"ticketId", "quantity"}, quote("quantity=11").Problem().Fields())
	require.Equal(t, 404, quote("ticketId="+id.New()).Status)
	dear := w.offer(w.listed(5), func(l *contracts.Ticket) { l.Price = 99_999_999 })
	require.Equal(t, 200, quote("ticketId="+dear.ID).Status)
	require.Equal(t, 409, quote("quantity=2&ticketId="+dear.ID).Status)
	before := w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": dear.ID, "quantity": 2}, servicetest.As(user()))
	require.Equal(t, 409, before.Status, "%s", before.Body)
	w.order(t, user(), dear.ID, 1)
}

func TestFeeIsTheBuyers(t *testing.T) {
	w := newWorld(t, "PLATFORM_FEE_BPS=250", "PLATFORM_FEE_FIXED=usd:30")
	buyer, seller := user(), user()
	ticket := w.offer(w.listed(3), func(l *contracts.Ticket) { l.SellerID = seller.ID })
	res := w.Send("GET", "/api/v1/orders/quote?quantity=3&ticketId="+ticket.ID, nil)
	require.JSONEq(t, `{"ticketId":"`+ticket.ID+`","quantity":3,"unitPrice":2500,"subtotal":7500,"fee":218,"total":7718,"currency":"usd"}`, string(res.Body))
	o := w.sold(t, buyer, ticket, 3)
	require.Equal(t, int64(7500), o.Subtotal)
	require.Equal(t, int64(218), o.Fee, "187.5 rounded half to even, and 30")
	require.Equal(t, int64(7718), o.Total)
	require.Equal(t, "complete", w.show(t, buyer, o.ID).Status, "paid with the fee")
	require.Equal(t, 201, w.refund(seller, o.ID, map[string]any{"units": 2}).Status)
	require.Equal(t, 201, w.refund(seller, o.ID, map[string]any{}).Status)
	refunds := w.show(t, buyer, o.ID).Refunds
	require.Equal(t, []int64{5145, 2573}, []int64{refunds[0].Amount, refunds[1].Amount})
}

func TestSellersThatCannotBePaidOut(t *testing.T) {
	w := newWorld(t, "SELL_WITHOUT_PAYOUTS=false")
	ticket := w.listed(3)
	buy := func() *servicetest.Response {
		return w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": ticket.ID}, servicetest.As(user()))
	}
	quote := func() int { return w.Send("GET", "/api/v1/orders/quote?ticketId="+ticket.ID, nil).Status }
	tell := func(version int64, payouts bool) {
		w.deliver(t, contracts.SellerUpdated, ticket.SellerID, version, contracts.Seller{ID: ticket.SellerID, Payouts: payouts, Version: version})
	}
	before := refused(t, "no_payouts")
	require.Equal(t, 409, buy().Status)
	require.Contains(t, buy().Problem().Detail, "can't be paid out")
	require.Equal(t, 409, quote())
	require.Equal(t, before+2, refused(t, "no_payouts"))
	tell(1, true)
	require.Equal(t, 201, buy().Status)
	require.Equal(t, 200, quote())
	tell(2, false)
	tell(1, true)
	require.Equal(t, 409, buy().Status)
}
