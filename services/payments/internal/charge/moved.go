package charge

import (
	"slices"
	"time"
)

// A move that Stripe refused is decided anew after these, doubling: mostly the
// reason is in the seller's account, or in what the platform's has.
const (
	shortestRefusal = time.Minute
	longestRefusal  = 6 * time.Hour
)

// Found is a transfer of the charge, or a reversal of one, as Stripe has it. N
// is the number that we gave it; 0 for those of Stripe's dashboard.
type Found struct {
	ID     string
	N      int
	Amount int64
	Back   bool
	Of     string // the transfer that a reversal takes back
	At     time.Time
}

// Moved records that Stripe made a move.
func (c Charge) Moved(found Found) Charge {
	t := &c.state.Transfer
	if slices.ContainsFunc(t.Moves, func(m Move) bool { return m.StripeID == found.ID }) {
		return c
	}
	t.Moves = slices.Clone(t.Moves)
	made := Move{N: found.N, Amount: found.Amount, Back: found.Back, Of: found.Of, StripeID: found.ID, At: found.At}
	m, moving := t.Moving()
	if !moving || m.N != found.N {
		// One that was given up too early, or somebody else's: whatever it is,
		// the money has moved. The move under way stays the last.
		at := len(t.Moves)
		if moving {
			at--
		}
		t.Moves = slices.Insert(t.Moves, at, made)
		return c
	}
	made.AccountID = m.AccountID
	t.Moves[len(t.Moves)-1] = made
	t.Doubt, t.Failure, t.Refusals, t.Tries, t.DueAt = false, "", 0, 0, time.Time{}
	return c
}

// Denied records that Stripe refused the move, with its code for why. Whether
// the move was made all the same is seen when Stripe is asked.
func (c Charge) Denied(seen Move, code string, now time.Time) Charge {
	if !c.moves(seen) {
		return c
	}
	t := &c.state.Transfer
	t.Failure = code
	t.Refusals++
	t.Doubt, t.DueAt = true, now
	return c
}

// Delay puts off what seen needed, after a call without an answer. doubt says
// that its key would give the same fault again.
func (c Charge) Delay(seen Charge, doubt bool, now time.Time) Charge {
	t := &c.state.Transfer
	was, _ := seen.state.Transfer.Moving()
	if m, _ := t.Moving(); m != was || !t.DueAt.Equal(seen.state.Transfer.DueAt) {
		return c
	}
	t.Doubt = t.Doubt || doubt
	t.DueAt = now.Add(pause(t.Tries))
	t.Tries++
	return c
}

// Heard has Stripe asked for all transfers of the charge, after news that so
// much of one was reversed, if that is more than we know of. While a move is
// under way it would be too early: a call may be on its way.
func (c Charge) Heard(reversed int64, now time.Time) Charge {
	t := &c.state.Transfer
	_, back := t.Sent()
	if _, moving := t.Moving(); moving || len(t.Moves) == 0 || reversed <= back {
		return c
	}
	t.Doubt, t.DueAt = true, now
	return c
}

// Looked records what Stripe has of the charge's transfers, after seen was
// read. If the move that was under way then is not there, it was not made: it
// is decided anew.
func (c Charge) Looked(all []Found, seen Charge, now time.Time) Charge {
	for _, found := range all {
		c = c.Moved(found)
	}
	t := &c.state.Transfer
	was, _ := seen.state.Transfer.Moving()
	if m, _ := t.Moving(); m != was || !t.DueAt.Equal(seen.state.Transfer.DueAt) {
		return c
	}
	if was.N > 0 {
		t.Moves = slices.Clone(t.Moves[:len(t.Moves)-1])
	}
	t.Doubt, t.Looked = false, was.N == 0 // until it is decided anew, a call may still come late
	t.DueAt = now
	if was.N > 0 && t.Refusals > 0 {
		t.DueAt = now.Add(min(shortestRefusal<<min(t.Refusals-1, 10), longestRefusal))
	}
	return c
}

// moves says whether the move is the one under way.
func (c Charge) moves(m Move) bool {
	moving, yes := c.state.Transfer.Moving()
	return yes && moving == m
}
