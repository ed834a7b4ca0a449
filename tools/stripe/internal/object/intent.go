package object

import "strconv"

// Statuses of a PaymentIntent that the emulator uses.
const (
	RequiresPaymentMethod = "requires_payment_method"
	RequiresAction        = "requires_action"
	RequiresCapture       = "requires_capture"
	Succeeded             = "succeeded"
	Canceled              = "canceled"
)

// Actions in an intent's history. A decline's names its reason after them.
const (
	ActionCreated      = "created"
	ActionChallenged   = "authentication required"
	ActionUnauthentic  = "authentication failed"
	ActionDeclined     = "declined: "
	ActionAuthorized   = "authorized"
	ActionCaptured     = "captured"
	ActionCanceled     = "canceled"
	ActionSessionEnded = "session expired"
	ActionRefunded     = "refunded"
	ActionRefundFailed = "refund failed"
	ActionExpired      = "authorization expired"
)

// Change is one step in an intent's history, for those who check from outside what was done with the money.
type Change struct {
	At               int64  `json:"at"`
	Action           string `json:"action"`
	Status           string `json:"status"`
	Amount           int64  `json:"amount,omitempty"`
	AmountCapturable int64  `json:"amount_capturable"`
	AmountReceived   int64  `json:"amount_received"`
	RequestID        string `json:"request_id,omitempty"`
}

// PaymentError is why the last attempt to pay did not work.
type PaymentError struct {
	Type, Code, DeclineCode, Message, Charge string
}

// Intent is a PaymentIntent.
type Intent struct {
	ID, SessionID      string
	Created            int64
	Status             string
	Amount             int64
	AmountCapturable   int64
	AmountReceived     int64
	Currency           string
	Data               IntentData
	ClientSecret       string
	PaymentMethod      *Method
	LatestCharge       string
	LastError          *PaymentError
	CanceledAt         int64
	CancellationReason string
	History            []Change
}

// Key is the intent's id.
func (i *Intent) Key() string { return i.ID }

// At is the time of creation.
func (i *Intent) At() int64 { return i.Created }

// Note moves the intent to a status and writes that down.
func (i *Intent) Note(at int64, action, status, requestID string, amount int64) {
	i.Status = status
	i.History = append(i.History, Change{
		At: at, Action: action, Status: status, Amount: amount,
		AmountCapturable: i.AmountCapturable, AmountReceived: i.AmountReceived, RequestID: requestID,
	})
}

// View shows the intent.
func (i *Intent) View() View {
	view := View{
		"id": i.ID, "object": "payment_intent", "livemode": false, "created": i.Created, "status": i.Status,
		"amount": i.Amount, "amount_capturable": i.AmountCapturable, "amount_received": i.AmountReceived, "amount_details": View{"tip": View{}},
		"currency": i.Currency, "capture_method": i.Data.CaptureMethod, "confirmation_method": "automatic", "client_secret": i.ClientSecret,
		"metadata": metadata(i.Data.Metadata), "description": orNull(i.Data.Description), "receipt_email": orNull(i.Data.ReceiptEmail),
		"statement_descriptor": orNull(i.Data.StatementDescriptor), "statement_descriptor_suffix": orNull(i.Data.StatementDescriptorSuffix),
		"transfer_group": orNull(i.Data.TransferGroup), "latest_charge": orNull(i.LatestCharge), "payment_method": nil,
		"last_payment_error": i.lastError(), "next_action": i.nextAction(), "canceled_at": orNullTime(i.CanceledAt),
		"cancellation_reason": orNull(i.CancellationReason), "payment_method_types": []string{"card"},
		"payment_method_options": View{"card": View{
			"installments": nil, "mandate_options": nil, "network": nil, "request_three_d_secure": "automatic",
		}},
	}
	if i.PaymentMethod != nil && i.Status != RequiresPaymentMethod {
		view["payment_method"] = i.PaymentMethod.ID
	}
	for _, name := range intentNulls {
		view[name] = nil
	}
	return view
}

var intentNulls = []string{
	"allowed_payment_method_types", "application", "application_fee_amount", "automatic_payment_methods", "customer", "customer_account",
	"excluded_payment_method_types", "invoice", "managed_payments", "on_behalf_of", "payment_method_configuration_details", "processing",
	"review", "setup_future_usage", "shipping", "source", "transfer_data",
}

func (i *Intent) nextAction() any {
	if i.Status != RequiresAction {
		return nil
	}
	return View{"type": "use_stripe_sdk", "use_stripe_sdk": View{"type": "three_d_secure_redirect"}}
}

func (i *Intent) lastError() any {
	if i.LastError == nil {
		return nil
	}
	view := View{
		"type": i.LastError.Type, "code": i.LastError.Code, "message": i.LastError.Message,
		"doc_url": "https://stripe.com/docs/error-codes/" + i.LastError.Code,
	}
	for name, value := range map[string]string{"decline_code": i.LastError.DeclineCode, "charge": i.LastError.Charge} {
		if value != "" {
			view[name] = value
		}
	}
	if i.PaymentMethod != nil {
		view["payment_method"] = i.PaymentMethod.View()
	}
	return view
}

func decimal(amount int64) string { return strconv.FormatInt(amount, 10) }
