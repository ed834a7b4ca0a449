package stock

// Part says how many units of an order lie in which block.
type Part struct {
	Block int `json:"block"`
	Units int `json:"units"`
}

// Split takes up to so many units from parts, the last first, so that the
// block of the first part stays the order's as long as any. The parts that are
// given stay as they are.
func Split(parts []Part, units int) (taken, rest []Part) {
	rest = append([]Part{}, parts...)
	for n := len(rest) - 1; n >= 0 && units > 0; n-- {
		some := min(units, rest[n].Units)
		taken = append(taken, Part{Block: rest[n].Block, Units: some})
		units -= some
		if rest[n].Units -= some; rest[n].Units == 0 {
			rest = rest[:n]
		}
	}
	return taken, rest
}
