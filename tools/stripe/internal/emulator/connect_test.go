package emulator_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func (r *rig) mustAccount() *stripe.Account {
	r.tb.Helper()
	account, err := r.stripe.Accounts.New(&stripe.AccountParams{
		Type: stripe.String("express"), Country: stripe.String("US"), Email: stripe.String("seller@example.com"),
		Capabilities: &stripe.AccountCapabilitiesParams{
			CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
			Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
		},
		Metadata: map[string]string{"user_id": "seller-1"},
	})
	require.NoError(r.tb, err)
	return account
}

func (r *rig) mustLink(account string) string {
	r.tb.Helper()
	link, err := r.stripe.AccountLinks.New(&stripe.AccountLinkParams{
		Account: &account, Type: stripe.String("account_onboarding"),
		ReturnURL: stripe.String("http://127.0.0.1:1/payouts?onboarding=return"), RefreshURL: stripe.String("http://127.0.0.1:1/payouts?onboarding=refresh"),
	})
	require.NoError(r.tb, err)
	return link.URL
}

func (r *rig) onboard(link, action string) (status int, location, body string) {
	r.tb.Helper()
	return r.submit(link, url.Values{"name": {"Jo"}, "accountNumber": {"000 123 456 789"}, "action": {action}})
}

// mustSeller makes an account that can be paid.
func (r *rig) mustSeller() *stripe.Account {
	r.tb.Helper()
	account := r.mustAccount()
	status, _, body := r.onboard(r.mustLink(account.ID), "complete")
	require.Equal(r.tb, http.StatusSeeOther, status, body)
	return account
}

func (r *rig) mustCapture(id string) *stripe.PaymentIntent {
	r.tb.Helper()
	return r.mustCaptureWith(id, "4242424242424242")
}

func (r *rig) mustCaptureWith(id, card string) *stripe.PaymentIntent {
	r.tb.Helper()
	captured, err := r.stripe.PaymentIntents.Capture(r.mustAuthorizeWith(id, card).ID, nil)
	require.NoError(r.tb, err)
	return captured
}

func TestAccountWorksOnceItsOwnerFilledInTheForm(t *testing.T) {
	r := mustRig(t)
	account := r.mustAccount()
	assert.Equal(t, stripe.AccountTypeExpress, account.Type)
	assert.Equal(t, stripe.AccountCapabilityStatusInactive, account.Capabilities.Transfers)
	assert.False(t, account.DetailsSubmitted)
	assert.False(t, account.PayoutsEnabled)
	assert.Contains(t, account.Requirements.CurrentlyDue, "external_account")
	assert.EqualValues(t, "requirements.past_due", account.Requirements.DisabledReason)

	link := r.mustLink(account.ID)
	status, _, body := r.do(http.MethodGet, link, nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `<label for="accountNumber">`)
	_, location, _ := r.do(http.MethodGet, link, nil, nil)
	assert.Contains(t, location, "onboarding=refresh", "a link leads to the form once")
	status, _, body = r.submit(link, url.Values{"action": {"complete"}, "accountNumber": {"12"}})
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "Enter a name.")
	assert.Contains(t, body, "not Stripe&#39;s test account")

	status, location, _ = r.onboard(link, "complete")
	assert.Equal(t, http.StatusSeeOther, status)
	assert.Equal(t, "http://127.0.0.1:1/payouts?onboarding=return", location)
	after, err := r.stripe.Accounts.GetByID(account.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.AccountCapabilityStatusActive, after.Capabilities.Transfers)
	assert.True(t, after.DetailsSubmitted)
	assert.True(t, after.PayoutsEnabled)
	assert.Empty(t, after.Requirements.CurrentlyDue)
	r.mustReceive(t, stripe.EventTypeAccountUpdated)
	assert.Equal(t, account.ID, r.of(stripe.EventTypeAccountUpdated)[0].Account)

	_, location, _ = r.onboard(link, "complete")
	assert.Contains(t, location, "onboarding=refresh", "the form is submitted once")
}

func TestLinksEndAndLeaveTheAccountAsItWas(t *testing.T) {
	r := mustRig(t)
	account := r.mustAccount()
	status, location, _ := r.onboard(r.mustLink(account.ID), "later")
	assert.Equal(t, http.StatusSeeOther, status)
	assert.Contains(t, location, "onboarding=return")
	link := r.mustLink(account.ID)
	r.now.advance(6 * time.Minute)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		_, location, _ = r.do(method, link, nil, nil)
		assert.Contains(t, location, "onboarding=refresh")
	}
	same, err := r.stripe.Accounts.GetByID(account.ID, nil)
	require.NoError(t, err)
	assert.False(t, same.DetailsSubmitted)
	status, _, _ = r.do(http.MethodGet, r.url+"/setup/e/"+account.ID+"/nothing", nil, nil)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestAccountThatStripeAsksMoreOf(t *testing.T) {
	r := mustRig(t)
	account := r.mustAccount()
	r.onboard(r.mustLink(account.ID), "restricted")
	restricted, err := r.stripe.Accounts.GetByID(account.ID, nil)
	require.NoError(t, err)
	assert.True(t, restricted.DetailsSubmitted)
	assert.False(t, restricted.PayoutsEnabled)
	assert.Equal(t, []string{"individual.verification.document"}, restricted.Requirements.CurrentlyDue)
	assert.Equal(t, stripe.AccountCapabilityStatusInactive, restricted.Capabilities.Transfers)
}

func TestAccountsAreChangedListedAndDeleted(t *testing.T) {
	r := mustRig(t)
	first, second := r.mustAccount(), r.mustAccount()
	changed, err := r.stripe.Accounts.Update(first.ID, &stripe.AccountParams{
		Metadata: map[string]string{"more": "1"}, BusinessProfile: &stripe.AccountBusinessProfileParams{ProductDescription: stripe.String("Tickets")},
	})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"user_id": "seller-1", "more": "1"}, changed.Metadata)
	assert.Equal(t, "Tickets", changed.BusinessProfile.ProductDescription)
	changed, err = r.stripe.Accounts.Update(first.ID, &stripe.AccountParams{Metadata: map[string]string{"user_id": ""}})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"more": "1"}, changed.Metadata)
	list := r.stripe.Accounts.List(&stripe.AccountListParams{})
	require.True(t, list.Next(), list.Err())
	assert.Equal(t, second.ID, list.Account().ID)
	gone, err := r.stripe.Accounts.Del(first.ID, nil)
	require.NoError(t, err)
	assert.True(t, gone.Deleted)
	_, err = r.stripe.Accounts.GetByID(first.ID, nil)
	assert.Equal(t, http.StatusForbidden, refusal(t, err).HTTPStatusCode)
	assert.Equal(t, stripe.ErrorCodeAccountInvalid, refusal(t, err).Code)
}

func transfer(account, charge string, amount int64) *stripe.TransferParams {
	return &stripe.TransferParams{
		Amount: &amount, Currency: stripe.String("usd"), Destination: &account, SourceTransaction: &charge, TransferGroup: stripe.String("order-1"),
	}
}

func TestTransfersTakeNoMoreThanTheCharge(t *testing.T) {
	r := mustRig(t)
	account := r.mustSeller()
	charge := r.mustCapture("order-1").LatestCharge.ID
	sent, err := r.stripe.Transfers.New(transfer(account.ID, charge, 4000))
	require.NoError(t, err)
	assert.Equal(t, account.ID, sent.Destination.ID)
	assert.Equal(t, "order-1", sent.TransferGroup)
	_, err = r.stripe.Transfers.New(transfer(account.ID, charge, 1001))
	assert.Contains(t, refusal(t, err).Msg, "must not exceed the source amount of $50.00. (There is already a transfer using this source, amounting to $40.00.)")
	rest, err := r.stripe.Transfers.New(transfer(account.ID, charge, 1000))
	require.NoError(t, err)

	for name, filter := range map[string]*stripe.TransferListParams{
		"group": {TransferGroup: stripe.String("order-1")}, "destination": {Destination: &account.ID},
	} {
		list := r.stripe.Transfers.List(filter)
		var seen []string
		for list.Next() {
			seen = append(seen, list.Transfer().ID)
		}
		require.NoError(t, list.Err())
		assert.Equal(t, []string{rest.ID, sent.ID}, seen, name)
	}
	other := r.stripe.Transfers.List(&stripe.TransferListParams{TransferGroup: stripe.String("order-2")})
	assert.False(t, other.Next())
	r.mustReceive(t, stripe.EventTypeTransferCreated)
}

func TestTransfersThatStripeRefuses(t *testing.T) {
	r := mustRig(t)
	new, able := r.mustAccount(), r.mustSeller()
	charge := r.mustCapture("order-1").LatestCharge.ID
	uncaptured := r.mustAuthorize("order-2").LatestCharge.ID
	euros := transfer(able.ID, charge, 100)
	euros.Currency = stripe.String("eur")
	sourceless := transfer(able.ID, charge, 100)
	sourceless.SourceTransaction = nil
	for name, test := range map[string]struct {
		params *stripe.TransferParams
		code   stripe.ErrorCode
		words  string
	}{
		"no capability": {transfer(new.ID, charge, 100), "insufficient_capabilities_for_transfer", "capabilities enabled: transfers"},
		"no account":    {transfer("acct_none", charge, 100), stripe.ErrorCodeResourceMissing, "No such destination"},
		"no charge":     {transfer(able.ID, "ch_none", 100), stripe.ErrorCodeResourceMissing, "No such charge"},
		"too much":      {transfer(able.ID, charge, 5001), "", "must not exceed the source amount"},
		"not captured":  {transfer(able.ID, uncaptured, 100), "", "not been captured"},
		"currency":      {euros, "", "must be the same as the transfer currency (eur)"},
		"no source":     {sourceless, stripe.ErrorCodeBalanceInsufficient, "insufficient available funds"},
	} {
		_, err := r.stripe.Transfers.New(test.params)
		refused := refusal(t, err)
		assert.Equal(t, test.code, refused.Code, name)
		assert.Contains(t, refused.Msg, test.words, name)
	}
}

func TestReversalsTakeATransferBack(t *testing.T) {
	r := mustRig(t)
	account := r.mustSeller()
	charge := r.mustCapture("order-1").LatestCharge.ID
	sent, err := r.stripe.Transfers.New(transfer(account.ID, charge, 4000))
	require.NoError(t, err)
	part, err := r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID, Amount: stripe.Int64(1500), Metadata: map[string]string{"refund_id": "r1"}})
	require.NoError(t, err)
	assert.Equal(t, sent.ID, part.Transfer.ID)
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID, Amount: stripe.Int64(2501)})
	assert.Contains(t, refusal(t, err).Msg, "greater than unreversed amount on transfer ($25.00)")
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID})
	require.NoError(t, err)
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID})
	assert.Contains(t, refusal(t, err).Msg, "already fully reversed")

	after, err := r.stripe.Transfers.Get(sent.ID, nil)
	require.NoError(t, err)
	assert.True(t, after.Reversed)
	assert.Equal(t, int64(4000), after.AmountReversed)
	assert.Len(t, after.Reversals.Data, 2)
	again, err := r.stripe.TransferReversals.Get(part.ID, &stripe.TransferReversalParams{ID: &sent.ID})
	require.NoError(t, err)
	assert.Equal(t, "r1", again.Metadata["refund_id"])
	list := r.stripe.TransferReversals.List(&stripe.TransferReversalListParams{ID: &sent.ID, ListParams: stripe.ListParams{Limit: stripe.Int64(1)}})
	count := 0
	for list.Next() {
		count++
	}
	require.NoError(t, list.Err())
	assert.Equal(t, 2, count)
	_, err = r.stripe.Transfers.New(transfer(account.ID, charge, 5000))
	assert.NoError(t, err, "what was taken back can be sent again")
	r.mustReceive(t, "transfer.reversed")
}

func TestStripeChangesAnAccount(t *testing.T) {
	r := mustRig(t)
	account := r.mustSeller()
	charge := r.mustCapture("order-1").LatestCharge.ID
	sent, err := r.stripe.Transfers.New(transfer(account.ID, charge, 100))
	require.NoError(t, err)
	status, body := r.control("accounts/"+account.ID, `{"transfers": "inactive", "payouts": false, "currencies": ["eur"], "reversals": false}`)
	require.Equal(t, http.StatusOK, status, body)
	stopped, err := r.stripe.Accounts.GetByID(account.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.AccountCapabilityStatusInactive, stopped.Capabilities.Transfers)
	assert.False(t, stopped.PayoutsEnabled)
	_, err = r.stripe.Transfers.New(transfer(account.ID, charge, 100))
	assert.EqualValues(t, "insufficient_capabilities_for_transfer", refusal(t, err).Code)
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID})
	assert.Equal(t, stripe.ErrorCodeBalanceInsufficient, refusal(t, err).Code)
	r.control("accounts/"+account.ID, `{"transfers": "active", "payouts": true, "reversals": true}`)
	_, err = r.stripe.Transfers.New(transfer(account.ID, charge, 100))
	assert.Equal(t, "currency", refusal(t, err).Param)
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID})
	assert.NoError(t, err)
	status, _ = r.control("accounts/acct_none", `{}`)
	assert.Equal(t, http.StatusNotFound, status)
}

// TestTransfersComeWithCards: Stripe wants to have approved a platform first
// whose accounts are for transfers alone.
func TestTransfersComeWithCards(t *testing.T) {
	r := mustRig(t)
	_, err := r.stripe.Accounts.New(&stripe.AccountParams{
		Type:         stripe.String("express"),
		Capabilities: &stripe.AccountCapabilitiesParams{Transfers: &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)}},
	})
	require.ErrorContains(t, err, "needs approval")
}
