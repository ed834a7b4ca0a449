package charge

// Hint is what an event of Stripe's says of a charge. It is not believed, but
// for one thing: an event that says what is known already needs no look.
type Hint struct {
	RefundID      string `json:"refundId,omitempty"`
	RefundStatus  Status `json:"refundStatus,omitempty"`
	Refunded      int64  `json:"refunded,omitempty"` // in all
	Reversed      int64  `json:"reversed,omitempty"` // of a transfer, in all
	DisputeID     string `json:"disputeId,omitempty"`
	DisputeStatus string `json:"disputeStatus,omitempty"`
}

// Knows says whether the hint tells nothing new.
func (c Charge) Knows(h Hint) bool {
	switch {
	case h.RefundID != "":
		i := c.find(func(r Refund) bool { return r.StripeID == h.RefundID && r.Status == h.RefundStatus })
		return i >= 0
	case h.DisputeID != "":
		for _, d := range c.state.Disputes {
			if d.ID == h.DisputeID && d.Status == h.DisputeStatus {
				return true
			}
		}
		return false
	}
	gone, _ := c.state.Refunded()
	return h.Refunded > 0 && gone == h.Refunded
}
