package stripelive

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/seller"
)

// newcomer is a seller who asked for an account just now.
func newcomer() seller.State {
	return seller.State{UserID: id.New(), Attempt: 1, AskedAt: time.Now()}
}

// onboarding makes an account as payments does. What a person fills in on
// Stripe's pages is left out.
func onboarding(t *testing.T, s *stand) {
	who := newcomer()
	s.needConnect(t)
	made, err := s.MakeAccount(t.Context(), who)
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = s.others.Accounts.Del(made.AccountID, &stripe.AccountParams{}) })
	again, err := s.MakeAccount(t.Context(), who)
	require.NoError(t, err)
	require.Equal(t, made.AccountID, again.AccountID, "the same attempt has the same account")
	require.Eventually(t, func() bool {
		found, err := s.FindAccount(t.Context(), who)
		return err == nil && found.AccountID == made.AccountID
	}, patience, s.tick)

	who.AccountID = made.AccountID
	truth, err := s.LookAccount(t.Context(), who)
	require.NoError(t, err)
	require.False(t, truth.Submitted)
	require.False(t, truth.Transfers)
	require.False(t, truth.Gone)
	require.NotEmpty(t, truth.Requirements)
	page, err := s.Onboarding(t.Context(), who)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(page, "http"))

	_, err = s.others.Accounts.Del(made.AccountID, &stripe.AccountParams{})
	require.NoError(t, err)
	truth, err = s.LookAccount(t.Context(), who)
	require.NoError(t, err)
	require.True(t, truth.Gone)
}

func transfers(t *testing.T, s *stand) {
	to := s.enabled(t)
	taken := s.taken(t, visa)
	move := charge.Move{N: 1, Amount: taken.Amount - taken.Fee, AccountID: to}
	sent, err := s.Transfer(t.Context(), taken, move)
	require.NoError(t, err)
	again, err := s.Transfer(t.Context(), taken, move)
	require.NoError(t, err)
	require.Equal(t, sent.ID, again.ID, "the same move is made once")
	back, err := s.Reverse(t.Context(), taken, charge.Move{N: 2, Amount: 2500, Back: true, Of: sent.ID})
	require.NoError(t, err)

	var found []charge.Found
	require.Eventually(t, func() bool {
		found, err = s.Transfers(t.Context(), taken)
		return err == nil && len(found) == 2
	}, patience, s.tick)
	require.ElementsMatch(t, []charge.Found{sent, back}, found)
	require.Equal(t, []int64{5000, 2500}, []int64{sent.Amount, back.Amount})
}

// enabled is an account that can take transfers. At Stripe it is the one that
// STRIPE_TEST_ACCOUNT names, or one that is made of what Stripe publishes for
// tests.
func (s *stand) enabled(t *testing.T) string {
	t.Helper()
	if s.emulator {
		return s.onboarded(t)
	}
	if named := os.Getenv("STRIPE_TEST_ACCOUNT"); named != "" {
		return named
	}
	s.needConnect(t)
	account, err := s.others.Accounts.New(s.prefilled(t))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		truth, err := s.LookAccount(t.Context(), seller.State{AccountID: account.ID})
		return err == nil && truth.Transfers
	}, patience, s.tick, "Stripe does not let the account take transfers")
	return account.ID
}

// onboarded fills in the emulator's page.
func (s *stand) onboarded(t *testing.T) string {
	t.Helper()
	who := newcomer()
	made, err := s.MakeAccount(t.Context(), who)
	require.NoError(t, err)
	who.AccountID = made.AccountID
	page, err := s.Onboarding(t.Context(), who)
	require.NoError(t, err)
	submit(t, page, url.Values{"name": {"Test Seller"}, "accountNumber": {"000123456789"}, "action": {"complete"}})
	truth, err := s.LookAccount(t.Context(), who)
	require.NoError(t, err)
	require.True(t, truth.Submitted)
	require.True(t, truth.Transfers)
	require.Empty(t, truth.Requirements)
	return who.AccountID
}

// needConnect skips the test for an account of Stripe's that is no platform.
func (s *stand) needConnect(t *testing.T) {
	t.Helper()
	account, err := s.others.Accounts.New(&stripe.AccountParams{
		Type: stripe.String(string(stripe.AccountTypeExpress)), Capabilities: capabilities(),
	})
	if err != nil && strings.Contains(err.Error(), "signed up for Connect") {
		t.Skip("needs a Stripe account that is signed up for Connect")
	}
	require.NoError(t, err)
	_, err = s.others.Accounts.Del(account.ID, &stripe.AccountParams{})
	require.NoError(t, err)
}

func capabilities() *stripe.AccountCapabilitiesParams {
	return &stripe.AccountCapabilitiesParams{
		CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
		Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
	}
}

// prefilled is an account with all that Stripe asks for. Express accounts, as
// payments makes them, are filled in by people.
func (s *stand) prefilled(t *testing.T) *stripe.AccountParams {
	t.Helper()
	platform, err := s.others.Accounts.Get()
	require.NoError(t, err)
	if platform.Country != "US" {
		t.Skip("needs STRIPE_TEST_ACCOUNT=acct_…, a connected account that can take transfers; one is made for platforms in the US only")
	}
	return &stripe.AccountParams{
		Type: stripe.String(string(stripe.AccountTypeCustom)), Country: stripe.String("US"),
		BusinessType:    stripe.String(string(stripe.AccountBusinessTypeIndividual)),
		Capabilities:    capabilities(),
		BusinessProfile: &stripe.AccountBusinessProfileParams{MCC: stripe.String("7922"), URL: stripe.String("https://accessible.stripe.com")},
		Individual: &stripe.PersonParams{
			FirstName: stripe.String("Test"), LastName: stripe.String("Seller"), Email: stripe.String("seller@example.com"),
			Phone: stripe.String("0000000000"), IDNumber: stripe.String("000000000"), SSNLast4: stripe.String("0000"),
			DOB: &stripe.PersonDOBParams{Day: stripe.Int64(1), Month: stripe.Int64(1), Year: stripe.Int64(1901)},
			Address: &stripe.AddressParams{
				Line1: stripe.String("address_full_match"), City: stripe.String("San Francisco"), State: stripe.String("CA"),
				PostalCode: stripe.String("94111"), Country: stripe.String("US"),
			},
		},
		ExternalAccount: &stripe.AccountExternalAccountParams{Token: stripe.String("btok_us_verified")},
		TOSAcceptance:   &stripe.AccountTOSAcceptanceParams{Date: stripe.Int64(time.Now().Unix()), IP: stripe.String("127.0.0.1")},
	}
}
