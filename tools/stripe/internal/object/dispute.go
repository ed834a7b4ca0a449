package object

// Statuses of a dispute. An inquiry has those that begin with warning.
const (
	NeedsResponse        = "needs_response"
	UnderReview          = "under_review"
	Won                  = "won"
	Lost                 = "lost"
	WarningNeedsResponse = "warning_needs_response"
	WarningUnderReview   = "warning_under_review"
	WarningClosed        = "warning_closed"
)

// Dispute is a cardholder's complaint at the bank. A chargeback takes the money back at once; an inquiry only asks.
type Dispute struct {
	ID, ChargeID, IntentID string
	Created, DueBy         int64
	Amount                 int64
	Currency               string
	Reason, Status         string
	Brand                  string
	Inquiry                bool
	Evidence               map[string]string
	Submissions            int
	Metadata               map[string]string
	Movements              []BalanceTransaction
}

// Key is the dispute's id.
func (d *Dispute) Key() string { return d.ID }

// At is the time of creation.
func (d *Dispute) At() int64 { return d.Created }

// Groups are what lists of disputes ask for.
func (d *Dispute) Groups() []string {
	return groups("charge", d.ChargeID, "payment_intent", d.IntentID)
}

// Closed tells whether the bank has decided.
func (d *Dispute) Closed() bool {
	return d.Status == Won || d.Status == Lost || d.Status == WarningClosed
}

// EvidenceFields are what a platform can say to the bank.
var EvidenceFields = []string{
	"access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure", "cancellation_rebuttal",
	"customer_communication", "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
	"duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt",
	"refund_policy", "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
	"shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
	"uncategorized_file", "uncategorized_text",
}

// View shows the dispute.
func (d *Dispute) View() View {
	evidence := View{"enhanced_evidence": View{}}
	for _, name := range EvidenceFields {
		evidence[name] = orNull(d.Evidence[name])
	}
	movements := []View{}
	for _, movement := range d.Movements {
		movements = append(movements, movement.View())
	}
	kind := "chargeback"
	if d.Inquiry {
		kind = "inquiry"
	}
	return View{
		"id": d.ID, "object": "dispute", "livemode": false, "created": d.Created, "amount": d.Amount, "currency": d.Currency,
		"charge": d.ChargeID, "payment_intent": orNull(d.IntentID), "reason": d.Reason, "status": d.Status,
		"is_charge_refundable": d.Inquiry && !d.Closed(), "metadata": metadata(d.Metadata), "balance_transactions": movements,
		"evidence": evidence, "enhanced_eligibility_types": []any{},
		"evidence_details": View{
			"due_by": orNullTime(d.DueBy), "has_evidence": len(d.Evidence) > 0, "past_due": false, "submission_count": d.Submissions,
			"enhanced_eligibility": View{},
		},
		"payment_method_details": View{"type": "card", "card": View{
			"brand": d.Brand, "case_type": kind, "network_reason_code": networkCodes[d.Reason], "network": d.Brand,
		}},
	}
}

// networkCodes are the card networks' own words for a reason.
var networkCodes = map[string]any{"fraudulent": "10.4", "product_not_received": "13.1", "general": "10.4"}
