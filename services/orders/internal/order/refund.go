package order

import (
	"errors"
	"time"

	"github.com/saheedt/pass/services/orders/internal/stock"
)

// Errors of refunds.
var (
	ErrNotRefundable = errors.New("the seller does not take the ticket back")
	ErrRestock       = errors.New("restock is the seller's to say")
	ErrNotComplete   = errors.New("the order is not complete")
	ErrBegun         = errors.New("the event has begun")
	ErrDisputed      = errors.New("the buyer's bank has the money")
	ErrNothingLeft   = errors.New("nothing is left to give back")
)

// TooFewUnits is the error of a refund for more units than are left.
type TooFewUnits struct{ Left int }

func (TooFewUnits) Error() string { return "not so many units are left to give the money back for" }

// Party says who decided a refund.
type Party string

// The parties: who bought, who sold, and who runs the site.
const (
	ByBuyer    Party = "buyer"
	BySeller   Party = "seller"
	ByPlatform Party = "platform"
)

// RefundStatus says what became of a refund.
type RefundStatus string

// The statuses of a refund.
const (
	Pending   RefundStatus = "pending"
	Succeeded RefundStatus = "succeeded"
	Failed    RefundStatus = "failed"
)

// Refund is a decision to give money back. The buyer gets Amount; Fee is the
// part of it that the platform gives up. The units are the buyer's no more,
// whatever becomes of the money; with Restock they are on sale again.
type Refund struct {
	ID        string       `json:"id"`
	Units     int          `json:"units,omitempty"` // 0: money only
	Amount    int64        `json:"amount"`
	Fee       int64        `json:"fee,omitempty"`
	Status    RefundStatus `json:"status"`
	By        Party        `json:"by"`
	Restock   bool         `json:"restock,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	CreatedAt time.Time    `json:"createdAt"`
}

// RefundRequest is somebody's wish to have money of an order given back.
type RefundRequest struct {
	ID       string // of the refund to be
	CallerID string
	Units    *int  // nil: all that are left, or what refunds that failed owe
	Restock  *bool // nil: yes
	Reason   string
	At       time.Time
	Restocks bool // what the listing says of units that buyers give back
}

// Refund decides a refund and gives the parts whose units are on sale again.
// The errors are ErrNotFound when the order is none of the caller's, ErrStale
// when this refund was decided before, ErrRestock, ErrNotRefundable,
// ErrNotComplete, ErrBegun, ErrDisputed, ErrNothingLeft and TooFewUnits.
func (o Order) Refund(r RefundRequest) (Order, []stock.Part, error) {
	by, err := o.mayRefund(r)
	if err != nil {
		return o, nil, err
	}
	if o.s.Dispute.holds() {
		// Stripe would refuse, and the units would be gone without the money.
		return o, nil, ErrDisputed
	}
	units, amount, fee, err := o.due(r.Units)
	if err != nil {
		return o, nil, err
	}
	refund := Refund{
		ID: r.ID, Units: units, Amount: amount, Fee: fee, Status: Pending, By: by,
		Restock: units > 0 && restocks(by, r), Reason: r.Reason, CreatedAt: r.At.Truncate(time.Millisecond),
	}
	o.s.Refunds = append(append([]Refund{}, o.s.Refunds...), refund)
	var free []stock.Part
	if refund.Restock {
		free, o.s.Parts = stock.Split(o.s.Parts, units)
	}
	return o.become(Complete, r.At), free, nil
}

func restocks(by Party, r RefundRequest) bool {
	if by == ByBuyer {
		return r.Restocks
	}
	return r.Restock == nil || *r.Restock
}

// mayRefund says in which role the caller decides.
func (o Order) mayRefund(r RefundRequest) (Party, error) {
	for _, refund := range o.s.Refunds {
		if refund.ID == r.ID {
			return "", ErrStale
		}
	}
	switch {
	case o.s.Listing.SellerID == r.CallerID && o.s.Status == Complete:
		return BySeller, nil
	case o.s.Listing.SellerID == r.CallerID && o.Sold():
		return "", ErrNotComplete
	case o.s.BuyerID != r.CallerID:
		return "", ErrNotFound
	case r.Restock != nil:
		return "", ErrRestock
	case !o.s.Listing.Refundable:
		return "", ErrNotRefundable
	case o.s.Status != Complete:
		return "", ErrNotComplete
	case o.s.Listing.StartsAt != nil && !r.At.Before(*o.s.Listing.StartsAt):
		return "", ErrBegun
	}
	return ByBuyer, nil
}

// due is how many units a refund is for, and what is given back for them.
func (o Order) due(want *int) (units int, amount, fee int64, err error) {
	left := o.s.Units - o.RefundedUnits()
	units = left
	if want != nil {
		units = *want
	}
	if units < 0 || units > left && left > 0 {
		return 0, 0, 0, TooFewUnits{left}
	}
	amount, fee = o.owed()
	if units > 0 && left > 0 {
		amount, fee = o.worth(units)
	}
	if amount == 0 || units > left {
		return 0, 0, 0, ErrNothingLeft
	}
	return units, amount, fee, nil
}
