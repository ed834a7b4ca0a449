package charge

import (
	"slices"
	"time"
)

// Transfer is the seller's part of the charge: what was sent to their account
// and taken back, and what is to be done. At most one move is under way.
type Transfer struct {
	Moves    []Move    `json:"moves,omitempty"`    // in the order in which they were decided
	Last     int       `json:"last,omitempty"`     // the last move's number
	Waiting  bool      `json:"waiting,omitempty"`  // for the seller's account
	Doubt    bool      `json:"doubt,omitempty"`    // Stripe may have moved money without our knowing: look first
	Looked   bool      `json:"looked,omitempty"`   // there was such a look since the last move ended
	Failure  string    `json:"failure,omitempty"`  // why Stripe refused last
	Refusals int       `json:"refusals,omitempty"` // counts its refusals since the last move
	Tries    int       `json:"tries,omitempty"`    // counts the calls without an answer
	DueAt    time.Time `json:"dueAt,omitzero"`     // when something has to be done; zero: when something happens
}

// Move is a transfer to the seller's account, or the reversal of one. Its
// number is in its idempotency key: another key is another move.
type Move struct {
	N         int       `json:"n,omitempty"` // 0 for reversals of Stripe's dashboard
	Amount    int64     `json:"amount"`
	AccountID string    `json:"accountId,omitempty"` // where a transfer goes
	Back      bool      `json:"back,omitempty"`      // a reversal
	Of        string    `json:"of,omitempty"`        // the transfer that it takes back, by Stripe's id
	StripeID  string    `json:"stripeId,omitempty"`  // empty until Stripe made it
	At        time.Time `json:"at"`                  // when it was made, before that when it was decided
}

// Made says whether the money has moved.
func (m Move) Made() bool { return m.StripeID != "" }

// Foreign says whether somebody made the reversal without us, in Stripe's
// dashboard: that is theirs to decide, and is not made up for.
func (m Move) Foreign() bool { return m.N == 0 }

// Share is what the seller has to have of the charge: what refunds that were
// decided and disputes that were lost leave of it.
func (s State) Share() int64 {
	share := s.Amount - s.Fee
	for _, r := range s.Refunds {
		if r.Status != Failed {
			share -= r.Amount - r.Fee
		}
	}
	for _, d := range s.Disputes {
		if d.Status == DisputeLost {
			share -= d.Amount - s.FeeIn(d)
		}
	}
	return max(share, 0)
}

// Sent is how much was transferred, and how much of that came back.
func (t Transfer) Sent() (out, back int64) {
	for _, m := range t.Moves {
		switch {
		case m.Made() && m.Back:
			back += m.Amount
		case m.Made():
			out += m.Amount
		}
	}
	return out, back
}

// Unbound says that the next transfer is to come from the platform's balance,
// and not from the charge: what was taken back may not count as the charge's
// any more. That is tried by turns, once Stripe has refused.
func (t Transfer) Unbound() bool {
	out, _ := t.Sent()
	return out > 0 && t.Refusals%2 == 1
}

// foreign is how much came back without us.
func (t Transfer) foreign() (amount int64) {
	for _, m := range t.Moves {
		if m.Foreign() {
			amount += m.Amount
		}
	}
	return amount
}

// missing is how much is to be sent to the seller, or below 0 to be taken
// back.
func (s State) missing() int64 {
	out, back := s.Transfer.Sent()
	if more := s.Share() - (out - back); more < 0 {
		return more
	}
	return max(s.Share()-(out-back+s.Transfer.foreign()), 0)
}

// held says whether a dispute is open: what was not sent yet stays.
func (s State) held() bool {
	return slices.ContainsFunc(s.Disputes, func(d Dispute) bool { return !d.Over() })
}

// Moving is the move that is under way.
func (t Transfer) Moving() (Move, bool) {
	if n := len(t.Moves); n > 0 && !t.Moves[n-1].Made() {
		return t.Moves[n-1], true
	}
	return Move{}, false
}

// nextTransfer is what the seller's part needs at now.
func (c Charge) nextTransfer(now time.Time) Action {
	t := c.state.Transfer
	m, moving := t.Moving()
	switch {
	case !due(t.DueAt, now):
		return Rest
	case t.Doubt || moving && now.Sub(m.At) > keysLast:
		return LookForMove
	case !moving:
		return Arrange
	case m.Back:
		return TakeBack
	}
	return Send
}
