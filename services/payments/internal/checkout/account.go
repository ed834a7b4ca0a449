package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/seller"
)

const (
	accountPage = 100
	// aroundAsking is by how much Stripe's clock may be behind ours.
	aroundAsking = 5 * time.Minute
)

// MakeAccount makes the seller's account. The same attempt always gives the
// same account. Cards are for the platform alone, but Stripe wants approval, or
// in some countries refuses, when an account is to have transfers without them.
func (c *Client) MakeAccount(ctx context.Context, s seller.State) (seller.Truth, error) {
	params := &stripe.AccountParams{
		Params: stripe.Params{Context: ctx},
		Type:   stripe.String(string(stripe.AccountTypeExpress)),
		Capabilities: &stripe.AccountCapabilitiesParams{
			CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
			Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
		},
		Metadata: map[string]string{"seller_id": s.UserID},
	}
	if s.Country != "" {
		params.Country = stripe.String(s.Country)
	}
	params.SetIdempotencyKey(fmt.Sprintf("%s/account/%d", s.UserID, s.Attempt))
	account, err := c.accounts.New(params)
	if err != nil {
		return seller.Truth{}, kindOf("create account", err)
	}
	return accountTruth(account), nil
}

// FindAccount looks for an account that was made for the seller since it was
// asked for, and gives no id when there is none.
func (c *Client) FindAccount(ctx context.Context, s seller.State) (seller.Truth, error) {
	params := &stripe.AccountListParams{
		ListParams:   stripe.ListParams{Context: ctx, Limit: stripe.Int64(accountPage)},
		CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: s.AskedAt.Add(-aroundAsking).Unix()},
	}
	accounts := c.accounts.List(params)
	for accounts.Next() {
		if account := accounts.Account(); account.Metadata["seller_id"] == s.UserID {
			return accountTruth(account), nil
		}
	}
	return seller.Truth{}, kindOf("list accounts", accounts.Err())
}

// LookAccount asks how the seller's account is.
func (c *Client) LookAccount(ctx context.Context, s seller.State) (seller.Truth, error) {
	account, err := c.accounts.GetByID(s.AccountID, &stripe.AccountParams{Params: stripe.Params{Context: ctx}})
	var answer *stripe.Error
	switch {
	case errors.As(err, &answer) && answer.Code == stripe.ErrorCodeAccountInvalid:
		return seller.Truth{AccountID: s.AccountID, Gone: true}, nil
	case err != nil:
		return seller.Truth{}, kindOf("retrieve account", err)
	}
	return accountTruth(account), nil
}

// Onboarding gives the address of a page of Stripe's where the seller tells it
// what it asks for. It is good once, for minutes.
func (c *Client) Onboarding(ctx context.Context, s seller.State) (string, error) {
	link, err := c.links.New(&stripe.AccountLinkParams{
		Params:     stripe.Params{Context: ctx},
		Account:    stripe.String(s.AccountID),
		Type:       stripe.String(string(stripe.AccountLinkTypeAccountOnboarding)),
		ReturnURL:  stripe.String(c.site + "/payouts?onboarding=return"),
		RefreshURL: stripe.String(c.site + "/payouts?onboarding=refresh"),
	})
	if err != nil {
		return "", kindOf("create account link", err)
	}
	return link.URL, nil
}

func accountTruth(a *stripe.Account) seller.Truth {
	t := seller.Truth{AccountID: a.ID, Submitted: a.DetailsSubmitted, PaidOut: a.PayoutsEnabled, Gone: a.Deleted}
	if a.Capabilities != nil {
		t.Transfers = a.Capabilities.Transfers == stripe.AccountCapabilityStatusActive
	}
	if a.Requirements != nil {
		t.Requirements = slices.Sorted(slices.Values(a.Requirements.CurrentlyDue))
	}
	return t
}
