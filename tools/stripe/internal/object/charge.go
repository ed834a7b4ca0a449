package object

// Charge is one attempt to take money: authorised and maybe captured, or failed.
type Charge struct {
	ID, IntentID             string
	Created                  int64
	Status                   string
	Amount                   int64
	AmountCaptured           int64
	AmountRefunded           int64
	Currency                 string
	Captured                 bool
	BalanceTransaction       string
	Method                   Method
	Authenticated            bool
	Email                    string
	Data                     IntentData
	FailureCode, DeclineCode string
	FailureMessage           string
	// DisputeID is the charge's dispute; while that has the money, or has lost it, the charge is Unrefundable.
	DisputeID    string
	Unrefundable bool
}

// ChargeFailed is the status of a declined charge.
const ChargeFailed = "failed"

// Key is the charge's id.
func (c *Charge) Key() string { return c.ID }

// At is the time of creation.
func (c *Charge) At() int64 { return c.Created }

// Groups are what lists of charges ask for.
func (c *Charge) Groups() []string {
	return groups("payment_intent", c.IntentID, "transfer_group", c.Data.TransferGroup)
}

// Refundable is what was captured and not refunded yet.
func (c *Charge) Refundable() int64 { return c.AmountCaptured - c.AmountRefunded }

// View shows the charge.
func (c *Charge) View() View {
	view := View{
		"id": c.ID, "object": "charge", "livemode": false, "created": c.Created, "status": c.Status, "paid": c.Status != ChargeFailed,
		"amount": c.Amount, "amount_captured": c.AmountCaptured, "amount_refunded": c.AmountRefunded, "currency": c.Currency,
		"captured": c.Captured, "refunded": c.AmountRefunded > 0 && c.Refundable() <= 0, "disputed": c.DisputeID != "", "dispute": orNull(c.DisputeID),
		"balance_transaction": orNull(c.BalanceTransaction), "payment_intent": c.IntentID, "payment_method": c.Method.ID,
		"payment_method_details": c.Method.details(c), "billing_details": billing(c.Email), "metadata": metadata(c.Data.Metadata),
		"description": orNull(c.Data.Description), "receipt_email": orNull(c.Data.ReceiptEmail), "transfer_group": orNull(c.Data.TransferGroup),
		"statement_descriptor": orNull(c.Data.StatementDescriptor), "statement_descriptor_suffix": orNull(c.Data.StatementDescriptorSuffix),
		"calculated_statement_descriptor": "EMULATOR", "failure_code": orNull(c.FailureCode), "failure_message": orNull(c.FailureMessage),
		"fraud_details": View{}, "outcome": c.outcome(),
	}
	for _, name := range chargeNulls {
		view[name] = nil
	}
	return view
}

var chargeNulls = []string{
	"application", "application_fee", "application_fee_amount", "customer", "destination", "failure_balance_transaction", "invoice",
	"on_behalf_of", "order", "receipt_number", "receipt_url", "refunds", "review", "shipping", "source", "source_transfer", "transfer_data",
}

func (c *Charge) outcome() View {
	view := View{
		"type": "authorized", "network_status": "approved_by_network", "reason": nil, "risk_level": "normal", "risk_score": 20,
		"seller_message": "Payment complete.", "advice_code": nil, "network_advice_code": nil, "network_decline_code": nil,
	}
	if c.Status == ChargeFailed {
		view["type"], view["network_status"] = "issuer_declined", "declined_by_network"
		view["reason"], view["seller_message"] = c.DeclineCode, "The bank did not return any further details with this decline."
	}
	return view
}

func (c *Charge) authorized() any {
	if c.Status == ChargeFailed {
		return nil
	}
	return c.Amount
}

func (c *Charge) threeDSecure() any {
	if !c.Authenticated {
		return nil
	}
	return View{
		"authentication_flow": "challenge", "electronic_commerce_indicator": "05", "exemption_indicator": nil, "result": "authenticated",
		"result_reason": nil, "transaction_id": nil, "version": "2.2.0",
	}
}
