package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
)

type tickets struct {
	Items      []ticket `json:"items"`
	NextCursor *string  `json:"nextCursor"`
}

func (l tickets) titles() []string {
	titles := []string{}
	for _, t := range l.Items {
		titles = append(titles, t.Title)
	}
	return titles
}

func list(t *testing.T, h *servicetest.Harness, query string, user *session.User) tickets {
	t.Helper()
	var with []servicetest.With
	if user != nil {
		with = append(with, servicetest.As(*user))
	}
	res := h.Send("GET", path+query, nil, with...)
	require.Equal(t, 200, res.Status, "%s", res.Body)
	var found tickets
	res.Into(&found)
	return found
}

func TestShow_304(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 2})
	own := path + "/" + made.ID
	tag := h.Send("GET", own, nil).Header.Get("ETag")
	for header, status := range map[string]int{
		tag: 304, "W/" + tag: 304, `"0-0", ` + tag: 304, "*": 304, `"1-0"`: 200, "nonsense": 200,
	} {
		res := h.Send("GET", own, nil, servicetest.Header("If-None-Match", header))
		require.Equal(t, status, res.Status, header)
		require.Equal(t, tag, res.Header.Get("ETag"))
		require.Equal(t, status == 304, len(res.Body) == 0)
	}
	orderID := id.New()
	for i, status := range []string{contracts.StatusCreated, contracts.StatusAwaitingPayment, contracts.StatusComplete} {
		require.Equal(t, 200, h.Deliver(orderEvent(orderID, made.ID, int64(i+1), 1, status)).Status)
		res := h.Send("GET", own, nil, servicetest.Header("If-None-Match", tag))
		require.Equal(t, 200, res.Status, "the order is now %s", status)
		require.NotEqual(t, tag, res.Header.Get("ETag"))
		tag = res.Header.Get("ETag")
	}
}

func TestList_304(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 2})
	for query, keep := range map[string]string{
		"": "no-cache", "?q=x&limit=1": "no-cache", "?seller=me": "private, no-cache", "?seller=me&status=sold_out": "private, no-cache",
	} {
		ask := func(known string) *servicetest.Response {
			return h.Send("GET", path+query, nil, servicetest.As(ann), servicetest.Header("If-None-Match", known))
		}
		first := ask("nonsense")
		require.Equal(t, 200, first.Status, query)
		require.Equal(t, keep, first.Header.Get("Cache-Control"), query)
		same := ask(first.Header.Get("ETag"))
		require.Equal(t, 304, same.Status, query)
		require.Empty(t, same.Body)
		require.Equal(t, first.Header.Get("ETag"), same.Header.Get("ETag"))
		require.Equal(t, keep, same.Header.Get("Cache-Control"))
	}
	mine := func(known string) *servicetest.Response {
		return h.Send("GET", path+"?seller=me", nil, servicetest.As(ann), servicetest.Header("If-None-Match", known))
	}
	tag := mine("").Header.Get("ETag")
	order(t, h, made.ID, 1, contracts.StatusCreated)
	now := mine(tag)
	require.Equal(t, 200, now.Status, "a unit is held")
	var shown tickets
	now.Into(&shown)
	require.Equal(t, 1, shown.Items[0].Held)

	stranger := h.Send("GET", path+"?seller=me", nil, servicetest.Header("If-None-Match", now.Header.Get("ETag")))
	require.Equal(t, 401, stranger.Status)
	require.Equal(t, "no-store", stranger.Header.Get("Cache-Control"))
}

func TestShow_404(t *testing.T) {
	h := start(t, servicetest.Options{})
	for _, unknown := range []string{id.New(), "1", "x y", "%F0%9F%8E%9F", strings.Repeat("9", 500)} {
		res := h.Send("GET", path+"/"+unknown, nil)
		require.Equal(t, 404, res.Status, unknown)
		require.Equal(t, "There is no such ticket.", res.Problem().Detail)
	}
	made := offer(t, h, "x", nil)
	require.Equal(t, 200, h.Send("GET", path+"/"+strings.ToUpper(made.ID), nil).Status)
}

func TestList_words(t *testing.T) {
	h := start(t, servicetest.Options{})
	offer(t, h, "$100 voucher 🎟", nil)
	offer(t, h, "Café concert", fields{"venue": "Old Hall"})
	offer(t, h, "Opera", fields{"description": "A night\nat the CAFE"})
	for q, want := range map[string][]string{
		"":            {"Opera", "Café concert", "$100 voucher 🎟"},
		"cafe":        {"Opera", "Café concert"},
		"CAFÉ conc":   {"Café concert"},
		"hall café":   {"Café concert"},
		"old":         {"Café concert"},
		"ld":          {},
		"night":       {"Opera"},
		"opera hall":  {},
		"$100":        {"$100 voucher 🎟"},
		"🎟":           {"$100 voucher 🎟"},
		`"voucher"`:   {"$100 voucher 🎟"},
		"...":         {"Opera", "Café concert", "$100 voucher 🎟"},
		"vouchers":    {},
		"100 VOU  🎟 ": {"$100 voucher 🎟"},
	} {
		t.Run(q, func(t *testing.T) {
			require.Equal(t, want, list(t, h, "?q="+url.QueryEscape(q), nil).titles())
		})
	}
}

func TestList_sorts(t *testing.T) {
	h := start(t, servicetest.Options{})
	offer(t, h, "a", fields{"price": 300, "startsAt": "2030-02-01T00:00:00Z"})
	offer(t, h, "b", fields{"price": 100})
	offer(t, h, "c", fields{"price": 200, "startsAt": "2030-01-01T00:00:00Z"})
	offer(t, h, "d", fields{"price": 200, "startsAt": "2030-03-01T00:00:00Z"})
	for query, want := range map[string]string{
		"": "dcba", "?sort=newest": "dcba", "?sort=soonest": "cadb", "?sort=price": "bdca", "?sort=-price": "adcb",
	} {
		require.Equal(t, want, strings.Join(list(t, h, query, nil).titles(), ""), query)
	}
}

func TestList_statusAndSeller(t *testing.T) {
	h := start(t, servicetest.Options{})
	for _, title := range []string{"on sale", "held", "sold", "gone"} {
		made := offer(t, h, title, nil)
		switch title {
		case "held":
			order(t, h, made.ID, 1, contracts.StatusCreated)
		case "sold":
			order(t, h, made.ID, 1, contracts.StatusCreated, contracts.StatusAwaitingPayment, contracts.StatusComplete)
		case "gone":
			require.Equal(t, 204, h.Send("DELETE", path+"/"+made.ID, nil, servicetest.As(ann)).Status)
		}
	}
	offerAs(t, h, bob, "of bob", nil)
	for query, want := range map[string][]string{
		"":                           {"of bob", "sold", "held", "on sale"},
		"?status=on_sale":            {"of bob", "on sale"},
		"?status=reserved":           {"held"},
		"?status=sold_out":           {"sold"},
		"?status=withdrawn":          {"gone"},
		"?seller=me":                 {"gone", "sold", "held", "on sale"},
		"?seller=me&status=on_sale":  {"on sale"},
		"?seller=me&q=s":             {"sold", "on sale"},
		"?status=reserved&q=sold":    {},
		"?q=nobody+has+these&utm=ad": {},
	} {
		require.Equal(t, want, list(t, h, query, &ann).titles(), query)
	}
	require.Equal(t, 401, h.Send("GET", path+"?seller=me", nil).Status)
}

func TestList_400(t *testing.T) {
	h := start(t, servicetest.Options{})
	offer(t, h, "x", nil)
	offer(t, h, "y", nil)
	cursor := *list(t, h, "?limit=1", nil).NextCursor
	for query, bad := range map[string][]string{
		"?seller=bob":                       {"seller"},
		"?status=lost":                      {"status"},
		"?sort=random":                      {"sort"},
		"?limit=0":                          {"limit"},
		"?limit=101":                        {"limit"},
		"?limit=x&sort=x&status=x&cursor=x": {"limit", "sort", "status", "cursor"},
		"?q=" + strings.Repeat("x", 201):    {"q"},
		"?q=%00":                            {"q"},
		"?q=%ff":                            {"q"},
		"?sort=price&sort=newest":           {"sort"},
		"?cursor=made-up":                   {"cursor"},
		"?sort=price&cursor=" + cursor:      {"cursor"}, // of another list
		"?q=x&cursor=" + cursor:             {"cursor"},
	} {
		res := h.Send("GET", path+query, nil)
		require.Equal(t, 400, res.Status, query)
		require.ElementsMatch(t, bad, res.Problem().Fields(), query)
	}
}

func TestList_pages(t *testing.T) {
	h := start(t, servicetest.Options{})
	var want []string
	for n := range 25 {
		want = append(want, offer(t, h, fmt.Sprintf("show %d", n), fields{"price": 50 + n%3}).ID)
	}
	slices.Reverse(want)
	require.Len(t, list(t, h, "", nil).Items, 20, "the default")
	var got []string
	query := "?limit=7"
	for {
		page := list(t, h, query, nil)
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		if page.NextCursor == nil {
			break
		}
		query = "?limit=7&cursor=" + *page.NextCursor
		offer(t, h, "came meanwhile", nil)
	}
	require.Equal(t, want, got)
	require.Nil(t, list(t, h, "?limit=100", nil).NextCursor)
}
