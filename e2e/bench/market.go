package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

const (
	mostBuyers = 64
	mostUnits  = 10000 // of a listing, by the contract
)

// errDone ends a caller of load.
var errDone = errors.New("done")

type bench struct {
	stack    *stack.Stack
	length   time.Duration
	listings int
	out      io.Writer
	rates    map[string]float64 // per second, by the name and callers of a row

	seller *market.Client
	buyers []*market.Client
	hot    []market.Ticket // listings that were sold in a rush
}

// all measures everything, or only what is named.
func (b *bench) all(ctx context.Context, only string) error {
	if err := b.people(ctx); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"limits", b.sidecarLimits}, {"reservations", b.reservations}, {"arrival", b.arrival}, {"reservations", b.oversold},
		{"reading", b.reading}, {"signins", b.signIns}, {"pages", b.pages}, {"watching", b.watching}, {"memory", b.memory}, {"limits", b.limits},
	} {
		if only != "" && !strings.Contains(only, step.name) {
			continue
		}
		if err := step.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) people(ctx context.Context) error {
	b.buyers = make([]*market.Client, mostBuyers)
	for i := range b.buyers {
		b.buyers[i] = market.New(b.stack.SiteURL)
		if err := b.buyers[i].SignUp(ctx, fmt.Sprintf("buyer%d@example.com", i), "correct horse battery"); err != nil {
			return err
		}
	}
	b.seller = b.buyers[0]
	return nil
}

func (b *bench) list(ctx context.Context, title string, quantity int) (market.Ticket, error) {
	return b.seller.List(ctx, market.NewTicket{Title: title, Venue: "Hall", Price: 2500, Quantity: quantity})
}

// reservations measures the sale, at the service and through the site.
func (b *bench) reservations(ctx context.Context) error {
	b.header("reservations")
	orders, site := b.stack.App("orders").URL(), b.stack.SiteURL
	for _, callers := range []int{1, 16, 64} {
		if err := b.rush(ctx, "one hot listing", orders, callers); err != nil {
			return err
		}
	}
	if err := b.rush(ctx, "one hot listing, through the site", site, 64); err != nil {
		return err
	}
	for _, callers := range []int{1, 16, 64} {
		own := make([]market.Ticket, callers)
		for i := range own {
			var err error
			if own[i], err = b.list(ctx, "Distinct", mostUnits); err != nil {
				return err
			}
		}
		b.row("distinct listings", callers, load(ctx, callers, b.length, func(c, _ int) error {
			return reserve(orders, b.buyers[c], own[c].ID, nil)
		}))
	}
	return nil
}

func (b *bench) rush(ctx context.Context, name, base string, callers int) error {
	hot, err := b.list(ctx, "Hot", mostUnits)
	if err != nil {
		return err
	}
	before := b.processorTime()
	r := load(ctx, callers, b.length, func(c, _ int) error { return reserve(base, b.buyers[c], hot.ID, nil) })
	b.row(name, callers, r)
	b.explain("reservations", r.done, before)
	hot.Available = mostUnits - r.done
	b.hot = append(b.hot, hot)
	return nil
}

// oversold looks whether the listings say that exactly what was answered with
// 201 is gone.
func (b *bench) oversold(ctx context.Context) error {
	for _, hot := range b.hot {
		deadline := time.Now().Add(3 * time.Minute)
		for {
			now, err := b.seller.Ticket(ctx, hot.ID)
			if err != nil {
				return err
			}
			if now.Available == hot.Available {
				break
			}
			if time.Now().After(deadline) || now.Available < hot.Available {
				return fmt.Errorf("listing %s has %d units available, but %d were reserved of %d", hot.ID, now.Available, mostUnits-hot.Available, mostUnits)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	fmt.Fprintf(b.out, "\nunits on the %d hot listings: exactly what was answered with 201 is gone\n", len(b.hot))
	return nil
}

// reading measures browsing among a number of listings.
func (b *bench) reading(ctx context.Context) error {
	var last market.Ticket
	var err error
	words := []string{"jazz", "opera", "ballet", "cinema", "marathon", "lecture", "circus", "quartet"}
	filled := load(ctx, 16, time.Hour, func(c, i int) error {
		if i*16+c >= b.listings {
			return errDone
		}
		_, err := b.list(ctx, fmt.Sprintf("%s night %d", words[i%len(words)], i*16+c), 5)
		return err
	})
	fmt.Fprintf(b.out, "\n%d listings made by 16 sellers at once, %.0f a second\n", filled.done, filled.perSecond)
	if last, err = b.list(ctx, "jazz night, the last", 5); err != nil {
		return err
	}
	b.header(fmt.Sprintf("reading, %d listings on sale", b.listings))
	for _, at := range []struct{ name, base string }{{"", b.stack.App("tickets").URL()}, {", through the site", b.stack.SiteURL}} {
		for _, callers := range []int{1, 16, 64} {
			for _, read := range []struct{ name, path string }{
				{"list", "/api/v1/tickets"}, {"search", "/api/v1/tickets?q=jazz+nig&sort=price"}, {"show", "/api/v1/tickets/" + last.ID},
			} {
				b.row(read.name+at.name, callers, load(ctx, callers, b.length/2, func(int, int) error {
					return request("GET", at.base+read.path, "", nil, 200, nil)
				}))
			}
		}
	}
	return nil
}

func (b *bench) signIns(ctx context.Context) error {
	b.header("sign-ins (Argon2id)")
	for _, callers := range []int{1, 16} {
		b.row("sign in", callers, load(ctx, callers, b.length, func(c, _ int) error {
			body := fmt.Sprintf(`{"email":"buyer%d@example.com","password":"correct horse battery"}`, c)
			return request("POST", b.stack.App("auth").URL()+"/api/v1/users/signin", "", []byte(body), 200, nil)
		}))
	}
	return nil
}
