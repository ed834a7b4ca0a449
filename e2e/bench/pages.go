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
	sites := []struct{ how, url string }{{", rendered for each", uncached.URL() + path}, {", from the cache", b.stack.SiteURL + path}}
	sums := make([]float64, len(sites))
	for _, site := range sites { // so that none is measured cold
		load(ctx, 64, b.length/2, func(int, int) error { return visit(site.url, nil) })
	}
	for range 3 {
		for i, site := range sites {
			r := load(ctx, 64, b.length/2, func(int, int) error { return visit(site.url, nil) })
			b.row(name+site.how, 64, r)
			sums[i] += r.perSecond
		}
	}
	fmt.Fprintf(b.out, "  the %s is given out %.1f times as often from the cache\n", name, sums[1]/max(1, sums[0]))
	return nil
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
