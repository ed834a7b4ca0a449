package settlement_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// account is the seller's account as it is kept.
func (s *stack) account() seller.Account {
	s.t.Helper()
	a, err := store.ReadAccount(s.t.Context(), state.NewReader(s.memory), s.order.SellerID)
	require.NoError(s.t, err)
	if a == nil {
		return seller.Account{}
	}
	return *a
}

func (s *stack) settleAccount() {
	s.t.Helper()
	require.NoError(s.t, s.Settle(s.t.Context(), store.AccountDue(s.order.SellerID)))
}

// mustOnboard gives the seller an account, and fills in Stripe's form.
func (s *stack) mustOnboard(complete bool) seller.Account {
	s.t.Helper()
	a, url, _, err := s.Onboard(s.t.Context(), s.order.SellerID, "")
	require.NoError(s.t, err)
	how := map[bool]string{true: "complete", false: "restricted"}[complete]
	require.Equal(s.t, http.StatusSeeOther, s.stripe.Onboard(url, how))
	s.accountNews(a.State().AccountID)
	return s.account()
}

// accountNews brings Stripe's word that something happened to the account.
func (s *stack) accountNews(accountID string) {
	s.t.Helper()
	outcome, err := s.Notice(s.t.Context(), checkout.Notice{EventID: "evt_" + id.New(), AccountID: accountID})
	require.NoError(s.t, err)
	require.Equal(s.t, settlement.Taken, outcome)
	s.settleAccount()
}

// accounts are those that Stripe has of the order's seller.
func (s *stack) accounts() (ids []string) {
	s.t.Helper()
	for _, a := range s.list("/v1/accounts") {
		if a["metadata"].(map[string]any)["seller_id"] == s.order.SellerID {
			ids = append(ids, a["id"].(string))
		}
	}
	return ids
}

func (s *stack) list(path string) (all []map[string]any) {
	s.t.Helper()
	for _, thing := range s.stripe.Dashboard(http.MethodGet, path+"?limit=100", nil)["data"].([]any) {
		all = append(all, thing.(map[string]any))
	}
	return all
}

// sellers are the events about the seller, by version.
func (s *stack) sellers() (told []contracts.Seller) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.writer.Pending() == 0 }, 5*time.Second, 5*time.Millisecond)
	s.broker.mu.Lock()
	defer s.broker.mu.Unlock()
	for _, e := range s.broker.events {
		if e.Type == contracts.SellerUpdated {
			told = append(told, must(contracts.DataAs[contracts.Seller](e)))
		}
	}
	slices.SortFunc(told, func(a, b contracts.Seller) int { return int(a.Version - b.Version) })
	return told
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestASellerIsOnboarded(t *testing.T) {
	s := mustStack(t)
	a, url, created, err := s.Onboard(t.Context(), s.order.SellerID, "DE")
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, seller.Onboarding, a.Status())
	again, other, created, err := s.Onboard(t.Context(), s.order.SellerID, "FR")
	require.NoError(t, err)
	require.False(t, created)
	require.NotEqual(t, url, other)
	require.Equal(t, a.State().AccountID, again.State().AccountID)
	require.Equal(t, []string{a.State().AccountID}, s.accounts())

	s.stripe.Onboard(other, "restricted")
	s.accountNews(a.State().AccountID)
	require.Equal(t, seller.Restricted, s.account().Status())
	require.NotEmpty(t, s.account().State().Requirements)

	_, url, _, err = s.Onboard(t.Context(), s.order.SellerID, "")
	require.NoError(t, err)
	s.stripe.Onboard(url, "complete")
	require.NoError(t, s.AskAccount(t.Context(), s.order.SellerID))
	require.Equal(t, seller.Restricted, s.account().Status(), "Stripe was asked a moment ago")
	s.later(3 * time.Second)
	require.NoError(t, s.AskAccount(t.Context(), s.order.SellerID))
	require.Equal(t, seller.Enabled, s.account().Status())

	told := s.sellers()
	last := told[len(told)-1]
	require.Equal(t, contracts.Seller{ID: s.order.SellerID, Payouts: true, Version: last.Version, UpdatedAt: last.UpdatedAt}, last)
	for i, event := range told {
		require.True(t, i == 0 || event.Version > told[i-1].Version)
		require.Equal(t, i == len(told)-1, event.Payouts)
	}
}

func TestNewsOfAccountsTwiceAndOfOthers(t *testing.T) {
	s := mustStack(t)
	a := s.mustOnboard(true)
	require.Equal(t, seller.Enabled, a.Status())
	before := s.account()
	for range 2 {
		outcome, err := s.Notice(t.Context(), checkout.Notice{EventID: "evt_again", AccountID: a.State().AccountID})
		require.NoError(t, err)
		require.Equal(t, settlement.Taken, outcome)
		s.settleAccount()
	}
	require.Equal(t, before.State().Version, s.account().State().Version)
	outcome, err := s.Notice(t.Context(), checkout.Notice{EventID: "evt_other", AccountID: "acct_other", SellerID: id.New()})
	require.NoError(t, err)
	require.Equal(t, settlement.NotOurs, outcome)
}

// TestAWebhookOfAnAccountThatNeverComes has the periodic look find out.
func TestAWebhookOfAnAccountThatNeverComes(t *testing.T) {
	s := mustStack(t)
	_, url, _, err := s.Onboard(t.Context(), s.order.SellerID, "")
	require.NoError(t, err)
	s.stripe.Onboard(url, "complete")
	s.later(time.Minute)
	s.sweep()
	require.Equal(t, seller.Enabled, s.account().Status())
}

func TestStripeMakesNoSuchAccount(t *testing.T) {
	s := mustStack(t)
	s.stripe.Before(func(r *http.Request) *stripetest.Fault {
		return &stripetest.Fault{Status: http.StatusBadRequest, Type: "invalid_request_error"}
	})
	_, _, _, err := s.Onboard(t.Context(), s.order.SellerID, "AQ")
	require.ErrorIs(t, err, settlement.ErrNoAccount)
	s.stripe.Heal()
	s.later(time.Hour)
	s.sweep()
	require.Empty(t, s.accounts())
	require.Equal(t, seller.None, s.account().Status())

	_, _, created, err := s.Onboard(t.Context(), s.order.SellerID, "DE")
	require.NoError(t, err)
	require.True(t, created)
}

// TestAnAccountIsMadeOnce has the answers to its making get lost, and Stripe
// answer with faults after it was made.
func TestAnAccountIsMadeOnce(t *testing.T) {
	for name, fault := range map[string]stripetest.Fault{
		"lost": {}, "fault": {Status: http.StatusInternalServerError, Type: "api_error"},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.stripe.After(func(r *http.Request) *stripetest.Fault {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/accounts") {
					return &fault
				}
				return nil
			})
			_, _, _, err := s.Onboard(t.Context(), s.order.SellerID, "")
			require.ErrorIs(t, err, settlement.ErrNoAnswer)
			require.Len(t, s.accounts(), 1)
			s.stripe.Heal()
			s.later(time.Minute)
			s.sweep()
			require.Equal(t, s.accounts(), []string{s.account().State().AccountID}, "nobody has to ask again")
		})
	}
}

// TestStripeForgetsKeys has the making of an account break off, and begins
// again when Stripe may have forgotten its key.
func TestStripeForgetsKeys(t *testing.T) {
	s := mustStack(t)
	s.stripe.After(func(r *http.Request) *stripetest.Fault { return &stripetest.Fault{} })
	_, _, _, err := s.Onboard(t.Context(), s.order.SellerID, "")
	require.Error(t, err)
	s.stripe.Heal()
	s.later(25 * time.Hour)
	s.stripe.Before(func(r *http.Request) *stripetest.Fault {
		if r.Method == http.MethodPost {
			t.Errorf("%s %s: another account could be made", r.Method, r.URL.Path)
		}
		return nil
	})
	s.settleAccount()
	require.Equal(t, s.accounts(), []string{s.account().State().AccountID})
}

func TestManyAskForTheirAccountAtOnce(t *testing.T) {
	s := mustStack(t)
	second := s.second()
	var all sync.WaitGroup
	for _, instance := range []*stack{s, second} {
		for range 5 {
			all.Go(func() {
				_, _, _, err := instance.Onboard(context.Background(), s.order.SellerID, "")
				if err != nil && !errors.Is(err, checkout.ErrNotNow) { // the other instance asks just now
					t.Errorf("onboard: %v", err)
				}
			})
		}
	}
	all.Wait()
	require.Len(t, s.accounts(), 1)
}

// TestOnboardingKilledAtAnyStep kills the process at each of its steps in
// turn, and starts another on what is left.
func TestOnboardingKilledAtAnyStep(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("answer heard %v", !after), func(t *testing.T) {
			s := mustStack(t)
			s.patience = 100 * time.Millisecond
			for n := 0; s.onboardKilledAt(n, after); n++ {
			}
		})
	}
}

// onboardKilledAt is false when all was done before the nth step.
func (s *stack) onboardKilledAt(n int, after bool) bool {
	s.memory, s.broker, s.order.SellerID = statetest.NewMemory(), &broker{}, id.New()
	s.boot()
	f := newFuse(n, after)
	f.attach(s)
	onboard := func() {
		if _, url, _, err := s.Onboard(context.Background(), s.order.SellerID, ""); err == nil {
			s.stripe.Onboard(url, "complete")
		}
		_ = s.Settle(context.Background(), store.AccountDue(s.order.SellerID))
	}
	onboard()
	s.later(time.Minute)
	_ = s.Settle(context.Background(), store.AccountDue(s.order.SellerID))
	killed := f.blown()
	heal(s)
	s.halt(s.writer)
	s.boot()
	for try := 0; s.account().Status() != seller.Enabled; try++ {
		require.Less(s.t, try, 20, "killed at step %d: %+v", n, s.account().State())
		onboard()
		s.later(2 * time.Minute)
		s.sweep()
	}
	require.Equal(s.t, []string{s.account().State().AccountID}, s.accounts(), "killed at step %d", n)
	told := s.sellers()
	require.True(s.t, told[len(told)-1].Payouts, "killed at step %d", n)
	require.Equal(s.t, s.account().State().Version, told[len(told)-1].Version)
	s.halt(s.writer)
	return killed
}
