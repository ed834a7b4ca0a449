// Package catalogue asks the tickets service for listings that this service
// has not heard of yet, because it was asked for them before their event came.
package catalogue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/saheedt/pass/services/internal/sidecar"

	"github.com/saheedt/pass/services/orders/internal/listing"
)

const (
	appID   = "tickets"
	timeout = 5 * time.Second
)

// withdrawn is the status of a listing that is not offered any more.
const withdrawn = "withdrawn"

// ErrUnavailable says that the tickets service does not answer just now.
var ErrUnavailable = errors.New("the tickets service does not answer")

// Invoker calls another service and decodes its JSON answer. Answers other
// than 2xx are *sidecar.StatusError.
type Invoker interface {
	Invoke(ctx context.Context, appID, method, path string, in, out any) error
}

// Catalogue finds listings at their owner.
type Catalogue struct {
	invoker Invoker
	flight  singleflight.Group
}

// New gives a catalogue that asks through the sidecar.
func New(invoker Invoker) *Catalogue { return &Catalogue{invoker: invoker} }

// ticket is a listing as the tickets service shows it.
type ticket struct {
	ID       string     `json:"id"`
	SellerID string     `json:"sellerId"`
	Title    string     `json:"title"`
	Venue    string     `json:"venue"`
	StartsAt *time.Time `json:"startsAt"`
	Price    int64      `json:"price"`
	Currency string     `json:"currency"`
	Quantity int        `json:"quantity"`
	Status   string     `json:"status"`
	Version  int64      `json:"version"`

	Refundable     bool `json:"refundable"`
	RestockRefunds bool `json:"restockRefunds"`
}

// Find returns the listing with the given id as it is now. Those who ask for
// the same one at the same time share the answer. The errors are
// listing.ErrUnknown and ErrUnavailable.
func (c *Catalogue) Find(ctx context.Context, id string) (listing.Listing, error) {
	found, err, _ := c.flight.Do(id, func() (any, error) {
		// The others must not fail when the one who asked first goes away.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		return c.find(ctx, id)
	})
	if err != nil {
		return listing.Listing{}, err
	}
	return found.(listing.Listing), nil
}

func (c *Catalogue) find(ctx context.Context, id string) (listing.Listing, error) {
	var t ticket
	err := c.invoker.Invoke(ctx, appID, http.MethodGet, "/api/v1/tickets/"+url.PathEscape(id), nil, &t)
	var status *sidecar.StatusError
	switch {
	case errors.As(err, &status) && status.Status == http.StatusNotFound:
		return listing.Listing{}, listing.ErrUnknown
	case err != nil:
		return listing.Listing{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	case t.ID != id || t.Version < 1 || t.Quantity < 1:
		return listing.Listing{}, fmt.Errorf("%w: its answer is not the listing %s", ErrUnavailable, id)
	}
	return listing.Listing{
		ID: t.ID, SellerID: t.SellerID, Title: t.Title, Venue: t.Venue, StartsAt: t.StartsAt, Price: t.Price,
		Currency: t.Currency, Quantity: t.Quantity, Withdrawn: t.Status == withdrawn, Version: t.Version,
		Refundable: t.Refundable, RestockRefunds: t.RestockRefunds,
	}, nil
}
