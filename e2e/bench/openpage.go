package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/saheedt/pass/e2e/market"
)

// openPage is a browser's page of one order.
type openPage struct {
	buyer   *market.Client
	order   string
	asked   []*resource // the order first
	conn    *fasthttp.HostClient
	changed time.Time // when the order's cancellation was answered
	known   time.Time // when the page had it
}

// resource is what a browser has in its cache of one address.
type resource struct{ url, etag string }

// tally counts the answers to all pages.
type tally struct {
	failed, unchanged atomic.Int64
	first             atomic.Pointer[error] // of those that failed
}

// follow looks again and again until ctx ends or the order does, and returns
// how long each answer took.
func (p *openPage) follow(ctx context.Context, pause time.Duration, tally *tally) (times []time.Duration) {
	wait := rand.N(pause) // pages were opened at any moment
	for p.known.IsZero() {
		select {
		case <-ctx.Done():
			return times
		case <-time.After(wait):
		}
		for _, what := range p.asked {
			began := time.Now()
			status, err := p.look(what)
			if err != nil {
				tally.failed.Add(1)
				tally.first.CompareAndSwap(nil, &err)
				continue
			}
			times = append(times, time.Since(began))
			if status == fasthttp.StatusNotModified {
				tally.unchanged.Add(1)
			}
		}
		wait = pause*9/10 + rand.N(pause/5)
	}
	return times
}

// look asks as a browser does that may have the answer already.
func (p *openPage) look(what *resource) (status int, err error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(what.url)
	req.Header.SetCookie("session", p.buyer.Token)
	if what.etag != "" {
		req.Header.Set("If-None-Match", what.etag)
	}
	if err := p.conn.Do(req, res); err != nil {
		return 0, err
	}
	status = res.StatusCode()
	if status == fasthttp.StatusNotModified {
		return status, nil
	}
	if status != fasthttp.StatusOK {
		return status, fmt.Errorf("GET %s: %d %s", what.url, status, res.Body())
	}
	what.etag = string(res.Header.Peek("ETag"))
	var order market.Order
	if err := json.Unmarshal(res.Body(), &order); err != nil {
		return status, err
	}
	if what == p.asked[0] && order.Status == "cancelled" {
		p.known = time.Now()
	}
	return status, nil
}
