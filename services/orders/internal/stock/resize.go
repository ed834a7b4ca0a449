package stock

// Resize makes the quantity that the seller offers another one. More units are
// free at once. Fewer units take free ones away, and what is not free is owed.
func (s *Stock) Resize(quantity int) error {
	more := quantity - s.head.Quantity
	s.head.Quantity = quantity
	if more < 0 {
		return s.shrink(-more)
	}
	paid := min(more, s.head.Owed)
	s.head.Owed -= paid
	return s.grow(more - paid)
}

// grow fills the blocks that have room and spreads the rest evenly over new
// ones, so that instances that start at different blocks find as much.
func (s *Stock) grow(units int) error {
	for n := 0; n < s.head.Blocks && units > 0; n++ {
		block, err := s.block(n)
		if err != nil {
			return err
		}
		if room := min(units, BlockSize-block.Capacity()); room > 0 {
			block.Free += room
			units -= room
			s.put(n, block)
		}
	}
	for added := (units + BlockSize - 1) / BlockSize; added > 0; added-- {
		share := (units + added - 1) / added
		s.put(s.head.Blocks, Block{Free: share, Holds: []Hold{}})
		s.head.Blocks++
		units -= share
	}
	return nil
}

func (s *Stock) shrink(units int) error {
	for n := s.head.Blocks - 1; n >= 0 && units > 0; n-- {
		block, err := s.block(n)
		if err != nil {
			return err
		}
		if taken := min(units, block.Free); taken > 0 {
			block.Free -= taken
			units -= taken
			s.put(n, block)
		}
	}
	s.head.Owed += units
	return nil
}
