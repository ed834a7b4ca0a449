package charge

import (
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/money"
)

// Dispute is a buyer's bank that asks for the money back. Status and Reason
// are Stripe's words.
type Dispute struct {
	ID        string    `json:"id"`
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason"`
	DueBy     time.Time `json:"dueBy,omitzero"` // until when evidence is taken
	CreatedAt time.Time `json:"createdAt"`
}

// Stripe's words for disputes that are over.
const (
	DisputeWon           = "won"
	DisputeLost          = "lost"
	DisputeWarningClosed = "warning_closed"
)

// Over says whether the bank has decided.
func (d Dispute) Over() bool {
	return d.Status == DisputeWon || d.Status == DisputeLost || d.Status == DisputeWarningClosed
}

// Withdrawn says whether Stripe has taken the disputed amount from us: it does
// at once, except for inquiries, and gives it back when the dispute is won.
func (d Dispute) Withdrawn() bool {
	return d.Status == "needs_response" || d.Status == "under_review" || d.Status == DisputeLost
}

// FeeIn is the part of a disputed amount that is the platform's to lose; the
// rest is the seller's.
func (s State) FeeIn(d Dispute) int64 {
	return money.Share(s.Fee, min(d.Amount, s.Amount), s.Amount, s.Currency)
}

// Dispute is the newest dispute.
func (s State) Dispute() (Dispute, bool) {
	if len(s.Disputes) == 0 {
		return Dispute{}, false
	}
	return s.Disputes[len(s.Disputes)-1], true
}

// Disputed is how much the buyers' banks have of us.
func (s State) Disputed() (amount int64) {
	for _, d := range s.Disputes {
		if d.Withdrawn() {
			amount += d.Amount
		}
	}
	return amount
}

// hear takes what Stripe says of a dispute.
func (s *State) hear(d Dispute) {
	i := slices.IndexFunc(s.Disputes, func(known Dispute) bool { return known.ID == d.ID })
	if i >= 0 {
		s.Disputes[i] = d
		return
	}
	s.Disputes = append(s.Disputes, d)
	slices.SortStableFunc(s.Disputes, func(a, b Dispute) int { return a.CreatedAt.Compare(b.CreatedAt) })
}
