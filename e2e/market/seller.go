package market

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Account is what Stripe knows of a seller who is to be paid out.
type Account struct {
	Status        string // none, onboarding, restricted or enabled
	OnboardingURL string
	Payouts       bool
	Requirements  []string
	Version       int64
}

// OpenAccount begins to be paid out, or goes on with it: on the page at
// OnboardingURL.
func (c *Client) OpenAccount(ctx context.Context) (Account, error) {
	var a Account
	_, err := c.call(ctx, http.MethodPost, "/api/v1/payments/account", struct{}{}, &a, http.StatusCreated, http.StatusOK)
	return a, err
}

// Account shows one's own.
func (c *Client) Account(ctx context.Context) (Account, error) {
	var a Account
	_, err := c.call(ctx, http.MethodGet, "/api/v1/payments/account", nil, &a, http.StatusOK)
	return a, err
}

// Balance is what a seller has made in a currency, and what is owed of it.
type Balance struct {
	Currency                                        string
	Sales, Refunded, Disputed, Transferred, Balance int64
}

// Balances shows one's own, by currency.
func (c *Client) Balances(ctx context.Context) (map[string]Balance, error) {
	var list struct{ Items []Balance }
	_, err := c.call(ctx, http.MethodGet, "/api/v1/payments/balance", nil, &list, http.StatusOK)
	found := map[string]Balance{}
	for _, balance := range list.Items {
		found[balance.Currency] = balance
	}
	return found, err
}

// Payout is what a seller gets for an order.
type Payout struct {
	OrderID, Title, Currency, Status string
	Amount, Refunded                 int64
	TransferredAt                    *time.Time
	CreatedAt                        time.Time
}

// Payouts lists one's own, newest first.
func (c *Client) Payouts(ctx context.Context) ([]Payout, error) {
	return all[Payout](ctx, c, "/api/v1/payments/payouts", url.Values{})
}

// Onboard fills in the emulator's onboarding page, as a seller does Stripe's.
func Onboard(ctx context.Context, onboardingURL string) error {
	redirect, page, err := submit(ctx, onboardingURL, url.Values{
		"name": {"A seller"}, "accountNumber": {"000123456789"}, "action": {"complete"},
	})
	if err == nil && redirect == "" {
		err = fmt.Errorf("onboarding went nowhere: %s", page)
	}
	return err
}
