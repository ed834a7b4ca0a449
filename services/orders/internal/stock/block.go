package stock

import (
	"errors"
	"slices"
	"time"
)

// BlockSize is the most units that one block holds.
const BlockSize = 256

// Grace is how long after its deadline a hold is left alone by those who need
// its units, so that the order's own expiry comes first when all is well.
const Grace = 500 * time.Millisecond

// ErrNoHold is returned when a block does not have the hold or the sold units
// that an order is said to have there.
var ErrNoHold = errors.New("the block does not have the order's units")

// Hold is a number of units that one open order keeps from being sold.
type Hold struct {
	OrderID  string `json:"orderId"`
	Units    int    `json:"units"`
	Deadline int64  `json:"deadline"` // Unix time in milliseconds
}

// Ended reports whether the hold's deadline has come.
func (h Hold) Ended(now time.Time) bool { return now.UnixMilli() >= h.Deadline }

// Overdue reports whether the hold may be released by anybody.
func (h Hold) Overdue(now time.Time) bool {
	return now.UnixMilli() > h.Deadline+Grace.Milliseconds()
}

// Block is a part of a listing's stock: a document small enough to be written
// often, and apart from the other blocks so that instances don't wait for each
// other. Its methods leave the block alone and return a changed copy.
type Block struct {
	Free  int    `json:"free"`
	Sold  int    `json:"sold"`
	Holds []Hold `json:"holds"`
}

// Held is the number of units that open orders hold.
func (b Block) Held() int {
	held := 0
	for _, hold := range b.Holds {
		held += hold.Units
	}
	return held
}

// Capacity is the number of units in the block, whatever became of them.
func (b Block) Capacity() int { return b.Free + b.Sold + b.Held() }

// hold moves free units to a hold; the caller has looked that they are free.
func (b Block) hold(h Hold) Block {
	b.Free -= h.Units
	b.Holds = append(slices.Clip(b.Holds), h)
	return b
}

// drop removes the order's hold, whose units are then neither free nor sold.
func (b Block) drop(orderID string, units int) (Block, error) {
	at := slices.IndexFunc(b.Holds, func(h Hold) bool { return h.OrderID == orderID })
	if at < 0 || b.Holds[at].Units != units {
		return b, ErrNoHold
	}
	holds := make([]Hold, 0, len(b.Holds)-1)
	b.Holds = append(append(holds, b.Holds[:at]...), b.Holds[at+1:]...)
	return b, nil
}

// release makes held units free.
func (b Block) release(orderID string, units int) (Block, error) {
	b, err := b.drop(orderID, units)
	if err == nil {
		b.Free += units
	}
	return b, err
}

// sell makes held units sold.
func (b Block) sell(orderID string, units int) (Block, error) {
	b, err := b.drop(orderID, units)
	if err == nil {
		b.Sold += units
	}
	return b, err
}

// takeBack makes sold units free.
func (b Block) takeBack(units int) (Block, error) {
	if b.Sold < units {
		return b, ErrNoHold
	}
	b.Sold -= units
	b.Free += units
	return b, nil
}
