package store

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// figures are what the counters say.
type figures struct {
	orders, held, sold, returned, restocked, released, money, reversed, holdsEnded, wrong float64
}

func readFigures(tb testing.TB) figures {
	return figures{
		orders: testutil.ToFloat64(ordersOpened), held: testutil.ToFloat64(unitsHeld), sold: testutil.ToFloat64(unitsSold),
		returned: testutil.ToFloat64(unitsReturned), restocked: testutil.ToFloat64(unitsRestocked), released: sumOf(tb, unitsReleased),
		money: sumOf(tb, sales), reversed: sumOf(tb, salesReversed),
		holdsEnded: sumOf(tb, holdTime), wrong: sumOf(tb, inconsistencies),
	}
}

// sumOf adds up a counter, or the observations of a histogram, over all labels.
func sumOf(tb testing.TB, c prometheus.Collector) float64 {
	registry := prometheus.NewPedanticRegistry()
	require.NoError(tb, registry.Register(c))
	families, err := registry.Gather()
	require.NoError(tb, err)
	sum := 0.0
	for _, family := range families {
		for _, m := range family.GetMetric() {
			sum += m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return sum
}

func (f figures) since(before figures) figures {
	return figures{
		f.orders - before.orders, f.held - before.held, f.sold - before.sold, f.returned - before.returned, f.restocked - before.restocked,
		f.released - before.released, f.money - before.money, f.reversed - before.reversed,
		f.holdsEnded - before.holdsEnded, f.wrong - before.wrong,
	}
}

// auditFigures holds what was counted since then, over all instances, against
// what is stored.
func (w *world) auditFigures(tb testing.TB, before figures, sum counts) {
	now := readFigures(tb).since(before)
	units, open, sold := 0, 0, 0
	orders := w.orders(tb)
	for _, s := range orders {
		units += s.Units
		if s.Status == "created" || s.Status == "awaiting_payment" {
			open++
		}
		if s.Status == "complete" {
			sold += s.Units
		}
	}
	require.EqualValues(tb, len(orders), now.orders, "orders")
	require.EqualValues(tb, units, now.held, "units of all orders")
	require.EqualValues(tb, sum.sold, now.sold-now.returned-now.restocked, "sold and not free again")
	require.EqualValues(tb, sum.held, now.held-now.sold-now.released, "held, and neither sold nor released")
	require.EqualValues(tb, 2500*sold, now.money-now.reversed, "money, in cents")
	require.EqualValues(tb, len(orders)-open, now.holdsEnded, "holds that have ended")
	require.Zero(tb, now.wrong, "stock is as it must be")
}

func TestExpiryLagIsMeasured(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 1)
	o := mustReserve(t, s, l.ID, "buyer", 1, start)
	before := sumOf(t, expiryLag)
	_, err := s.Expire(t.Context(), o.State().ID, start.Add(hold+3*time.Second))
	require.NoError(t, err)
	require.Equal(t, before+1, sumOf(t, expiryLag))
}

// TestStockThatIsWrongIsCounted breaks stock in the store, as nobody should.
func TestStockThatIsWrongIsCounted(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	broken := func(kind string, change func(tx *writer.Tx, l listing.Listing)) {
		l := mustListing(t, s, 4)
		o := mustReserve(t, s, l.ID, "buyer", 1, start)
		_, err := writer.Do(t.Context(), s.writer, []string{listingKey(l.ID), blockKey(l.ID, 0)}, func(tx *writer.Tx) (any, error) {
			if _, err := getBlock(tx, l.ID, 0); err != nil {
				return nil, err
			}
			change(tx, l)
			return nil, nil
		})
		require.NoError(t, err)
		counted := inconsistencies.WithLabelValues(kind)
		before := testutil.ToFloat64(counted)
		_, _ = s.Cancel(context.Background(), "buyer", o.State().ID, start)
		require.Greater(t, testutil.ToFloat64(counted), before, kind)
	}
	broken(missingUnits, func(tx *writer.Tx, l listing.Listing) {
		writer.Put(tx, blockKey(l.ID, 0), &stock.Block{Free: 4, Holds: []stock.Hold{}})
	})
	broken(missingDoc, func(tx *writer.Tx, l listing.Listing) { tx.Delete(blockKey(l.ID, 0)) })
}

func TestSumsThatDoNotComeOutAreCounted(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 4)
	for kind, wrong := range map[string]stock.Block{wrongSum: {Free: 3, Holds: []stock.Hold{}}, wrongBlock: {Free: 5, Sold: -1, Holds: []stock.Hold{}}} {
		before := testutil.ToFloat64(inconsistencies.WithLabelValues(kind))
		_, err := writer.Do(t.Context(), s.writer, []string{listingKey(l.ID), blockKey(l.ID, 0)}, func(tx *writer.Tx) (any, error) {
			doc, err := getListing(tx, l.ID)
			if err != nil {
				return nil, err
			}
			// A stock that was loaded from something else than what is stored.
			st := stock.Open(doc.Stock, func(int) (*stock.Block, error) { return &wrong, nil })
			if _, err := st.Hold(stock.Want{OrderID: "o", Units: 1}, start, nil); err != nil {
				return nil, err
			}
			audit(tx, doc, st)
			return nil, nil
		})
		require.NoError(t, err)
		require.Greater(t, testutil.ToFloat64(inconsistencies.WithLabelValues(kind)), before, kind)
	}
}
