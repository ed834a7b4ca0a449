package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/ledger"
)

var (
	now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	mv  = ledger.Move{SellerID: "ann", Currency: "usd", Ref: "pi_1", At: now}
)

// sale is a captured payment of 10,300, 300 of it the platform's.
func sale(t *testing.T) ledger.Ledger {
	t.Helper()
	l, err := ledger.Ledger{OrderID: "o", SellerID: "ann"}.Add(append([]ledger.Entry{mv.Authorized(10300), mv.Captured(10300)}, mv.Fee(300)...)...)
	require.NoError(t, err)
	return l
}

func TestMovements(t *testing.T) {
	type accounts map[string]int64
	for name, c := range map[string]struct {
		entries  []ledger.Entry
		accounts accounts
		tally    ledger.Tally
	}{
		"captured": {nil, accounts{"stripe": 10300, "seller/ann": -10000, "fees": -300}, ledger.Tally{Sales: 10000}},
		"part refunded": {mv.Refunded("r", 5150, 150), accounts{"stripe": 5150, "seller/ann": -5000, "fees": -150},
			ledger.Tally{Sales: 10000, Refunded: 5000}},
		"refund without fee": {mv.Refunded("r", 1000, 0), accounts{"stripe": 9300, "seller/ann": -9000, "fees": -300},
			ledger.Tally{Sales: 10000, Refunded: 1000}},
		"refund failed": {append(mv.Refunded("r", 10300, 300), mv.RefundFailed("r", 10300, 300)),
			accounts{"stripe": 10300, "seller/ann": -10000, "fees": -300}, ledger.Tally{Sales: 10000}},
		"in dispute": {[]ledger.Entry{mv.Disputed("d", 10300)}, accounts{"disputed": 10300, "seller/ann": -10000, "fees": -300},
			ledger.Tally{Sales: 10000, Disputed: 10000}},
		"dispute won": {[]ledger.Entry{mv.Disputed("d", 10300), mv.DisputeWon("d", 10300)},
			accounts{"stripe": 10300, "seller/ann": -10000, "fees": -300}, ledger.Tally{Sales: 10000}},
		"dispute lost": {[]ledger.Entry{mv.Disputed("d", 10300), mv.DisputeLost("d", 10300, 300)}, accounts{},
			ledger.Tally{Sales: 10000, Disputed: 10000}},
		"transferred": {[]ledger.Entry{mv.Transferred("t", 10000)}, accounts{"stripe": 300, "fees": -300},
			ledger.Tally{Sales: 10000, Transferred: 10000}},
		"part reversed": {[]ledger.Entry{mv.Transferred("t", 10000), mv.TransferReversed("v", 4000)},
			accounts{"stripe": 4300, "fees": -300, "seller/ann": -4000}, ledger.Tally{Sales: 10000, Transferred: 6000}},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := sale(t).Add(c.entries...)
			require.NoError(t, err)
			got := accounts{}
			for account, by := range l.Balances() {
				got[account] = by["usd"]
			}
			require.Equal(t, c.accounts, got)
			require.Equal(t, map[string]ledger.Tally{"usd": c.tally}, l.Tallies())
			require.Equal(t, c.tally.Sales-c.tally.Refunded-c.tally.Disputed-c.tally.Transferred, c.tally.Balance())
		})
	}
}

func TestVoidedLeavesNothing(t *testing.T) {
	l, err := ledger.Ledger{OrderID: "o"}.Add(mv.Authorized(500), mv.Voided(500))
	require.NoError(t, err)
	require.Empty(t, l.Balances())
	require.Empty(t, l.Tallies())
}

func TestUnknownSeller(t *testing.T) {
	l, err := ledger.Ledger{OrderID: "o"}.Add(ledger.Move{Currency: "usd"}.Captured(500))
	require.NoError(t, err)
	require.Equal(t, int64(-500), l.Balances()["seller/unknown"]["usd"])
	require.Equal(t, ledger.Tally{Sales: 500}, l.Tallies()["usd"])
}

func TestSellerStaysFromTheCaptureOn(t *testing.T) {
	l, err := ledger.Ledger{OrderID: "o"}.Add(mv.Authorized(500))
	require.NoError(t, err)
	require.Equal(t, "bob", l.Owned("bob").SellerID)
	require.Equal(t, "ann", sale(t).Owned("bob").SellerID)
}

func TestRefusedEntries(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ledger.Entry)
		err    error
	}{
		"unbalanced":  {func(e *ledger.Entry) { e.Lines[0].Amount++ }, ledger.ErrUnbalanced},
		"one line":    {func(e *ledger.Entry) { e.Lines = e.Lines[:1] }, ledger.ErrMalformed},
		"no id":       {func(e *ledger.Entry) { e.ID = "" }, ledger.ErrMalformed},
		"no currency": {func(e *ledger.Entry) { e.Currency = "" }, ledger.ErrMalformed},
		"no account":  {func(e *ledger.Entry) { e.Lines[0].Account = "" }, ledger.ErrMalformed},
		"a line of 0": {func(e *ledger.Entry) { e.Lines = append(e.Lines, ledger.Line{Account: "fees"}) }, ledger.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			bad := mv.Authorized(500)
			c.change(&bad)
			l := sale(t)
			after, err := l.Add(mv.Transferred("t", 1), bad)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, l, after)
		})
	}
}

// someEntry is any movement with one of a few ids, so that some come twice.
func someEntry(r *rand.Rand) []ledger.Entry {
	m := ledger.Move{SellerID: "ann", Currency: []string{"usd", "jpy", "kwd"}[r.IntN(3)], Ref: "x", At: now.Add(time.Duration(r.IntN(1e9)))}
	id, amount := fmt.Sprint(r.IntN(6)), 1+r.Int64N(99_999_999)
	fee := r.Int64N(amount + 1)
	switch r.IntN(9) {
	case 0:
		return m.Refunded(id, amount, fee)
	case 1:
		return []ledger.Entry{m.RefundFailed(id, amount, fee)}
	case 2:
		return []ledger.Entry{m.Disputed(id, amount)}
	case 3:
		return []ledger.Entry{m.DisputeWon(id, amount)}
	case 4:
		return []ledger.Entry{m.DisputeLost(id, amount, fee)}
	case 5:
		return []ledger.Entry{m.Transferred(id, amount)}
	case 6:
		return []ledger.Entry{m.TransferReversed(id, amount)}
	case 7:
		return append([]ledger.Entry{m.Captured(amount)}, m.Fee(fee)...)
	}
	return []ledger.Entry{m.Authorized(amount), m.Voided(amount)}
}

// TestAnyHistory adds movements at random, some twice: entries stay as they
// are, whatever comes twice changes nothing, all accounts together hold 0, and
// running totals are the sums of the entries.
func TestAnyHistory(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := ledger.Ledger{OrderID: "o", SellerID: "ann"}
		running := map[string]map[string]int64{}
		for range 1 + r.IntN(30) {
			before := append([]ledger.Entry{}, l.Entries...)
			more := someEntry(r)
			for _, e := range more {
				if l.Has(e.ID) {
					continue
				}
				for _, line := range e.Lines {
					if running[line.Account] == nil {
						running[line.Account] = map[string]int64{}
					}
					running[line.Account][e.Currency] += line.Amount
				}
			}
			next, err := l.Add(more...)
			require.NoError(t, err)
			require.Equal(t, before, append([]ledger.Entry{}, l.Entries...), "the ledger before is untouched")
			require.Equal(t, before, next.Entries[:len(before)], "append only")
			twice, err := next.Add(more...)
			require.NoError(t, err)
			require.Equal(t, next, twice)
			l = next
		}
		requireBooks(t, l, running)
	}
}

func requireBooks(t *testing.T, l ledger.Ledger, running map[string]map[string]int64) {
	t.Helper()
	total := map[string]int64{}
	for account, by := range running {
		for currency, amount := range by {
			require.Equal(t, amount, l.Balances()[account][currency])
			total[currency] += amount
		}
	}
	for currency, sum := range total {
		require.Zero(t, sum, currency)
		// What is in dispute has not left the seller's account yet.
		if l.Balances()[ledger.InDispute][currency] == 0 {
			require.Equal(t, -l.Balances()[ledger.Seller("ann")][currency], l.Tallies()[currency].Balance())
		}
	}
}
