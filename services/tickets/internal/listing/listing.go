// Package listing holds the rules of a listing: one or more identical units
// that one seller offers.
//
// The seller decides the terms and may change or withdraw them; orders take
// units and give them back. What orders do is heard from another service some
// time after it happened, so the counts here follow the truth and the rules
// that depend on them are the best that is known (see Settle).
package listing

import (
	"errors"
	"slices"
	"time"
)

// What a listing refuses.
var (
	ErrNotSeller  = errors.New("listing belongs to another seller")
	ErrChanged    = errors.New("listing has changed since")
	ErrWithdrawn  = errors.New("listing is withdrawn")
	ErrNoneFree   = errors.New("no unit is free")
	ErrTooFew     = errors.New("quantity would fall under the units held and sold")
	ErrUnitsTaken = errors.New("units are held or sold")
)

// Status says what a buyer can expect of a listing.
type Status string

// Statuses. A listing without free units is Reserved while some of its units
// are only held, for they may come back, and SoldOut when all are sold.
const (
	OnSale    Status = "on_sale"
	Reserved  Status = "reserved"
	SoldOut   Status = "sold_out"
	Withdrawn Status = "withdrawn"
)

// Statuses are all there are.
var Statuses = []Status{OnSale, Reserved, SoldOut, Withdrawn}

// State is the whole of a listing, as stores keep it and clients see it.
type State struct {
	Terms
	ID        string
	SellerID  string
	Held      int // units in orders that may still be paid
	Sold      int // units in complete orders
	Withdrawn bool
	Version   int64     // 1 when created, one more for every change of the terms
	Revision  int64     // one more for every change at all
	CreatedAt time.Time // UTC
	UpdatedAt time.Time // UTC, of the last version
}

// Listing is one or more identical units offered by one seller.
type Listing struct {
	state State
}

// New makes a listing of valid terms. Its error is an *InvalidError.
func New(id, sellerID string, terms Terms, now time.Time) (Listing, error) {
	if err := terms.validate(Terms{}); err != nil {
		return Listing{}, err
	}
	now = now.UTC()
	return Listing{State{
		Terms: terms, ID: id, SellerID: sellerID,
		Version: 1, Revision: 1, CreatedAt: now, UpdatedAt: now,
	}}, nil
}

// Restore makes the listing that a store has kept.
func Restore(s State) Listing { return Listing{s} }

// State returns a copy of all there is to know.
func (l Listing) State() State { return l.state }

// Taken is how many units are held or sold.
func (l Listing) Taken() int { return l.state.Held + l.state.Sold }

// Available is how many units a buyer can reserve now; none of a withdrawn
// listing.
func (l Listing) Available() int {
	if l.state.Withdrawn {
		return 0
	}
	return l.state.Quantity - l.Taken()
}

// Status derives the status from the counts.
func (l Listing) Status() Status {
	switch {
	case l.state.Withdrawn:
		return Withdrawn
	case l.Available() > 0:
		return OnSale
	case l.state.Held > 0:
		return Reserved
	}
	return SoldOut
}

// Versions are the versions of a listing that somebody is ready to change;
// nil stands for any.
type Versions []int64

// Update replaces the terms. It refuses, in this order, another seller's
// change (ErrNotSeller), a version that is not expected (ErrChanged), invalid
// terms (*InvalidError), a withdrawn listing (ErrWithdrawn), one with no unit
// left to change (ErrNoneFree), and a quantity under what is held and sold
// (ErrTooFew).
func (l *Listing) Update(sellerID string, expected Versions, terms Terms, now time.Time) error {
	if err := l.admit(sellerID, expected); err != nil {
		return err
	}
	if err := terms.validate(l.state.Terms); err != nil {
		return err
	}
	switch {
	case l.state.Withdrawn:
		return ErrWithdrawn
	case l.Available() <= 0:
		return ErrNoneFree
	case terms.Quantity < l.Taken():
		return ErrTooFew
	}
	l.state.Terms = terms
	l.change(now)
	return nil
}

// Withdraw takes the listing off the market for good and reports whether that
// changed anything: a second time does not. It refuses another seller
// (ErrNotSeller), a version that is not expected (ErrChanged), and a listing
// whose units are held or sold (ErrUnitsTaken).
func (l *Listing) Withdraw(sellerID string, expected Versions, now time.Time) (bool, error) {
	if sellerID == l.state.SellerID && l.state.Withdrawn {
		return false, nil
	}
	if err := l.admit(sellerID, expected); err != nil {
		return false, err
	}
	if l.Taken() > 0 {
		return false, ErrUnitsTaken
	}
	l.state.Withdrawn = true
	l.change(now)
	return true, nil
}

func (l *Listing) admit(sellerID string, expected Versions) error {
	if sellerID != l.state.SellerID {
		return ErrNotSeller
	}
	if expected != nil && !slices.Contains(expected, l.state.Version) {
		return ErrChanged
	}
	return nil
}

// change counts a new version of the terms.
func (l *Listing) change(now time.Time) {
	l.state.Version++
	l.state.Revision++
	l.state.UpdatedAt = now.UTC()
}
