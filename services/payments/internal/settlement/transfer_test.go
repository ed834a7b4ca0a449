package settlement_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// sent is what Stripe has transferred for the order, and taken back.
func (s *stack) sent() (out, back int64, transfers int) {
	s.t.Helper()
	for _, t := range s.list("/v1/transfers") {
		if t["transfer_group"] == s.order.ID {
			out, back, transfers = out+int64(t["amount"].(float64)), back+int64(t["amount_reversed"].(float64)), transfers+1
		}
	}
	return out, back, transfers
}

// mustHaveSent holds what Stripe has transferred against what is to be there,
// and against what is kept.
func (s *stack) mustHaveSent(out, back int64) {
	s.t.Helper()
	sent, taken, _ := s.sent()
	require.Equal(s.t, [2]int64{out, back}, [2]int64{sent, taken})
	sent, taken = s.charge().Transfer.Sent()
	require.Equal(s.t, [2]int64{out, back}, [2]int64{sent, taken})
}

// mustSellOne is a captured order of 51.50, of which 1.50 are the platform's.
// Its seller has an account when ready.
func mustSellOne(t *testing.T, ready bool) *stack {
	t.Helper()
	s := mustStack(t)
	if ready {
		require.Equal(t, seller.Enabled, s.mustOnboard(true).Status())
	}
	s.mustCapture()
	return s
}

func TestTheSellerGetsTheirShare(t *testing.T) {
	s := mustSellOne(t, true)
	s.settleCharge()
	s.mustHaveSent(5000, 0)
	transfer := s.list("/v1/transfers")[0]
	require.Equal(t, s.account().State().AccountID, transfer["destination"])
	require.Equal(t, s.charge().ChargeID, transfer["source_transaction"])
	require.Equal(t, "usd", transfer["currency"])
	s.later(48 * time.Hour)
	s.sweep()
	s.mustHaveSent(5000, 0)
	status, amount, since := s.charge().Payout()
	require.Equal(t, charge.Transferred, status)
	require.Equal(t, int64(5000), amount)
	require.NotZero(t, since)
}

func TestAShareWaitsForTheSellersAccount(t *testing.T) {
	s := mustSellOne(t, false)
	s.settleCharge()
	s.later(48 * time.Hour)
	s.sweep()
	s.mustHaveSent(0, 0)
	status, _, _ := s.charge().Payout()
	require.Equal(t, charge.PayoutWaiting, status)
	require.Zero(t, charge.Restore(s.charge()).DueAt(), "what waits costs nothing")

	s.mustOnboard(false)
	s.sweep()
	s.mustHaveSent(0, 0)
	s.mustOnboard(true)
	s.sweep()
	s.mustHaveSent(5000, 0)
}

// TestManySharesWaitForOneAccount has more sales wait than go on in one step.
func TestManySharesWaitForOneAccount(t *testing.T) {
	s := mustStack(t)
	sellerID, orders := s.order.SellerID, []payment.Order{}
	for range 30 {
		s.order = someOrder()
		s.order.SellerID = sellerID
		require.NoError(t, s.Follow(t.Context(), s.order))
		p := s.mustPay()
		s.webhook(p, "evt_"+s.order.ID)
		s.settle()
		s.becomes(payment.Complete)
		s.settle()
		s.settleCharge()
		require.True(t, s.charge().Transfer.Waiting)
		orders = append(orders, s.order)
	}
	s.mustOnboard(true)
	s.sweep()
	for _, o := range orders {
		s.order = o
		s.mustHaveSent(5000, 0)
	}
}

func TestATransferIsMadeAfterTheDelay(t *testing.T) {
	s := mustStack(t)
	s.delay = time.Hour
	s.boot()
	s.mustOnboard(true)
	s.mustCapture()
	s.settleCharge()
	s.later(59 * time.Minute)
	s.sweep()
	s.mustHaveSent(0, 0)
	status, _, _ := s.charge().Payout()
	require.Equal(t, charge.Scheduled, status)
	s.later(2 * time.Minute)
	s.sweep()
	s.mustHaveSent(5000, 0)
}

func TestRefundsBeforeAndAfterTheTransfer(t *testing.T) {
	s := mustSellOne(t, false)
	s.settleCharge()
	s.decide(1000)
	s.settleCharge()
	s.mustOnboard(true)
	s.sweep()
	s.mustHaveSent(4000, 0)

	s.decide(1500)
	s.settleCharge()
	s.mustHaveSent(4000, 1500)
	status, amount, _ := s.charge().Payout()
	require.Equal(t, charge.PartlyReversed, status)
	require.Equal(t, int64(2500), amount)

	d := decision(2650)
	d.Fee = 150
	s.order.Refunds = append(s.order.Refunds, d)
	s.becomes(payment.Complete)
	s.settleCharge()
	s.mustHaveSent(4000, 4000)
	status, _, _ = s.charge().Payout()
	require.Equal(t, charge.Reversed, status)
}

// TestTwoInstancesMoveOnce has two instances make the same transfer and the
// same reversal at once, with a Stripe that answers some of their calls only.
func TestTwoInstancesMoveOnce(t *testing.T) {
	for range 5 {
		s := mustSellOne(t, true)
		second := s.second()
		var calls atomic.Int64
		at := s.settleBoth(second, func(*http.Request) *stripetest.Fault {
			if calls.Add(1)%2 == 0 {
				return &stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}
			}
			return nil
		})
		s.mustHaveSent(5000, 0)
		s.decide(1000)
		at()
		s.mustHaveSent(5000, 1000)
	}
}

// settleBoth has both instances bring the charge on at once until it rests, and
// gives the way to do that again.
func (s *stack) settleBoth(second *stack, after func(*http.Request) *stripetest.Fault) func() {
	s.t.Helper()
	again := func() {
		s.t.Helper()
		s.stripe.After(after)
		for range 3 {
			var all sync.WaitGroup
			for _, instance := range []*stack{s, second, s, second} {
				all.Go(func() { _ = instance.Settle(context.Background(), store.ChargeName(s.order.ID)) })
			}
			all.Wait()
			s.later(time.Minute)
		}
		s.stripe.Heal()
		s.later(time.Minute)
		s.sweep()
	}
	again()
	return again
}

// TestARefundThatFailsAfterItsReversal gives the seller back what was taken.
func TestARefundThatFailsAfterItsReversal(t *testing.T) {
	s := mustSellOne(t, true)
	s.settleCharge()
	refund := s.decide(1000)
	s.settleCharge()
	s.mustHaveSent(5000, 1000)
	s.stripe.FailRefund(s.refund(refund).StripeID)
	s.look()
	require.Equal(t, charge.Failed, s.refund(refund).Status)
	s.mustHaveSent(6000, 1000)

	// Stripe may not count what came back as the charge's: then it comes from
	// the balance.
	s.decide(500)
	s.settleCharge()
	s.mustHaveSent(6000, 1500)
	s.stripe.Before(toTransfers(&stripetest.Fault{Status: http.StatusBadRequest, Type: "invalid_request_error"}))
	s.stripe.FailRefund(s.charge().Refunds[1].StripeID)
	s.look()
	require.True(t, s.charge().Transfer.Unbound())
	s.later(time.Minute)
	s.sweep()
	require.False(t, s.charge().Transfer.Unbound())
	s.stripe.Heal()
	s.later(time.Hour)
	s.sweep()
	s.mustHaveSent(6500, 1500)
}

// TestAnAccountThatTakesNothingAnyMore is restricted without our knowing.
func TestAnAccountThatTakesNothingAnyMore(t *testing.T) {
	s := mustSellOne(t, true)
	accountID := s.account().State().AccountID
	s.stripe.Account(accountID, `{"transfers":"inactive","payouts":false}`)
	s.settleCharge()
	s.mustHaveSent(0, 0)
	s.settleAccount()
	require.Equal(t, seller.Restricted, s.account().Status())
	s.later(time.Minute)
	s.sweep()
	require.True(t, s.charge().Transfer.Waiting)

	s.stripe.Account(accountID, `{"transfers":"active","payouts":true}`)
	s.accountNews(accountID)
	s.sweep()
	s.mustHaveSent(5000, 0)
	require.Empty(t, s.charge().Transfer.Failure)
}

// TestACurrencyThatTheAccountDoesNotTake has transfers refused though the
// account is all right.
func TestACurrencyThatTheAccountDoesNotTake(t *testing.T) {
	s := mustSellOne(t, true)
	accountID := s.account().State().AccountID
	s.stripe.Account(accountID, `{"currencies":["eur"]}`)
	s.settleCharge()
	for range 20 {
		s.sweep()
		s.later(time.Minute)
	}
	require.LessOrEqual(t, len(s.moves()), 6, "more and more seldom")
	status, amount, _ := s.charge().Payout()
	require.Equal(t, charge.PayoutWaiting, status)
	require.Equal(t, int64(5000), amount)
	require.Equal(t, seller.Enabled, s.account().Status())

	s.stripe.Account(accountID, `{"currencies":["eur","usd"]}`)
	s.later(6 * time.Hour)
	s.sweep()
	s.mustHaveSent(5000, 0)
}

// TestAReversalThatTheAccountDoesNotCover is tried again; the buyer has the
// money meanwhile.
func TestAReversalThatTheAccountDoesNotCover(t *testing.T) {
	s := mustSellOne(t, true)
	s.settleCharge()
	accountID := s.account().State().AccountID
	s.stripe.Account(accountID, `{"reversals":false}`)
	refund := s.decide(1000)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(refund).Status)
	s.mustHaveSent(5000, 0)
	s.stripe.Account(accountID, `{"reversals":true}`)
	s.later(time.Minute)
	s.sweep()
	s.mustHaveSent(5000, 1000)
}

// TestDisputes has a transfer held while a dispute is open, and taken back
// when one is lost.
func TestDisputes(t *testing.T) {
	for status, want := range map[string][2]int64{"won": {5000, 0}, "lost": {5000, 5000}} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, late %v", status, late), func(t *testing.T) {
				s, want := mustSellOne(t, true), want
				if late {
					s.settleCharge()
				}
				disputeID := s.stripe.Dispute(s.intent().ID, 0)
				s.look()
				if !late {
					want = [2]int64{want[0] - want[1], 0}
					s.mustHaveSent(0, 0)
					got, _, _ := s.charge().Payout()
					require.Equal(t, charge.PayoutWaiting, got)
				}
				s.stripe.CloseDispute(disputeID, status)
				s.look()
				s.mustHaveSent(want[0], want[1])
			})
		}
	}
}

// look brings news of the charge.
func (s *stack) look() {
	s.t.Helper()
	outcome, err := s.Notice(s.t.Context(), checkout.Notice{EventID: "evt_" + id.New(), IntentID: s.intent().ID, Taken: true})
	require.NoError(s.t, err)
	require.Equal(s.t, settlement.Taken, outcome)
	s.settleCharge()
}

// TestFaultsOfTransfers has Stripe make transfers and reversals whose answers
// get lost, and answer with faults after having made them.
func TestFaultsOfTransfers(t *testing.T) {
	for name, fault := range map[string]stripetest.Fault{
		"lost":    {},
		"fault":   {Status: http.StatusInternalServerError, Type: "api_error"},
		"refused": {Status: http.StatusBadRequest, Type: "invalid_request_error"},
		"limit":   {Status: http.StatusTooManyRequests, Type: "invalid_request_error"},
	} {
		for moment, set := range map[string]func(*stripetest.Stripe, func(*http.Request) *stripetest.Fault){
			"instead": (*stripetest.Stripe).Before, "after": (*stripetest.Stripe).After,
		} {
			t.Run(name+" "+moment, func(t *testing.T) {
				s := mustSellOne(t, true)
				set(s.stripe, toTransfers(&fault))
				_ = s.Settle(t.Context(), store.ChargeName(s.order.ID))
				s.stripe.Heal()
				s.later(time.Minute)
				s.sweep()
				s.mustHaveSent(5000, 0)

				s.order.Refunds = append(s.order.Refunds, decision(800))
				s.becomes(payment.Complete)
				set(s.stripe, toTransfers(&fault))
				_ = s.Settle(t.Context(), store.ChargeName(s.order.ID))
				s.stripe.Heal()
				s.later(time.Minute)
				s.sweep()
				s.mustHaveSent(5000, 800)
				_, _, transfers := s.sent()
				require.Equal(t, 1, transfers)
			})
		}
	}
}

// TestAKeyThatStripeHasForgotten has a transfer whose answer was lost be looked
// for a day later.
func TestAKeyThatStripeHasForgotten(t *testing.T) {
	s := mustSellOne(t, true)
	s.stripe.After(toTransfers(&stripetest.Fault{}))
	require.Error(t, s.Settle(t.Context(), store.ChargeName(s.order.ID)))
	s.stripe.Heal()
	s.later(25 * time.Hour)
	s.stripe.Before(toTransfers(&stripetest.Fault{}))
	s.sweep()
	s.mustHaveSent(5000, 0)
}

// TestAReversalOfTheDashboard is the operator's to decide: it is not made up
// for, and not taken back twice.
func TestAReversalOfTheDashboard(t *testing.T) {
	s := mustSellOne(t, true)
	s.settleCharge()
	transferID := s.list("/v1/transfers")[0]["id"].(string)
	s.stripe.Dashboard(http.MethodPost, "/v1/transfers/"+transferID+"/reversals", url.Values{"amount": {"4000"}})
	s.decide(1000)
	s.settleCharge()
	s.later(time.Hour)
	s.sweep()
	s.mustHaveSent(5000, 4000)
	require.Equal(t, int64(4000), s.charge().Share())
}

// TestTransferKilledAtAnyStep kills the process at each of its steps in turn,
// from the capture to the reversal, and starts another on what is left.
func TestTransferKilledAtAnyStep(t *testing.T) {
	for _, early := range []bool{false, true} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("account first %v/answer heard %v", early, !after), func(t *testing.T) {
				s := mustStack(t)
				s.patience = 100 * time.Millisecond
				for n := 0; s.transferKilledAt(n, after, early); n++ {
				}
			})
		}
	}
}

// transferKilledAt is false when all was done before the nth step.
func (s *stack) transferKilledAt(n int, after, early bool) bool {
	s.memory, s.broker = statetest.NewMemory(), &broker{}
	s.order, s.paid = someOrder(), false
	s.boot()
	s.order.ExpiresAt = s.Now().Add(time.Hour)
	require.NoError(s.t, s.Follow(s.t.Context(), s.order))
	if early {
		s.mustOnboard(true)
	}
	s.mustCapture()
	refund := decision(1000)
	play := func() {
		_ = s.Settle(context.Background(), store.ChargeName(s.order.ID))
		if !early {
			if _, page, _, err := s.Onboard(context.Background(), s.order.SellerID, ""); err == nil {
				s.stripe.Onboard(page, "complete")
			}
			s.later(time.Minute)
			_ = s.Settle(context.Background(), store.AccountDue(s.order.SellerID))
			_ = s.Settle(context.Background(), store.ChargeName(s.order.ID))
		}
		if out, _, _ := s.sent(); out > 0 && s.order.Version == 3 {
			s.order.Refunds = []charge.Decision{refund}
			s.order.Version++
		}
		_ = s.Follow(context.Background(), s.order)
		_ = s.Settle(context.Background(), store.ChargeName(s.order.ID))
	}
	s.order.Version = 3
	require.NoError(s.t, s.Follow(s.t.Context(), s.order))
	f := newFuse(n, after)
	f.attach(s)
	play()
	killed := f.blown()
	heal(s)
	s.halt(s.writer)
	s.boot()
	for try := 0; !s.done(5000, 1000); try++ {
		require.Less(s.t, try, 20, "killed at step %d: %+v", n, s.charge())
		play()
		s.later(2 * time.Minute)
		s.sweep()
	}
	s.mustHaveSent(5000, 1000)
	_, _, transfers := s.sent()
	require.Equal(s.t, 1, transfers, "killed at step %d", n)
	require.Zero(s.t, charge.Restore(s.charge()).DueAt(), "killed at step %d", n)
	require.True(s.t, s.broker.told(contracts.PaymentCaptured))
	s.audit(n)
	balance, err := store.Balance(context.Background(), state.NewReader(s.memory), s.order.SellerID)
	require.NoError(s.t, err)
	require.Equal(s.t, map[string]ledger.Tally{"usd": {Sales: 5000, Refunded: 1000, Transferred: 4000}}, balance, "killed at step %d", n)
	s.halt(s.writer)
	return killed
}

// done says whether we know of all that was to be moved.
func (s *stack) done(out, back int64) bool {
	sent, taken := s.charge().Transfer.Sent()
	return sent == out && taken == back
}

func toTransfers(f *stripetest.Fault) func(*http.Request) *stripetest.Fault {
	return func(r *http.Request) *stripetest.Fault {
		if r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/transfers") {
			return f
		}
		return nil
	}
}

// moves are the idempotency keys under which transfers were asked for.
func (s *stack) moves() map[string]bool {
	keys := map[string]bool{}
	for _, line := range s.stripe.Requests() {
		if strings.HasPrefix(line, "POST /v1/transfers ") {
			keys[line] = true
		}
	}
	return keys
}
