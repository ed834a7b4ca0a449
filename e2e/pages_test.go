package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
)

const nobody = "0195a1b2-0000-7000-8000-000000000000" // has no listing and no order

// get asks for a page with a session, and follows no redirect.
func get(t *testing.T, c *market.Client, path string, options ...market.Option) market.Answer {
	t.Helper()
	answer, err := c.Do(t.Context(), http.MethodGet, path, nil, options...)
	require.NoError(t, err)
	return answer
}

// TestPublicPagesAreShared asks for the pages that anyone may see with a
// session: browsers may keep them, and nothing in them is the visitor's.
func TestPublicPagesAreShared(t *testing.T) {
	s := mustShared(t)
	seller := mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Seen by all", Price: 1000, Quantity: 3})
	for _, page := range []struct {
		path   string
		status int
		text   string
	}{
		{"/?q=seen", 200, "Seen by all"},
		{"/tickets/" + listing.ID, 200, "Seen by all"},
		{"/tickets/" + listing.ID + "/live", 200, `"available":3`},
		{"/tickets/" + nobody, 404, "<h1"},
		{"/tickets/" + nobody + "/live", 404, `"status":404`},
		{"/icon.svg", 200, "<svg"},
	} {
		t.Run(page.path, func(t *testing.T) {
			var answer market.Answer
			eventually(t, 5*time.Second, func() error { // the catalogue follows the listings
				answer = get(t, seller, page.path)
				if answer.Status != page.status || !strings.Contains(string(answer.Body), page.text) {
					return fmt.Errorf("%d %s", answer.Status, answer.Body)
				}
				return nil
			})
			require.Equal(t, "public, max-age=0, must-revalidate", answer.Header.Get("Cache-Control"))
			require.NotEmpty(t, answer.Header.Get("ETag"))
			require.Empty(t, answer.Header.Values("Set-Cookie"))
			require.NotContains(t, string(answer.Body), seller.User.Email)
			requireNonce(t, answer)
		})
	}
	live := "/tickets/" + listing.ID + "/live"
	eventually(t, 5*time.Second, func() error { // the second may end in between
		tag := get(t, seller, live).Header.Get("ETag")
		if again := get(t, seller, live, market.Header("If-None-Match", tag)); again.Status != http.StatusNotModified {
			return fmt.Errorf("asked again: %d", again.Status)
		}
		return nil
	})
}

// TestPagesOfAPersonAreNotKept asks for all other pages, signed in and not.
func TestPagesOfAPersonAreNotKept(t *testing.T) {
	s := mustShared(t)
	person := mustPerson(t, s)
	listing := mustList(t, person, market.NewTicket{Title: "Mine", Price: 1000})
	order := mustReserve(t, person, listing.ID, 1)
	paths := []string{
		"/orders", "/orders/" + order.ID, "/orders/" + order.ID + "/ticket", "/orders/" + nobody, "/sell", "/sell/new",
		"/sell/" + listing.ID, "/signin", "/signup", "/nowhere", "/tickets", "/tickets/x", "/tickets/" + listing.ID + "/x",
	}
	for _, path := range paths {
		for _, visitor := range []*market.Client{person, market.New(s.SiteURL)} {
			answer := get(t, visitor, path)
			require.Less(t, answer.Status, 500, path)
			control := answer.Header.Get("Cache-Control")
			require.Contains(t, control, "no-store", "%s %d", path, answer.Status)
			require.Contains(t, control, "private", "%s %d", path, answer.Status)
			requireNonce(t, answer)
		}
	}
	require.Equal(t, http.StatusNotFound, get(t, person, "/nowhere").Status)
	require.Equal(t, http.StatusNotFound, get(t, person, "/orders/"+nobody).Status)
}

var (
	policyNonce = regexp.MustCompile(`'nonce-([^']+)'`)
	markupNonce = regexp.MustCompile(`nonce="([^"]*)"`)
)

// requireNonce requires that the policy allows a page's own scripts, and no
// others.
func requireNonce(t *testing.T, answer market.Answer) {
	t.Helper()
	policy := answer.Header.Get("Content-Security-Policy")
	require.NotContains(t, policy, "unsafe")
	nonce := policyNonce.FindStringSubmatch(policy)
	require.NotNil(t, nonce, policy)
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return
	}
	used := markupNonce.FindAllStringSubmatch(string(answer.Body), -1)
	require.NotEmpty(t, used)
	for _, one := range used {
		require.Equal(t, nonce[1], one[1])
	}
}
