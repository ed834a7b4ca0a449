package object

// Statuses of a Checkout Session.
const (
	SessionOpen     = "open"
	SessionComplete = "complete"
	SessionExpired  = "expired"
)

// Capture methods of a payment.
const (
	CaptureManual    = "manual"
	CaptureAutomatic = "automatic"
	CaptureAsync     = "automatic_async"
)

// LineItem is one line of what is bought.
type LineItem struct {
	ID, PriceID, ProductID string
	Name, Description      string
	UnitAmount, Quantity   int64
}

// Amount is the line's total.
func (l LineItem) Amount() int64 { return l.UnitAmount * l.Quantity }

// IntentData is what the session passes on to its PaymentIntent.
type IntentData struct {
	CaptureMethod             string
	Description               string
	Metadata                  map[string]string
	ReceiptEmail              string
	StatementDescriptor       string
	StatementDescriptorSuffix string
	TransferGroup             string
}

// Session is a Checkout Session in payment mode. Its PaymentIntent exists from the first attempt to pay.
type Session struct {
	ID                string
	Created           int64
	ExpiresAt         int64
	Status            string
	Paid              bool
	Currency          string
	LineItems         []LineItem
	SuccessURL        string
	CancelURL         string
	ClientReferenceID string
	CustomerEmail     string
	Locale            string
	SubmitType        string
	Metadata          map[string]string
	IntentData        IntentData
	IntentID          string
	URL               string
}

// Key is the session's id.
func (s *Session) Key() string { return s.ID }

// At is the time of creation.
func (s *Session) At() int64 { return s.Created }

// Groups are what lists of sessions ask for.
func (s *Session) Groups() []string { return groups("payment_intent", s.IntentID) }

// Total is the sum of the lines.
func (s *Session) Total() int64 {
	var total int64
	for _, line := range s.LineItems {
		total += line.Amount()
	}
	return total
}

// View shows the session; line items come only when they are asked for.
func (s *Session) View() View {
	view := View{
		"id": s.ID, "object": "checkout.session", "livemode": false, "mode": "payment", "ui_mode": "hosted",
		"created": s.Created, "expires_at": s.ExpiresAt, "status": s.Status, "payment_status": s.paymentStatus(),
		"amount_subtotal": s.Total(), "amount_total": s.Total(), "currency": s.Currency,
		"total_details":  View{"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
		"payment_intent": orNull(s.IntentID), "client_reference_id": orNull(s.ClientReferenceID), "metadata": metadata(s.Metadata),
		"success_url": s.SuccessURL, "cancel_url": orNull(s.CancelURL), "url": nil, "submit_type": orNull(s.SubmitType), "locale": orNull(s.Locale),
		"customer_email": orNull(s.CustomerEmail), "customer_details": s.customerDetails(),
		"payment_method_types": []string{"card"}, "payment_method_options": View{}, "payment_method_collection": "if_required",
		"automatic_tax":           View{"enabled": false, "liability": nil, "provider": nil, "status": nil},
		"custom_text":             View{"after_submit": nil, "shipping_address": nil, "submit": nil, "terms_of_service_acceptance": nil},
		"phone_number_collection": View{"enabled": false}, "custom_fields": []any{}, "shipping_options": []any{},
	}
	if s.Status == SessionOpen {
		view["url"] = s.URL
	}
	for _, name := range sessionNulls {
		view[name] = nil
	}
	return view
}

// sessionNulls are the members that the emulator has no use for and Stripe shows as null.
var sessionNulls = []string{
	"adaptive_pricing", "after_expiration", "allow_promotion_codes", "billing_address_collection", "client_secret", "collected_information",
	"consent", "consent_collection", "currency_conversion", "customer", "customer_account", "customer_creation", "discounts",
	"integration_identifier", "invoice", "invoice_creation", "managed_payments", "origin_context", "payment_link",
	"payment_method_configuration_details", "permissions", "recovered_from", "saved_payment_method_options", "setup_intent",
	"shipping_address_collection", "shipping_cost", "shipping_details", "subscription", "wallet_options",
}

func (s *Session) paymentStatus() string {
	if s.Paid {
		return "paid"
	}
	return "unpaid"
}

func (s *Session) customerDetails() any {
	if s.CustomerEmail == "" && s.Status != SessionComplete {
		return nil
	}
	return View{
		"address": address(), "business_name": nil, "email": orNull(s.CustomerEmail), "individual_name": nil, "name": nil,
		"phone": nil, "tax_exempt": "none", "tax_ids": nil,
	}
}

// LineItemViews shows the lines for expand[]=line_items.
func (s *Session) LineItemViews() []View {
	var views []View
	for _, line := range s.LineItems {
		views = append(views, View{
			"id": line.ID, "object": "item", "description": line.Name, "currency": s.Currency, "quantity": line.Quantity,
			"amount_subtotal": line.Amount(), "amount_total": line.Amount(), "amount_discount": 0, "amount_tax": 0,
			"price": s.price(line), "metadata": View{}, "adjustable_quantity": nil,
		})
	}
	return views
}

func (s *Session) price(line LineItem) View {
	view := View{
		"id": line.PriceID, "object": "price", "active": false, "billing_scheme": "per_unit", "created": s.Created, "currency": s.Currency,
		"livemode": false, "metadata": View{}, "product": line.ProductID, "tax_behavior": "unspecified", "type": "one_time",
		"unit_amount": line.UnitAmount, "unit_amount_decimal": decimal(line.UnitAmount),
	}
	for _, name := range []string{"custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode", "transform_quantity"} {
		view[name] = nil
	}
	return view
}
