package api

import (
	"net/url"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/form"
	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func findRow[R store.Row](c *call, table store.Table[R], kind, param string) (R, error) {
	return engine.Find(c.tx, table, kind, param, c.id)
}

func (a *API) createSession(c *call) (object.View, error) {
	session := readSession(c.params)
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	if err := checkTotal(session); err != nil {
		return nil, err
	}
	if err := a.engine.CreateSession(c.tx, session); err != nil {
		return nil, err
	}
	return session.View(), nil
}

func readSession(p *form.Params) *object.Session {
	p.Required("mode")
	p.OneOf("mode", "payment")
	for _, method := range p.Strings("payment_method_types") {
		if method != "card" {
			p.Fail(problem.Invalid("", "payment_method_types", "The emulator knows the payment method type card only, not %s.", method))
		}
	}
	expiresAt, _ := p.Int("expires_at")
	session := &object.Session{
		ExpiresAt: expiresAt, SuccessURL: readURL(p, "success_url"), CancelURL: readURL(p, "cancel_url"),
		ClientReferenceID: p.String("client_reference_id"), CustomerEmail: p.String("customer_email"), Locale: p.String("locale"),
		SubmitType: p.OneOf("submit_type", "auto", "book", "donate", "pay"), Metadata: p.Metadata("metadata"),
		IntentData: readIntentData(p.Object("payment_intent_data")),
	}
	p.Required("success_url")
	readLines(p, session)
	return session
}

func readIntentData(p *form.Params) object.IntentData {
	data := object.IntentData{
		CaptureMethod: p.OneOf("capture_method", object.CaptureManual, object.CaptureAutomatic, object.CaptureAsync),
		Description:   p.String("description"), Metadata: p.Metadata("metadata"), ReceiptEmail: p.String("receipt_email"),
		StatementDescriptor: p.String("statement_descriptor"), StatementDescriptorSuffix: p.String("statement_descriptor_suffix"),
		TransferGroup: p.String("transfer_group"),
	}
	if data.CaptureMethod == "" {
		data.CaptureMethod = object.CaptureAutomatic
	}
	return data
}

func readURL(p *form.Params, name string) string {
	text := p.String(name)
	if text == "" {
		return ""
	}
	if parsed, err := url.Parse(text); err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		p.Fail(problem.Invalid("url_invalid", name, "Not a valid URL"))
	}
	return text
}

func readLines(p *form.Params, session *object.Session) {
	lines := p.List("line_items")
	if len(lines) == 0 || len(lines) > 100 {
		p.Fail(problem.Invalid("parameter_missing", "line_items", "Missing required param: line_items. A session has 1 to 100 of them."))
	}
	for _, line := range lines {
		price := line.Object("price_data")
		product := price.Object("product_data")
		currency := price.Required("currency")
		if !money.Supported(currency) {
			p.Fail(problem.Invalid("", price.Path("currency"), "Invalid currency: %s.", currency))
		}
		if session.Currency != "" && session.Currency != currency {
			p.Fail(problem.Invalid("", price.Path("currency"), "All line items must have the same currency."))
		}
		session.Currency = currency
		product.Metadata("metadata")
		product.Strings("images")
		session.LineItems = append(session.LineItems, object.LineItem{
			Name: product.Required("name"), Description: product.String("description"),
			UnitAmount: price.RequiredInt("unit_amount", 0), Quantity: line.RequiredInt("quantity", 1),
		})
	}
}

// checkTotal holds the amount against Stripe's bounds. Lines are bounded one by one first, so that the sum can't overflow.
func checkTotal(session *object.Session) error {
	for _, line := range session.LineItems {
		if line.UnitAmount > money.Max || line.Quantity > money.Max/max(line.UnitAmount, 1) {
			return problem.Invalid("amount_too_large", "line_items", "The Checkout Session's total amount must be no more than %s.",
				money.Text(money.Max, session.Currency))
		}
	}
	switch total, least := session.Total(), money.Min(session.Currency); {
	case total > money.Max:
		return problem.Invalid("amount_too_large", "line_items", "The Checkout Session's total amount must be no more than %s.",
			money.Text(money.Max, session.Currency))
	case total < least:
		return problem.Invalid("amount_too_small", "line_items", "The Checkout Session's total amount due must add up to at least %s.",
			money.Text(least, session.Currency))
	default:
		return engine.InSteps(total, session.Currency, "line_items")
	}
}

func (a *API) expireSession(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	session, err := a.engine.ExpireSession(c.tx, c.cause, c.id)
	if err != nil {
		return nil, err
	}
	return session.View(), nil
}

func (a *API) listSessions(c *call) (object.View, error) {
	wanted, intent := readPage(c.params), c.params.String("payment_intent")
	status := c.params.OneOf("status", object.SessionOpen, object.SessionComplete, object.SessionExpired)
	return list(c, store.Sessions, object.Group("payment_intent", intent), wanted, func(session *object.Session) bool {
		return (intent == "" || session.IntentID == intent) && (status == "" || session.Status == status)
	})
}

func (a *API) listLineItems(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	session, err := findRow(c, store.Sessions, "checkout.session", "session")
	if err != nil {
		return nil, err
	}
	return object.List(c.path, session.LineItemViews(), false), nil
}
