package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/market"
)

// changes is how many changes are waited for in each measurement of delays.
const changes = 20

// freshness measures how long after the answer to a seller's change the pages
// show it, while visitors keep them in the cache.
func (b *bench) freshness(ctx context.Context, listing market.Ticket) error {
	pages := []struct {
		name, url string
		delays    []time.Duration
		err       error
	}{{name: "list page", url: b.stack.SiteURL + "/"}, {name: "listing page", url: b.stack.SiteURL + "/tickets/" + listing.ID}}
	for i := range changes {
		// At any moment of the second for which pages are kept.
		time.Sleep(rand.N(time.Second))
		title := fmt.Sprintf("Changed for the %dth time", i+1)
		if err := b.retitle(listing, title); err != nil {
			return err
		}
		changed := time.Now()
		var all sync.WaitGroup
		for p := range pages {
			all.Go(func() {
				pages[p].err = shows(ctx, pages[p].url, title)
				pages[p].delays = append(pages[p].delays, time.Since(changed))
			})
		}
		all.Wait()
		if err := errors.Join(pages[0].err, pages[1].err); err != nil {
			return err
		}
	}
	for _, page := range pages {
		slices.Sort(page.delays)
		fmt.Fprintf(b.out, "%d changes of a listing, until the %s shows them: median %.0f ms, longest %.0f ms\n",
			changes, page.name, ms(at(page.delays, 50)), ms(page.delays[len(page.delays)-1]))
	}
	return nil
}

func (b *bench) retitle(listing market.Ticket, title string) error {
	body, err := json.Marshal(market.NewTicket{Title: title, Venue: listing.Venue, Price: listing.Price, Quantity: listing.Quantity})
	if err != nil {
		return err
	}
	return request("PUT", b.stack.SiteURL+"/api/v1/tickets/"+listing.ID, b.seller.Token, body, 200, nil)
}

// shows returns once a page has the text.
func shows(ctx context.Context, url, text string) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		found := false
		if err := visit(url, func(html []byte) { found = bytes.Contains(html, []byte(text)) }); err != nil || found {
			return err
		}
	}
	return fmt.Errorf("%s does not show %q after 30 s", url, text)
}
