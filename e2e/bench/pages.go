package main

import (
	"context"
	"fmt"

	"github.com/valyala/fasthttp"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// pages measures the public pages as browsers get them: from the cache, and
// by another web client that has none, in turns.
func (b *bench) pages(ctx context.Context) error {
	var listing market.Ticket
	for i := range 30 {
		var err error
		if listing, err = b.list(ctx, fmt.Sprintf("On the first page %d", i), 100); err != nil {
			return err
		}
	}
	uncached, err := b.stack.Another(ctx, "web", map[string]string{"PAGE_CACHE_SECONDS": "0"})
	if err != nil {
		return err
	}
	defer uncached.Stop()
	b.header("public pages, compressed as browsers ask for it")
	for _, page := range []struct{ name, path string }{{"list page", "/"}, {"listing page", "/tickets/" + listing.ID}} {
		if err := b.beside(ctx, page.name, page.path, uncached); err != nil {
			return err
		}
	}
	b.row("availability of a listing, from the cache", 64, load(ctx, 64, b.length/2, func(int, int) error {
		return request("GET", b.stack.SiteURL+"/tickets/"+listing.ID+"/live", "", nil, 200, nil)
	}))
	web := b.stack.App("web")
	fmt.Fprintf(b.out, "web's resident memory after that: %.0f MB with the cache, %.0f MB without\n", resident(web.Service), resident(uncached.Service))
	if err := b.freshness(ctx, listing); err != nil {
		return err
	}
	return b.scripts("/tickets/" + listing.ID)
}

// beside lets 64 visitors read a page with and without the cache in turns, so
// that whatever else the machine does meets both.
func (b *bench) beside(ctx context.Context, name, path string, uncached *stack.App) error {
	type way struct {
		how       string
		web       *stack.App
		perSecond float64 // of all turns
		done      int
		used      float64 // seconds of web's processor time
	}
	ways := []*way{{how: ", rendered for each", web: uncached}, {how: ", from the cache", web: b.stack.App("web")}}
	for _, w := range ways { // so that none is measured cold
		load(ctx, 64, b.length/2, func(int, int) error { return visit(w.web.URL()+path, nil) })
	}
	for range 3 {
		for _, w := range ways {
			before := seconds(w.web.Service.PID())
			r := load(ctx, 64, b.length/2, func(int, int) error { return visit(w.web.URL()+path, nil) })
			b.row(name+w.how, 64, r)
			w.perSecond += r.perSecond
			w.done += r.done
			w.used += seconds(w.web.Service.PID()) - before
		}
	}
	each := func(w *way) float64 { return 1000 * w.used / float64(max(1, w.done)) }
	fmt.Fprintf(b.out, "  the %s is given out %.0f times as often from the cache, and takes web %.2f ms of processor time each instead of %.2f\n",
		name, ways[1].perSecond/max(1, ways[0].perSecond), each(ways[1]), each(ways[0]))
	return ctx.Err()
}

// visit gets a page as a browser does, and hands it to see, if that is given.
func visit(url string, see func(html []byte)) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(url)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	req.Header.Set("Accept-Language", "de-CH,de;q=0.9,en;q=0.8")
	if err := client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() != 200 || len(res.Header.ContentEncoding()) == 0 {
		return fmt.Errorf("GET %s: %d, encoding %q", url, res.StatusCode(), res.Header.ContentEncoding())
	}
	if see == nil {
		return nil
	}
	html, err := res.BodyUncompressed()
	if err == nil {
		see(html)
	}
	return err
}
