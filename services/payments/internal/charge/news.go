package charge

// Refundings says whether others have to be told of refunds that differ from
// those before: what is shown of them, not how Stripe is asked.
func (c Charge) Refundings(before Charge) bool {
	if len(c.state.Refunds) != len(before.state.Refunds) {
		return true
	}
	for i, r := range c.state.Refunds {
		was := before.state.Refunds[i]
		if r.Decision != was.Decision || r.Status != was.Status {
			return true
		}
	}
	return false
}

// Disputings says whether others have to be told of a dispute that differs
// from the one before.
func (c Charge) Disputings(before Charge) bool {
	now, disputed := c.state.Dispute()
	was, _ := before.state.Dispute()
	return disputed && now != was
}
