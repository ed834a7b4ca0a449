package stock

import "time"

// Want is a wish for units.
type Want struct {
	OrderID  string
	Units    int
	Deadline time.Time // of the hold, kept to the millisecond
	Start    int       // the block to look at first; any number not below 0
}

// Hold holds units for an order, in as few blocks as come along from the
// block where it starts. Overdue holds are let go where free units don't
// suffice: expire must cancel the order that has the given id and Release its
// units in this stock. The error is Short when even that is not enough.
func (s *Stock) Hold(want Want, now time.Time, expire func(orderID string) error) ([]Part, error) {
	var parts []Part
	missing := want.Units
	for i := 0; i < s.head.Blocks && missing > 0; i++ {
		n := (want.Start + i) % s.head.Blocks
		taken, err := s.holdIn(n, missing, want, now, expire)
		if err != nil {
			return nil, err
		}
		if taken > 0 {
			parts = append(parts, Part{Block: n, Units: taken})
			missing -= taken
		}
	}
	if missing > 0 {
		return nil, Short{Free: want.Units - missing}
	}
	return parts, nil
}

func (s *Stock) holdIn(n, missing int, want Want, now time.Time, expire func(string) error) (int, error) {
	block, err := s.block(n)
	if err != nil {
		return 0, err
	}
	block = s.settle(block)
	if block.Free < missing {
		if block, err = s.makeRoom(n, block, missing, now, expire); err != nil {
			return 0, err
		}
	}
	taken := min(missing, block.Free)
	if taken > 0 {
		s.put(n, block.hold(Hold{OrderID: want.OrderID, Units: taken, Deadline: want.Deadline.UnixMilli()}))
	}
	return taken, nil
}

// makeRoom lets overdue holds of the block go until the missing units are free
// there or no hold is overdue.
func (s *Stock) makeRoom(n int, block Block, missing int, now time.Time, expire func(string) error) (Block, error) {
	for _, hold := range block.Holds {
		if block.Free >= missing {
			break
		}
		if !hold.Overdue(now) {
			continue
		}
		s.put(n, block)
		if err := expire(hold.OrderID); err != nil {
			return block, err
		}
		var err error
		if block, err = s.block(n); err != nil {
			return block, err
		}
	}
	return block, nil
}
