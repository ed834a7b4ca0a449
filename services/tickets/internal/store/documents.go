package store

import (
	"fmt"
	"time"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// Keys of the documents.
const journalsKey = "instances"

func ticketKey(id string) string    { return "ticket/" + id }
func orderKey(id string) string     { return "order/" + id }
func journalKey(name string) string { return "journal/" + name }
func journalPageKey(name string, n int) string {
	return fmt.Sprintf("journal/%s/%d", name, n%ringPages)
}
func bucketKey(name string, n int) string { return fmt.Sprintf("catalogue/%s/%d", name, n) }

// ticket is the document of a listing. StartsAt is null without a date.
type ticket struct {
	ID          string     `json:"id"`
	SellerID    string     `json:"sellerId"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Venue       string     `json:"venue,omitempty"`
	StartsAt    *time.Time `json:"startsAt"`
	Price       int64      `json:"price"`
	Currency    string     `json:"currency"`
	Quantity    int        `json:"quantity"`
	Held        int        `json:"held"`
	Sold        int        `json:"sold"`
	Withdrawn   bool       `json:"withdrawn,omitempty"`
	Refundable  bool       `json:"refundable,omitempty"`
	// KeepRefunds is the opposite of what clients see: listings from before
	// there were refunds have the default, as new ones do.
	KeepRefunds bool      `json:"keepRefunds,omitempty"`
	Version     int64     `json:"version"`
	Revision    int64     `json:"revision"`
	CreatedAt   time.Time `json:"createdAt"`
	UpdatedAt   time.Time `json:"updatedAt"`
}

func documentOf(l listing.Listing) *ticket {
	s := l.State()
	return &ticket{
		ID: s.ID, SellerID: s.SellerID, Title: s.Title, Description: s.Description, Venue: s.Venue,
		StartsAt: s.StartsAt, Price: s.Price, Currency: s.Currency, Quantity: s.Quantity,
		Held: s.Held, Sold: s.Sold, Withdrawn: s.Withdrawn,
		Refundable: s.Refundable, KeepRefunds: !s.RestockRefunds,
		Version: s.Version, Revision: s.Revision, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
}

func (t *ticket) listing() listing.Listing {
	return listing.Restore(listing.State{
		Terms: listing.Terms{
			Title: t.Title, Description: t.Description, Venue: t.Venue,
			StartsAt: t.StartsAt, Price: t.Price, Currency: t.Currency, Quantity: t.Quantity,
			Refundable: t.Refundable, RestockRefunds: !t.KeepRefunds,
		},
		ID: t.ID, SellerID: t.SellerID, Held: t.Held, Sold: t.Sold, Withdrawn: t.Withdrawn,
		Version: t.Version, Revision: t.Revision, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
	})
}

// order is what this service remembers of an order: enough to know what the
// next event about it changes.
type order struct {
	TicketID string       `json:"ticketId"`
	Version  int64        `json:"version"`
	Quantity int          `json:"quantity"`
	Hold     listing.Hold `json:"hold"`
}
