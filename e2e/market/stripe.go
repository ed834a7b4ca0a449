package market

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Stripe's published test cards.
const (
	CardPays              = "4242 4242 4242 4242"
	CardDeclined          = "4000 0000 0000 0002"
	CardInsufficientFunds = "4000 0000 0000 9995"
	CardAuthenticate      = "4000 0025 0000 3155"
	CardDisputed          = "4000 0000 0000 0259" // pays, and its holder disputes it
	CardCaptureRefused    = "4000 0000 0000 8849" // is authorised, and its money can't be taken
	CardRefundFails       = "4000 0000 0000 5126" // pays, and can't be given money back
)

// Pay fills in the checkout page as a buyer does. It returns where the
// browser is sent on success, or what the page says otherwise.
func Pay(ctx context.Context, checkoutURL, card string) (redirect, page string, err error) {
	return submit(ctx, checkoutURL, url.Values{"cardNumber": {card}, "cardExpiry": {"12 / 40"}, "cardCvc": {"123"}})
}

// Authenticate answers the bank's question on the checkout page.
func Authenticate(ctx context.Context, checkoutURL string, complete bool) (redirect, page string, err error) {
	answer := "fail"
	if complete {
		answer = "complete"
	}
	return submit(ctx, checkoutURL, url.Values{"authentication": {answer}})
}

func submit(ctx context.Context, checkoutURL string, form url.Values) (redirect, page string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, checkoutURL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := shared.Do(request)
	if err != nil {
		return "", "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response.Header.Get("Location"), string(content), err
}

// Intent is a PaymentIntent with what was done to it, as the emulator saw it.
type Intent struct {
	ID             string
	Status         string
	Currency       string
	Amount         int64
	AmountReceived int64 `json:"amount_received"`
	Authorizations int
	Captures       int
	Metadata       map[string]string
}

// OrderID is the order that an intent pays for.
func (i Intent) OrderID() string { return i.Metadata["order_id"] }

// Intents lists all PaymentIntents of the emulator at base.
func Intents(ctx context.Context, base string) ([]Intent, error) {
	var list struct{ Data []Intent }
	err := fetch(ctx, http.MethodGet, base+"/emulator/payment_intents", nil, &list)
	return list.Data, err
}

// Webhook is a delivery of an event to pass.
type Webhook struct {
	Event string
	Type  string
	State string
}

// Webhooks lists all deliveries of the emulator at base, newest first.
func Webhooks(ctx context.Context, base string) ([]Webhook, error) {
	var list struct{ Data []Webhook }
	err := fetch(ctx, http.MethodGet, base+"/emulator/webhooks", nil, &list)
	return list.Data, err
}

// Resend delivers an event once more.
func Resend(ctx context.Context, base, event string) error {
	return fetch(ctx, http.MethodPost, base+"/emulator/webhooks/"+event+"/resend", nil, nil)
}

// Counts are the emulator's own of what it did.
type Counts struct {
	DoubleCaptures int `json:"double_captures"`
}

// Summary counts what the emulator at base did.
func Summary(ctx context.Context, base string) (Counts, error) {
	var counts Counts
	err := fetch(ctx, http.MethodGet, base+"/emulator/summary", nil, &counts)
	return counts, err
}
