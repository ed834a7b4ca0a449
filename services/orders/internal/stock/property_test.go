package stock

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// market is a shelf with the orders that have units on it.
type market struct {
	*shelf
	at         time.Time
	made       int
	held, sold map[string][]Part
}

// TestNoUnitIsLostOrSoldTwice plays random games of reserving, cancelling,
// expiring, paying, failing, refunding and resizing and counts after every move.
func TestNoUnitIsLostOrSoldTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &market{
			shelf: mustShelf(t, rapid.IntRange(1, 600).Draw(rt, "quantity")),
			at:    now, held: map[string][]Part{}, sold: map[string][]Part{},
		}
		rt.Repeat(map[string]func(*rapid.T){
			"reserve": m.reserve,
			"many": func(rt *rapid.T) {
				for range 40 {
					m.reserve(rt)
				}
			},
			"release": func(rt *rapid.T) {
				m.move(rt, m.held, nil, func(s *Stock, id string, p []Part) error { return s.Release(id, p) })
			},
			"sell": func(rt *rapid.T) {
				m.move(rt, m.held, m.sold, func(s *Stock, id string, p []Part) error { return s.Sell(id, p) })
			},
			"takeBack": func(rt *rapid.T) {
				m.move(rt, m.sold, nil, func(s *Stock, _ string, p []Part) error { return s.TakeBack(p) })
			},
			"refund": m.refund,
			"resize": m.resize,
			"wait": func(rt *rapid.T) {
				m.at = m.at.Add(time.Duration(rapid.IntRange(1, 2000).Draw(rt, "ms")) * time.Millisecond)
			},
			"": m.check,
		})
	})
}

func (m *market) reserve(rt *rapid.T) {
	m.made++
	id, units := fmt.Sprint(m.made), rapid.IntRange(1, 10).Draw(rt, "units")
	var parts []Part
	gone := []string{}
	err := m.do(func(s *Stock) (err error) {
		parts, err = s.Hold(Want{
			OrderID: id, Units: units, Deadline: m.at.Add(time.Second), Start: rapid.IntRange(0, 5).Draw(rt, "start"),
		}, m.at, func(overdue string) error {
			gone = append(gone, overdue)
			return s.Release(overdue, m.held[overdue])
		})
		return err
	})
	if err != nil {
		short, ok := err.(Short)
		require.True(rt, ok, "%v", err)
		free, _, _ := m.sum()
		require.Less(rt, short.Free, units)
		require.GreaterOrEqual(rt, short.Free, min(units-1, free-m.head.Owed))
		return
	}
	for _, overdue := range gone {
		delete(m.held, overdue)
	}
	m.held[id] = parts
}

func (m *market) move(rt *rapid.T, from, to map[string][]Part, step func(*Stock, string, []Part) error) {
	if len(from) == 0 {
		rt.Skip("no such order")
	}
	ids := make([]string, 0, len(from))
	for id := range from {
		ids = append(ids, id)
	}
	id := rapid.SampledFrom(sorted(ids)).Draw(rt, "order")
	require.NoError(rt, m.do(func(s *Stock) error { return step(s, id, from[id]) }))
	if to != nil {
		to[id] = from[id]
	}
	delete(from, id)
}

// refund puts some units of a sold order on sale again.
func (m *market) refund(rt *rapid.T) {
	if len(m.sold) == 0 {
		rt.Skip("no such order")
	}
	ids := slices.Collect(maps.Keys(m.sold))
	id := rapid.SampledFrom(sorted(ids)).Draw(rt, "order")
	before := slices.Clone(m.sold[id])
	had := units(map[string][]Part{id: before})
	some := rapid.IntRange(0, had+1).Draw(rt, "units")
	taken, rest := Split(m.sold[id], some)
	require.Equal(rt, before, m.sold[id], "the parts that were given stay as they are")
	require.Equal(rt, min(some, had), units(map[string][]Part{id: taken}))
	require.Equal(rt, max(0, had-some), units(map[string][]Part{id: rest}))
	require.NoError(rt, m.do(func(s *Stock) error { return s.TakeBack(taken) }))
	m.sold[id] = rest
}

func (m *market) resize(rt *rapid.T) {
	quantity := rapid.IntRange(1, 900).Draw(rt, "quantity")
	require.NoError(rt, m.do(func(s *Stock) error { return s.Resize(quantity) }))
	require.Equal(rt, quantity, m.head.Quantity)
}

func (m *market) check(rt *rapid.T) {
	free, held, sold := m.sum()
	require.Equal(rt, m.head.Quantity+m.head.Owed, free+held+sold)
	require.Equal(rt, units(m.held), held)
	require.Equal(rt, units(m.sold), sold)
	if m.head.Owed > 0 {
		require.Zero(rt, free, "units are free while some are owed")
	}
	require.Len(rt, m.blocks, m.head.Blocks)
	for n, block := range m.blocks {
		require.LessOrEqual(rt, block.Capacity(), BlockSize, "block %d", n)
		require.GreaterOrEqual(rt, block.Free, 0)
	}
}

func sorted(ids []string) []string {
	slices.Sort(ids)
	return ids
}

func units(orders map[string][]Part) int {
	sum := 0
	for _, parts := range orders {
		for _, part := range parts {
			sum += part.Units
		}
	}
	return sum
}
