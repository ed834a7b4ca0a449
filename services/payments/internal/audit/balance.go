package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/store"
)

const (
	// sellersPerRead bounds how many balances are read at once.
	sellersPerRead = 64
	// looks is how often balances that keep changing are summed up again.
	looks = 4
)

// sums are the balances of a shard as its ledgers say, by seller.
type sums map[string]store.Account

func (s sums) add(r store.Record) {
	if r.Ledger == nil || !r.Ledger.Sold() {
		return
	}
	sum := s[r.Ledger.SellerID]
	if sum.Tallies == nil {
		sum.Tallies = map[string]ledger.Tally{}
	}
	for currency, tally := range r.Ledger.Tallies() {
		sum.Tallies[currency] = sum.Tallies[currency].Plus(tally)
	}
	sum.Orders++
	s[r.Ledger.SellerID] = sum
}

// balances compares the running balances of a shard with what its ledgers sum
// up to. Sales go on meanwhile: only a balance that was the same before and
// after the ledgers were read can be judged.
func (a *audit) balances(ctx context.Context, n int, found sums) error {
	sellers := slices.Collect(maps.Keys(found))
	a.report.Balances += len(sellers)
	running, err := a.running(ctx, n, sellers)
	if err != nil {
		return err
	}
	doubtful := differing(found, running, sellers)
	for look := 0; len(doubtful) > 0 && look < looks; look++ {
		before, err := a.running(ctx, n, doubtful)
		if err != nil {
			return err
		}
		again := sums{}
		if err := a.walk(ctx, n, again.add); err != nil {
			return err
		}
		after, err := a.running(ctx, n, doubtful)
		if err != nil {
			return err
		}
		var moving []string
		for _, seller := range differing(again, after, doubtful) {
			if look+1 < looks && !equal(before[seller], after[seller]) {
				moving = append(moving, seller)
				continue
			}
			a.wrong(n, seller, after[seller], again[seller], !equal(before[seller], after[seller]))
		}
		doubtful = moving
	}
	return nil
}

func (a *audit) running(ctx context.Context, n int, sellers []string) (sums, error) {
	all := sums{}
	for some := range slices.Chunk(sellers, sellersPerRead) {
		accounts, err := store.Accounts(ctx, a.Reader, n, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, accounts)
	}
	return all, nil
}

func differing(found, running sums, sellers []string) (differ []string) {
	for _, seller := range sellers {
		if !equal(found[seller], running[seller]) {
			differ = append(differ, seller)
		}
	}
	return differ
}

// equal says whether two balances are the same; a currency in which nothing is
// left counts like none.
func equal(a, b store.Account) bool {
	none := func(_ string, t ledger.Tally) bool { return t == (ledger.Tally{}) }
	left, right := maps.Clone(a.Tallies), maps.Clone(b.Tallies)
	maps.DeleteFunc(left, none)
	maps.DeleteFunc(right, none)
	return a.Orders == b.Orders && maps.Equal(left, right)
}

func (a *audit) wrong(n int, seller string, running, found store.Account, moving bool) {
	d := Difference{
		Thing: fmt.Sprintf("balance of seller %s, shard %d", ledger.Owner(seller), n),
		What:  "the running balance is not what the ledgers sum up to",
		Books: account(running), Document: account(found), Do: doBalance,
	}
	if moving {
		a.report.UnderWay = append(a.report.UnderWay, d)
		return
	}
	a.report.Differences = append(a.report.Differences, d)
}
