package stripelive

import (
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

// enabled is an account that can take transfers. At Stripe it is the one that
// STRIPE_TEST_ACCOUNT names, or one that is made of what Stripe publishes for
// tests, and removed afterwards.
func (s *stand) enabled(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("STRIPE_TEST_ACCOUNT"); named != "" && !s.emulator {
		return named
	}
	account, err := s.others.Accounts.New(s.prefilled(t))
	skipWithoutConnect(t, err)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = s.others.Accounts.Del(account.ID, nil) })
	if s.emulator {
		link, err := s.others.AccountLinks.New(linkTo(account.ID))
		require.NoError(t, err)
		submit(t, link.URL, url.Values{"name": {"Test Seller"}, "accountNumber": {"000123456789"}, "action": {"complete"}})
	}
	require.Eventually(t, func() bool {
		account, err := s.others.Accounts.GetByID(account.ID, nil)
		return err == nil && account.Capabilities != nil && account.Capabilities.Transfers == stripe.AccountCapabilityStatusActive
	}, patience, s.tick, "Stripe does not let the account take transfers")
	return account.ID
}

func skipWithoutConnect(t *testing.T, err error) {
	t.Helper()
	var refused *stripe.Error
	if errors.As(err, &refused) && strings.Contains(refused.Msg, "signed up for Connect") {
		t.Skip("needs a Stripe account that is signed up for Connect")
	}
}

// prefilled is an account with all that Stripe asks for. Express accounts, as
// payments makes them, are filled in by people.
func (s *stand) prefilled(t *testing.T) *stripe.AccountParams {
	t.Helper()
	params := &stripe.AccountParams{
		Type: stripe.String(string(stripe.AccountTypeExpress)),
		Capabilities: &stripe.AccountCapabilitiesParams{
			Transfers: &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
		},
	}
	if s.emulator {
		return params
	}
	platform, err := s.others.Accounts.Get()
	require.NoError(t, err)
	if platform.Country != "US" {
		t.Skip("needs STRIPE_TEST_ACCOUNT=acct_…, a connected account that can take transfers; one is made for platforms in the US only")
	}
	params.Type = stripe.String(string(stripe.AccountTypeCustom))
	params.Country = stripe.String("US")
	params.BusinessType = stripe.String(string(stripe.AccountBusinessTypeIndividual))
	params.BusinessProfile = &stripe.AccountBusinessProfileParams{MCC: stripe.String("7922"), URL: stripe.String("https://accessible.stripe.com")}
	params.Individual = &stripe.PersonParams{
		FirstName: stripe.String("Test"), LastName: stripe.String("Seller"), Email: stripe.String("seller@example.com"),
		Phone: stripe.String("0000000000"), IDNumber: stripe.String("000000000"), SSNLast4: stripe.String("0000"),
		DOB: &stripe.PersonDOBParams{Day: stripe.Int64(1), Month: stripe.Int64(1), Year: stripe.Int64(1901)},
		Address: &stripe.AddressParams{
			Line1: stripe.String("address_full_match"), City: stripe.String("San Francisco"), State: stripe.String("CA"),
			PostalCode: stripe.String("94111"), Country: stripe.String("US"),
		},
	}
	params.ExternalAccount = &stripe.AccountExternalAccountParams{Token: stripe.String("btok_us_verified")}
	params.TOSAcceptance = &stripe.AccountTOSAcceptanceParams{Date: stripe.Int64(time.Now().Unix()), IP: stripe.String("127.0.0.1")}
	return params
}

func linkTo(accountID string) *stripe.AccountLinkParams {
	return &stripe.AccountLinkParams{
		Account: stripe.String(accountID), Type: stripe.String(string(stripe.AccountLinkTypeAccountOnboarding)),
		ReturnURL: stripe.String("https://pass.example/payouts"), RefreshURL: stripe.String("https://pass.example/payouts"),
	}
}

func onboarding(t *testing.T, s *stand) {
	account, err := s.others.Accounts.New(s.prefilled(t))
	skipWithoutConnect(t, err)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = s.others.Accounts.Del(account.ID, nil) })
}

func transfers(t *testing.T, s *stand) {
	to := s.enabled(t)
	taken := s.taken(t, visa)
	sent, err := s.others.Transfers.New(&stripe.TransferParams{
		Amount: stripe.Int64(5000), Currency: stripe.String(taken.Currency), Destination: stripe.String(to),
		SourceTransaction: stripe.String(taken.ChargeID), TransferGroup: stripe.String(taken.OrderID),
	})
	require.NoError(t, err)
	_, err = s.others.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(sent.ID), Amount: stripe.Int64(2500)})
	require.NoError(t, err)
}
