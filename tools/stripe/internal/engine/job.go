package engine

import (
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/card"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Jobs are what banks do later, by themselves.
const (
	jobDispute = "dispute" // opens the dispute of a charge
	jobDecide  = "decide"  // ends a dispute whose evidence decides it
	jobRefund  = "refund"  // ends a refund that fails or was pending
	jobExpire  = "expire"  // ends an authorisation
)

// authorizationLife is how long banks keep money for a capture.
const authorizationLife = 7 * 24 * time.Hour

// later has a job done after the engine's usual delay.
func (e *Engine) later(tx *store.Tx, job, id string) error {
	return store.DueJobs.Add(tx, e.Now().Add(e.Later), job+" "+id)
}

// RunDue does the jobs whose time has come.
func (e *Engine) RunDue(tx *store.Tx) error {
	due, err := store.DueJobs.Take(tx, e.Now(), atOnce)
	if err != nil {
		return err
	}
	for _, entry := range due {
		job, id, _ := strings.Cut(entry, " ")
		if err := e.run(tx, job, id); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) run(tx *store.Tx, job, id string) error {
	switch job {
	case jobDispute:
		return e.disputeOf(tx, id)
	case jobDecide:
		return e.decide(tx, id)
	case jobRefund:
		return e.endRefund(tx, id)
	case jobExpire:
		intent, err := store.Intents.Get(tx, id)
		if err != nil || intent.Status != object.RequiresCapture {
			return err
		}
		return e.expireAuthorization(tx, Cause{}, intent)
	}
	return nil
}

// disputeOf opens the dispute that belongs to the charge's card, unless all was refunded by now.
func (e *Engine) disputeOf(tx *store.Tx, chargeID string) error {
	charge, err := store.Charges.Get(tx, chargeID)
	if err != nil || charge.DisputeID != "" || charge.Refundable() == 0 {
		return err
	}
	known := card.ByLast4(charge.Method.Last4)
	_, err = e.Dispute(tx, chargeID, Complaint{Reason: known.Dispute, Inquiry: known.Inquiry})
	return err
}
