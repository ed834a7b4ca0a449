package object

// Statuses of a refund that the emulator uses.
const (
	RefundPending   = "pending"
	RefundSucceeded = "succeeded"
	RefundFailed    = "failed"
)

// Refund gives captured money back.
type Refund struct {
	ID, ChargeID, IntentID string
	Created                int64
	Amount                 int64
	Currency               string
	Reason                 string
	Metadata               map[string]string
	BalanceTransaction     string
	// Status is empty for one that succeeded at once.
	Status             string
	FailureReason      string
	FailureTransaction string
}

// Key is the refund's id.
func (r *Refund) Key() string { return r.ID }

// At is the time of creation.
func (r *Refund) At() int64 { return r.Created }

// Groups are what lists of refunds ask for.
func (r *Refund) Groups() []string { return groups("charge", r.ChargeID, "payment_intent", r.IntentID) }

// View shows the refund. What a failure is about is there only when there was one.
func (r *Refund) View() View {
	view := View{
		"id": r.ID, "object": "refund", "created": r.Created, "amount": r.Amount, "currency": r.Currency, "status": RefundSucceeded,
		"charge": r.ChargeID, "payment_intent": orNull(r.IntentID), "reason": orNull(r.Reason), "metadata": metadata(r.Metadata),
		"balance_transaction": r.BalanceTransaction,
		"destination_details": View{"type": "card", "card": View{
			"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund",
		}},
	}
	for _, name := range []string{"customer", "customer_account", "payment_method", "receipt_number", "source_transfer_reversal", "transfer_reversal"} {
		view[name] = nil
	}
	if r.Status != "" {
		view["status"] = r.Status
	}
	if r.FailureReason != "" {
		view["failure_reason"], view["failure_balance_transaction"] = r.FailureReason, r.FailureTransaction
	}
	return view
}
