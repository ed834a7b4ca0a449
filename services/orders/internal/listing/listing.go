// Package listing has what orders need to know of a listing. The tickets
// service owns it; this is a copy that follows by version.
package listing

import (
	"errors"
	"time"
)

// Errors of a reservation.
var (
	ErrUnknown   = errors.New("no such listing is known")
	ErrWithdrawn = errors.New("the listing is withdrawn")
	ErrNoPayouts = errors.New("the seller can't be paid out yet")
)

// Listing is a listing at one version. Price is per unit in the currency's
// minor unit. Refundable lets buyers have their money back until StartsAt; then
// RestockRefunds says whether the units go on sale again.
type Listing struct {
	ID        string     `json:"id"`
	SellerID  string     `json:"sellerId"`
	Title     string     `json:"title"`
	Venue     string     `json:"venue"`
	StartsAt  *time.Time `json:"startsAt,omitempty"`
	Price     int64      `json:"price"`
	Currency  string     `json:"currency"`
	Quantity  int        `json:"-"` // kept by the stock
	Withdrawn bool       `json:"withdrawn"`

	Refundable     bool `json:"refundable,omitempty"`
	RestockRefunds bool `json:"restockRefunds,omitempty"`

	Version int64 `json:"version"`
}

// NewerThan reports whether l replaces the copy that is there.
func (l Listing) NewerThan(copied Listing) bool { return l.Version > copied.Version }
