// Package stock has the rules for the units of a listing: which are free, held
// and sold. Units lie in blocks; what concerns all blocks is in the head. At
// all times
//
//	free + held + sold = quantity + owed
//
// where owed is what a lowered quantity could not take away yet because too
// many units were held or sold. Units that come back pay it.
//
// The package knows nothing of where blocks are kept, and never changes a
// block that it was given.
package stock

import (
	"fmt"
	"slices"
	"time"
)

// Head is what is to be known of a listing's stock besides its blocks.
type Head struct {
	Quantity int `json:"quantity"` // units that the seller offers
	Owed     int `json:"owed"`     // units too many, to be taken away when they come back
	Blocks   int `json:"blocks"`   // blocks are numbered from 0
}

// Short is the error of a hold for which not enough units are free.
type Short struct {
	Free int // units that could have been held
}

func (s Short) Error() string { return fmt.Sprintf("not enough units are free: %d", s.Free) }

// Load returns the block with the number n, which must not be changed.
type Load func(n int) (*Block, error)

// Stock is a listing's stock within one transaction. Its methods change copies,
// which the caller writes when all went well, and forgets when a method
// returned an error. Errors of Load are returned as they are.
type Stock struct {
	head    Head
	load    Load
	changed []Numbered
}

// Numbered is a block with its number.
type Numbered struct {
	N     int
	Block Block
}

// Open returns the stock with the given head, whose blocks are read with load
// when they are needed.
func Open(head Head, load Load) *Stock { return &Stock{head: head, load: load} }

// Head is the head as it is now.
func (s *Stock) Head() Head { return s.head }

// Changed are the blocks that were changed or added, each once.
func (s *Stock) Changed() []Numbered { return s.changed }

// Free counts the free units of all blocks.
func (s *Stock) Free() (int, error) {
	free := 0
	for n := range s.head.Blocks {
		block, err := s.block(n)
		if err != nil {
			return 0, err
		}
		free += block.Free
	}
	return max(0, free-s.head.Owed), nil
}

// Due lists up to limit orders whose holds in the blocks of parts have ended.
func (s *Stock) Due(parts []Part, at time.Time, limit int) ([]string, error) {
	var due []string
	for _, part := range parts {
		block, err := s.block(part.Block)
		if err != nil {
			return nil, err
		}
		for _, hold := range block.Holds {
			if len(due) < limit && hold.Ended(at) && !slices.Contains(due, hold.OrderID) {
				due = append(due, hold.OrderID)
			}
		}
	}
	return due, nil
}

// Release makes the units that an order holds free.
func (s *Stock) Release(orderID string, parts []Part) error {
	return s.each(parts, func(b Block, units int) (Block, error) { return b.release(orderID, units) })
}

// Sell makes the units that an order holds sold.
func (s *Stock) Sell(orderID string, parts []Part) error {
	return s.each(parts, func(b Block, units int) (Block, error) { return b.sell(orderID, units) })
}

// TakeBack makes sold units free.
func (s *Stock) TakeBack(parts []Part) error {
	return s.each(parts, func(b Block, units int) (Block, error) { return b.takeBack(units) })
}

func (s *Stock) each(parts []Part, change func(Block, int) (Block, error)) error {
	for _, part := range parts {
		block, err := s.block(part.Block)
		if err != nil {
			return err
		}
		if block, err = change(block, part.Units); err != nil {
			return fmt.Errorf("block %d: %w", part.Block, err)
		}
		s.put(part.Block, s.settle(block))
	}
	return nil
}

// settle pays what is owed with the block's free units.
func (s *Stock) settle(block Block) Block {
	paid := min(s.head.Owed, block.Free)
	s.head.Owed -= paid
	block.Free -= paid
	return block
}

func (s *Stock) block(n int) (Block, error) {
	for i := range s.changed {
		if s.changed[i].N == n {
			return s.changed[i].Block, nil
		}
	}
	block, err := s.load(n)
	if err != nil {
		return Block{}, err
	}
	return *block, nil
}

func (s *Stock) put(n int, block Block) {
	for i := range s.changed {
		if s.changed[i].N == n {
			s.changed[i].Block = block
			return
		}
	}
	s.changed = append(s.changed, Numbered{n, block})
}
