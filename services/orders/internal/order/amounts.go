package order

import "github.com/saheedt/pass/services/internal/money"

// RefundedUnits counts the units for which a refund was decided, whatever
// became of the money: all, when nothing of the total is left.
func (o Order) RefundedUnits() int {
	if o.Total() > 0 && o.left() == 0 {
		return o.s.Units
	}
	return o.decided()
}

// RefundedAmount is what was given back or is on its way, never more than the
// total.
func (o Order) RefundedAmount() int64 { return o.Total() - o.left() }

// decided counts the units of all refunds.
func (o Order) decided() int {
	units := 0
	for _, r := range o.s.Refunds {
		units += r.Units
	}
	return units
}

// left is what of the total can still be given back, and feeLeft the fee in
// it.
func (o Order) left() int64 {
	left := o.Total()
	for _, r := range o.s.Refunds {
		if r.Status != Failed {
			left -= r.Amount
		}
	}
	return max(0, left)
}

func (o Order) feeLeft() int64 {
	left := o.s.Fee
	for _, r := range o.s.Refunds {
		if r.Status != Failed {
			left -= r.Fee
		}
	}
	return max(0, left)
}

// cumulated is what the first units of the order cost, with their share of the
// fee. Differences of it add up to the total exactly, in whatever steps.
func (o Order) cumulated(units int) (amount, fee int64) {
	fee = money.Share(o.s.Fee, int64(units), int64(o.s.Units), o.s.Currency)
	return int64(units)*o.s.UnitPrice + fee, fee
}

// worth is what is given back for so many more units.
func (o Order) worth(units int) (amount, fee int64) {
	before, feeBefore := o.cumulated(o.decided())
	after, feeAfter := o.cumulated(o.decided() + units)
	return o.within(after-before, feeAfter-feeBefore)
}

// owed is what refunds of units have failed to give back.
func (o Order) owed() (amount, fee int64) {
	amount, fee = o.cumulated(o.decided())
	for _, r := range o.s.Refunds {
		if r.Units > 0 && r.Status != Failed || r.again() {
			amount -= r.Amount
			fee -= r.Fee
		}
	}
	return o.within(amount, fee)
}

// again reports whether the refund gives what another failed to give.
func (r Refund) again() bool { return r.Units == 0 && r.By != ByPlatform && r.Status != Failed }

// within bounds what is to be given back by what is left, of the total, of the
// fee, and of what is the seller's.
func (o Order) within(amount, fee int64) (int64, int64) {
	left, feeLeft := o.left(), o.feeLeft()
	amount = max(0, min(amount, left))
	fee = max(0, min(fee, feeLeft, amount))
	sellerLeft := max(0, left-feeLeft)
	return amount, max(fee, min(amount, amount-sellerLeft))
}
