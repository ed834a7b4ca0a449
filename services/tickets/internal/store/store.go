// Package store keeps listings as documents of a state store, and finds them
// again.
//
// A change of a listing is one transaction: the listing, what is known of the
// order that caused it, the note in this instance's journal that other
// instances follow, and the event. The catalogue in memory learns of it right
// after.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/events"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// ErrNotFound says that there is no such listing.
var ErrNotFound = errors.New("no such listing")

// Store keeps listings. It is safe for concurrent use.
type Store struct {
	writer    *writer.Writer
	reader    *state.Reader
	catalogue *catalogue.Catalogue
	instance  string
	log       *slog.Logger
	leased    atomic.Pointer[string] // the name of this instance's journal
	// lastBucket is the bucket that the next listing probably goes into.
	lastBucket atomic.Int64
}

// New makes the store of the instance with the given name, which must be the
// writer's.
func New(w *writer.Writer, r *state.Reader, c *catalogue.Catalogue, instance string, log *slog.Logger) *Store {
	return &Store{writer: w, reader: r, catalogue: c, instance: instance, log: log}
}

// Get reads a listing as it is now. Its error may be ErrNotFound.
func (s *Store) Get(ctx context.Context, id string) (listing.Listing, error) {
	found, err := state.Read[ticket](ctx, s.reader, ticketKey(id))
	switch {
	case err != nil:
		return listing.Listing{}, fmt.Errorf("read listing: %w", err)
	case found == nil:
		return listing.Listing{}, ErrNotFound
	}
	return found.listing(), nil
}

// KeysToCreate are the documents that Create is going to need.
func (s *Store) KeysToCreate() []string {
	return []string{journalKey(s.journalName()), bucketKey(s.journalName(), int(s.lastBucket.Load()))}
}

// Create adds a new listing in the caller's transaction. Once that is
// committed, the caller tells Show.
func (s *Store) Create(tx *writer.Tx, l listing.Listing) error {
	at := l.State()
	writer.InsertFresh(tx, ticketKey(at.ID), documentOf(l))
	if err := s.enrol(tx, at.ID); err != nil {
		return err
	}
	tx.Publish(events.Changed(contracts.TicketCreated, l))
	return s.note(tx, change{at.ID, at.Revision})
}

// Show makes this instance's searches find the listing as it is.
func (s *Store) Show(l listing.Listing) {
	if err := s.catalogue.Put(l); err != nil {
		s.log.Error("listing not in the catalogue", "ticket_id", l.State().ID, "error", err)
	}
}

// Change lets the function change a listing, and returns it as it is then.
// The function may run several times; its error refuses the change. Other
// errors are ErrNotFound and the writer's.
func (s *Store) Change(ctx context.Context, id string, do func(*listing.Listing) error) (listing.Listing, error) {
	keys := []string{ticketKey(id), journalKey(s.journalName())}
	l, err := writer.Do(ctx, s.writer, keys, func(tx *writer.Tx) (listing.Listing, error) {
		return s.change(tx, id, do)
	})
	if err == nil {
		s.Show(l)
	}
	return l, err
}

func (s *Store) change(tx *writer.Tx, id string, do func(*listing.Listing) error) (listing.Listing, error) {
	stored, err := writer.Get[ticket](tx, ticketKey(id))
	if err != nil {
		return listing.Listing{}, err
	}
	if stored == nil {
		return listing.Listing{}, ErrNotFound
	}
	l := stored.listing()
	if err := do(&l); err != nil {
		return l, err
	}
	after := l.State()
	if after.Revision == stored.Revision {
		return l, nil
	}
	writer.Put(tx, ticketKey(id), documentOf(l))
	if after.Version != stored.Version {
		tx.Publish(events.Changed(eventOf(after), l))
	}
	return l, s.note(tx, change{id, after.Revision})
}

func eventOf(s listing.State) string {
	if s.Withdrawn {
		return contracts.TicketWithdrawn
	}
	return contracts.TicketUpdated
}

// Settle counts what an order now takes of a listing; what is not news changes
// nothing. Its errors are ErrNotFound, for a listing that is not known here,
// and the writer's.
func (s *Store) Settle(ctx context.Context, orderID, ticketID string, claim listing.Claim, now time.Time) error {
	keys := []string{orderKey(orderID), ticketKey(ticketID), journalKey(s.journalName())}
	l, err := writer.Do(ctx, s.writer, keys, func(tx *writer.Tx) (*listing.Listing, error) {
		known, err := writer.Get[order](tx, orderKey(orderID))
		if err != nil {
			return nil, err
		}
		before := claimOf(known)
		if !claim.Supersedes(before) {
			return nil, nil
		}
		l, err := s.change(tx, ticketID, func(l *listing.Listing) error {
			l.Settle(before, claim, now)
			return nil
		})
		if err != nil {
			return nil, err
		}
		writer.Put(tx, orderKey(orderID), &order{ticketID, claim.Version, claim.Quantity, claim.Hold})
		return &l, nil
	})
	if err != nil {
		return fmt.Errorf("settle order %s: %w", orderID, err)
	}
	if l != nil {
		s.Show(*l)
	}
	return nil
}

func claimOf(o *order) listing.Claim {
	if o == nil {
		return listing.Claim{}
	}
	return listing.Claim{Version: o.Version, Quantity: o.Quantity, Hold: o.Hold}
}
