package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// books is the ledger of an order. A payment from before there was a ledger
// has none: what it would say follows from the documents.
func books(r store.Record) ledger.Ledger {
	switch {
	case r.Ledger != nil:
		return *r.Ledger
	case early(r):
		return ledger.Ledger{OrderID: r.OrderID, Entries: r.Expected()}
	}
	return ledger.Ledger{OrderID: r.OrderID}
}

// early says whether the payment was settled before there was a ledger, which
// came together with the payment's seller.
func early(r store.Record) bool {
	return r.Ledger == nil && r.Payment != nil && r.Payment.SellerID == ""
}

// confirm looks again at each order that did not agree, alone: what Stripe
// says of it now, and what is kept of it now.
func (a *audit) confirm(ctx context.Context) error {
	for i, orderID := range slices.Sorted(maps.Keys(a.suspects)) {
		if err := a.confirmOrder(ctx, orderID, a.suspects[orderID]); err != nil {
			return err
		}
		if a.Progress != nil {
			a.Progress(fmt.Sprintf("%d of %d orders looked at again", i+1, len(a.suspects)))
		}
	}
	return nil
}

func (a *audit) confirmOrder(ctx context.Context, orderID string, intents []string) error {
	records, err := store.Records(ctx, a.Reader, []string{orderID})
	if err != nil {
		return err
	}
	facts, err := a.Stripe.Order(ctx, orderID, intentsOf(records[0], intents))
	if err != nil {
		return err
	}
	if records, err = store.Records(ctx, a.Reader, []string{orderID}); err != nil {
		return err
	}
	r := records[0]
	differences := append(unexplained(r), missing(r, facts)...)
	if r.Ledger != nil && a.doubtful[bucketOf(orderID)] && !a.listed[orderID] {
		differences = append(differences, Difference{
			Thing: "order " + orderID, What: "the order has a ledger, but is not in the book of all ledgers", Books: "not listed",
			Do: doRestore,
		})
	}
	young := a.Clock().Sub(changed(r, facts)) < a.Grace
	for _, d := range differences {
		d.OrderID = orderID
		if young {
			a.report.UnderWay = append(a.report.UnderWay, d)
		} else {
			a.report.Differences = append(a.report.Differences, d)
		}
	}
	return nil
}

// intentsOf are all intents that anything says are the order's.
func intentsOf(r store.Record, named []string) []string {
	intents := slices.Clone(named)
	if r.Payment != nil {
		intents = append(intents, r.Payment.IntentID)
	}
	for _, f := range factsOf(books(r)) {
		if f.Kind == Payment {
			intents = append(intents, f.ID)
		}
	}
	slices.Sort(intents)
	return slices.DeleteFunc(slices.Compact(intents), func(id string) bool { return len(id) < 4 || id[:3] != "pi_" })
}

// changed is when anything of the order changed last.
func changed(r store.Record, facts []Fact) (last time.Time) {
	note := func(at time.Time) {
		if at.After(last) {
			last = at
		}
	}
	if r.Payment != nil {
		note(r.Payment.UpdatedAt)
	}
	for _, f := range append(factsOf(books(r)), facts...) {
		note(f.At)
	}
	return last
}

// unexplained compares the ledger with the documents that it follows from.
func unexplained(r store.Record) (differences []Difference) {
	name := "ledger of order " + r.OrderID
	if r.Ledger == nil {
		if r.Payment == nil || early(r) || len(r.Expected()) == 0 {
			return nil
		}
		return []Difference{{Thing: name, What: "the payment has moved money, but there is no ledger", Books: "none", Document: string(r.Payment.Status), Do: doRestore}}
	}
	if r.Payment == nil {
		return []Difference{{Thing: name, What: "there is a ledger, but no document of the payment", Books: entries(r.Ledger.Entries), Document: "none", Do: doRestore}}
	}
	expected := map[string]ledger.Entry{}
	for _, e := range r.Expected() {
		expected[e.ID] = e
	}
	for _, e := range r.Ledger.Entries {
		want, known := expected[e.ID]
		delete(expected, e.ID)
		switch {
		case e.Check() != nil:
			differences = append(differences, Difference{Thing: name, What: e.Check().Error(), Books: describe(e), Do: doTampered})
		case !known:
			differences = append(differences, Difference{Thing: name, What: "no document explains the entry " + e.ID, Books: describe(e), Document: "none", Do: doTampered})
		case !alike(e, want):
			differences = append(differences, Difference{Thing: name, What: "the entry " + e.ID + " differs from the documents", Books: describe(e), Document: describe(want), Do: doTampered})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(expected)) {
		differences = append(differences, Difference{Thing: name, What: "the entry " + id + " is missing", Books: "none", Document: describe(expected[id]), Do: doRestore})
	}
	return differences
}

// alike says whether two entries move the same.
func alike(a, b ledger.Entry) bool {
	return a.Kind == b.Kind && a.Currency == b.Currency && a.Ref == b.Ref && slices.Equal(a.Lines, b.Lines)
}

// missing compares what Stripe has of the order with what the ledger has.
func missing(r store.Record, facts []Fact) (differences []Difference) {
	ours := map[string]Fact{}
	for _, f := range factsOf(books(r)) {
		ours[f.ID] = f
	}
	for _, f := range facts {
		known, found := ours[f.ID]
		delete(ours, f.ID)
		switch {
		case !found && !f.idle():
			differences = append(differences, Difference{Thing: f.name(), What: "Stripe has it, the ledger does not", Stripe: f.value(), Books: "none", Do: doUnknown(f.Kind)})
		case found && !known.same(f):
			differences = append(differences, Difference{Thing: f.name(), What: "Stripe and the ledger differ", Stripe: f.value(), Books: known.value(), Do: doDiffers})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ours)) {
		f := ours[id]
		differences = append(differences, Difference{Thing: f.name(), What: "the ledger has it, Stripe does not", Stripe: "none", Books: f.value(), Do: doMissing})
	}
	return differences
}
