package checkout

import (
	"context"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

// feeName is what the checkout page calls the platform's fee.
const feeName = "Service fee"

// Open makes the checkout session of the payment's attempt and gives its id
// and the address of its page. The same attempt always gives the same session.
func (c *Client) Open(ctx context.Context, p payment.State) (id, url string, err error) {
	back := c.site + "/orders/" + p.OrderID + "?checkout="
	about := map[string]string{"order_id": p.OrderID, "payment_id": p.ID}
	s, err := c.sessions.New(&stripe.CheckoutSessionParams{
		Params:             change(ctx, p, "session", p.Attempt),
		Mode:               stripe.String(string(stripe.CheckoutSessionModePayment)),
		PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		ClientReferenceID:  stripe.String(p.OrderID),
		Metadata:           about,
		SuccessURL:         stripe.String(back + "return"),
		CancelURL:          stripe.String(back + "cancelled"),
		ExpiresAt:          stripe.Int64(p.Session.ExpiresAt.Unix()),
		LineItems:          lines(p),
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{
			CaptureMethod: stripe.String(string(stripe.PaymentIntentCaptureMethodManual)),
			Metadata:      about,
			TransferGroup: stripe.String(p.OrderID),
		},
	})
	if err != nil {
		return "", "", kindOf("create session", err)
	}
	return s.ID, s.URL, nil
}

// lines shows the buyer what is paid for: so many units of the ticket, and the
// platform's fee.
func lines(p payment.State) []*stripe.CheckoutSessionLineItemParams {
	if p.UnitPrice*int64(p.Quantity)+p.Fee != p.Amount {
		return []*stripe.CheckoutSessionLineItemParams{line(p.Currency, p.Title, p.Amount, 1)} // the total is what counts
	}
	units := line(p.Currency, p.Title, p.UnitPrice, int64(p.Quantity))
	if p.Fee == 0 {
		return []*stripe.CheckoutSessionLineItemParams{units}
	}
	return []*stripe.CheckoutSessionLineItemParams{units, line(p.Currency, feeName, p.Fee, 1)}
}

func line(currency, name string, unit, quantity int64) *stripe.CheckoutSessionLineItemParams {
	return &stripe.CheckoutSessionLineItemParams{
		Quantity: stripe.Int64(quantity),
		PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
			Currency:    stripe.String(currency),
			UnitAmount:  stripe.Int64(unit),
			ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(name)},
		},
	}
}
