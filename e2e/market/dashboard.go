package market

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strconv"
)

// IntentOf is what is paid on a checkout page; its id is empty before somebody
// has tried to.
func IntentOf(ctx context.Context, base, checkoutURL string) (Intent, error) {
	var session struct {
		Intent Intent `json:"payment_intent"`
	}
	address := base + "/v1/checkout/sessions/" + path.Base(checkoutURL)
	err := operator(ctx, http.MethodGet, address, "", url.Values{"expand[]": {"payment_intent"}}, &session)
	return session.Intent, err
}

// StripeRefund is a refund as Stripe has it.
type StripeRefund struct {
	ID            string
	Amount        int64
	Currency      string
	Status        string
	PaymentIntent string `json:"payment_intent"`
	Metadata      map[string]string
}

// RefundAtStripe gives money of an intent back past pass, as the platform's
// people do in Stripe's dashboard; amount 0 is all that is left.
func RefundAtStripe(ctx context.Context, base, intent string, amount int64, key string) (StripeRefund, error) {
	var refund StripeRefund
	form := url.Values{"payment_intent": {intent}}
	if amount > 0 {
		form.Set("amount", strconv.FormatInt(amount, 10))
	}
	err := operator(ctx, http.MethodPost, base+"/v1/refunds", key, form, &refund)
	return refund, err
}

// RefundsAtStripe lists all refunds of the emulator at base.
func RefundsAtStripe(ctx context.Context, base string) ([]StripeRefund, error) {
	return allAtStripe(ctx, base+"/v1/refunds", func(r StripeRefund) string { return r.ID })
}

// StripeDispute is a dispute as Stripe has it.
type StripeDispute struct {
	ID, Status, Reason, Currency string
	Amount                       int64
	PaymentIntent                string `json:"payment_intent"`
}

// DisputesAtStripe lists all disputes of the emulator at base.
func DisputesAtStripe(ctx context.Context, base string) ([]StripeDispute, error) {
	return allAtStripe(ctx, base+"/v1/disputes", func(d StripeDispute) string { return d.ID })
}

// OpenDispute has the bank dispute all of what was paid.
func OpenDispute(ctx context.Context, base, intent string) error {
	return fetch(ctx, http.MethodPost, base+"/emulator/disputes", map[string]string{"payment_intent": intent}, nil)
}

// CloseDispute has the bank decide: status is won or lost, for us.
func CloseDispute(ctx context.Context, base, dispute, status string) error {
	return fetch(ctx, http.MethodPost, base+"/emulator/disputes/"+dispute+"/close", map[string]string{"status": status}, nil)
}

// StripeTransfer is money that went to a seller's account.
type StripeTransfer struct {
	ID, Currency, Destination string
	Amount                    int64
	AmountReversed            int64  `json:"amount_reversed"`
	TransferGroup             string `json:"transfer_group"`
}

// TransfersAtStripe lists all transfers of the emulator at base.
func TransfersAtStripe(ctx context.Context, base string) ([]StripeTransfer, error) {
	return allAtStripe(ctx, base+"/v1/transfers", func(t StripeTransfer) string { return t.ID })
}

// allAtStripe walks through a list of Stripe's API page by page.
func allAtStripe[T any](ctx context.Context, address string, id func(T) string) ([]T, error) {
	var items []T
	query := url.Values{"limit": {"100"}}
	for {
		var page struct {
			Data    []T
			HasMore bool `json:"has_more"`
		}
		if err := operator(ctx, http.MethodGet, address, "", query, &page); err != nil {
			return nil, err
		}
		items = append(items, page.Data...)
		if !page.HasMore || len(page.Data) == 0 {
			return items, nil
		}
		query.Set("starting_after", id(page.Data[len(page.Data)-1]))
	}
}
