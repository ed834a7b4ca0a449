package engine

import (
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// answerTime is how long a platform can say something about a dispute.
const answerTime = 7 * 24 * time.Hour

// Texts of evidence that decide a dispute, as in Stripe's test mode.
const (
	winningEvidence = "winning_evidence"
	losingEvidence  = "losing_evidence"
)

// Complaint is what a dispute is about. An Amount of 0 is all that was captured and not refunded.
type Complaint struct {
	Reason  string
	Inquiry bool
	Amount  int64
}

// Dispute opens a dispute of a captured charge; the money is gone at once unless it is an inquiry.
func (e *Engine) Dispute(tx *store.Tx, chargeID string, complaint Complaint) (*object.Dispute, error) {
	charge, err := Find(tx, store.Charges, "charge", "charge", chargeID)
	if err != nil {
		return nil, err
	}
	if complaint.Amount == 0 {
		complaint.Amount = charge.Refundable()
	}
	if charge.DisputeID != "" || complaint.Amount < 1 || complaint.Amount > charge.AmountCaptured {
		return nil, problem.Refused("", "charge", "Charge %s can't be disputed: it is disputed already, or has no such amount.", charge.ID)
	}
	now := e.Now()
	dispute := &object.Dispute{
		ID: object.NewID("dp_1", 24), ChargeID: charge.ID, IntentID: charge.IntentID, Created: now.Unix(), DueBy: now.Add(answerTime).Unix(),
		Amount: complaint.Amount, Currency: charge.Currency, Reason: complaint.Reason, Status: object.NeedsResponse,
		Brand: charge.Method.Brand, Inquiry: complaint.Inquiry,
	}
	if dispute.Inquiry {
		dispute.Status = object.WarningNeedsResponse
	}
	charge.DisputeID, charge.Unrefundable = dispute.ID, !dispute.Inquiry
	return dispute, inOrder(
		func() error { return store.Charges.Put(tx, charge) },
		func() error { return store.Disputes.Put(tx, dispute) },
		func() error { return e.emit(tx, Cause{}, "charge.dispute.created", dispute.View()) },
		func() error { return e.moveDisputed(tx, dispute, -dispute.Amount, "charge.dispute.funds_withdrawn") },
	)
}

// moveDisputed takes the disputed money from the balance or gives it back; inquiries move none.
func (e *Engine) moveDisputed(tx *store.Tx, dispute *object.Dispute, amount int64, news string) error {
	if dispute.Inquiry {
		return nil
	}
	entry, err := e.book(tx, "adjustment", dispute.ID, amount, dispute.Currency)
	if err != nil {
		return err
	}
	dispute.Movements = append(dispute.Movements, *entry)
	if err := store.Disputes.Put(tx, dispute); err != nil {
		return err
	}
	return e.emit(tx, Cause{}, news, dispute.View())
}

// Respond adds evidence to a dispute and, when it is submitted, leaves the decision to the bank.
func (e *Engine) Respond(tx *store.Tx, cause Cause, dispute *object.Dispute, evidence map[string]string, submit bool) error {
	if len(evidence) > 0 {
		if dispute.Status != object.NeedsResponse && dispute.Status != object.WarningNeedsResponse {
			return problem.Refused("", "", "This dispute has a status of %s: evidence can't be changed any more.", dispute.Status)
		}
		dispute.Evidence = evidence
		if submit {
			dispute.Submissions++
			dispute.Status = object.UnderReview
			if dispute.Inquiry {
				dispute.Status = object.WarningUnderReview
			}
		}
	}
	if err := store.Disputes.Put(tx, dispute); err != nil {
		return err
	}
	if text := evidence["uncategorized_text"]; submit && (text == winningEvidence || text == losingEvidence) {
		if err := e.later(tx, jobDecide, dispute.ID); err != nil {
			return err
		}
	}
	return e.emit(tx, cause, "charge.dispute.updated", dispute.View())
}

// decide ends a dispute as its evidence asks for.
func (e *Engine) decide(tx *store.Tx, id string) error {
	dispute, err := store.Disputes.Get(tx, id)
	if err != nil || dispute.Closed() {
		return err
	}
	status := object.Lost
	if dispute.Evidence["uncategorized_text"] == winningEvidence {
		status = object.Won
	}
	return e.CloseDispute(tx, Cause{}, dispute, status)
}

// CloseDispute ends a dispute: won, the money comes back; lost, it is gone. An inquiry is only closed.
func (e *Engine) CloseDispute(tx *store.Tx, cause Cause, dispute *object.Dispute, status string) error {
	if dispute.Closed() {
		return problem.Refused("", "", "This dispute is already closed.")
	}
	dispute.Status = status
	if dispute.Inquiry {
		dispute.Status = object.WarningClosed
	}
	if err := e.unlock(tx, dispute); err != nil {
		return err
	}
	if err := store.Disputes.Put(tx, dispute); err != nil {
		return err
	}
	if err := e.emit(tx, cause, "charge.dispute.closed", dispute.View()); err != nil || dispute.Status != object.Won {
		return err
	}
	return e.moveDisputed(tx, dispute, dispute.Amount, "charge.dispute.funds_reinstated")
}

// unlock lets a charge be refunded again whose dispute was won.
func (e *Engine) unlock(tx *store.Tx, dispute *object.Dispute) error {
	if dispute.Status != object.Won {
		return nil
	}
	charge, err := store.Charges.Get(tx, dispute.ChargeID)
	if err != nil {
		return err
	}
	charge.Unrefundable = false
	return store.Charges.Put(tx, charge)
}
