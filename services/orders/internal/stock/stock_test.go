package stock

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, 3, 14, 15, 9, 26, 535000000, time.UTC)

// shelf keeps blocks between transactions.
type shelf struct {
	head   Head
	blocks map[int]Block
}

func (s *shelf) open() *Stock {
	return Open(s.head, func(n int) (*Block, error) {
		block, ok := s.blocks[n]
		if !ok {
			return nil, fmt.Errorf("no block %d", n)
		}
		return &block, nil
	})
}

// do runs change and keeps its work when it returns no error.
func (s *shelf) do(change func(*Stock) error) error {
	stock := s.open()
	if err := change(stock); err != nil {
		return err
	}
	s.head = stock.Head()
	for _, changed := range stock.Changed() {
		s.blocks[changed.N] = changed.Block
	}
	return nil
}

func (s *shelf) sum() (free, held, sold int) {
	for _, block := range s.blocks {
		free, held, sold = free+block.Free, held+block.Held(), sold+block.Sold
	}
	return free, held, sold
}

func mustShelf(tb testing.TB, quantity int) *shelf {
	s := &shelf{blocks: map[int]Block{}}
	require.NoError(tb, s.do(func(stock *Stock) error { return stock.Resize(quantity) }))
	return s
}

func (s *shelf) hold(id string, units, start int, at time.Time) (parts []Part, err error) {
	err = s.do(func(stock *Stock) error {
		parts, err = stock.Hold(Want{OrderID: id, Units: units, Deadline: at.Add(time.Second), Start: start}, at, noExpiry)
		return err
	})
	return parts, err
}

func noExpiry(string) error { return errors.New("nothing is overdue") }

func TestResizeSpreadsNewUnits(t *testing.T) {
	for quantity, want := range map[int][]int{
		1: {1}, 256: {256}, 257: {129, 128}, 700: {234, 233, 233}, 10_000: nil,
	} {
		s := mustShelf(t, quantity)
		free, _, _ := s.sum()
		require.Equal(t, quantity, free)
		for n, units := range want {
			require.Equal(t, units, s.blocks[n].Free, "block %d of %d units", n, quantity)
		}
		require.Equal(t, (quantity+BlockSize-1)/BlockSize, s.head.Blocks)
	}
}

func TestHoldTakesFromWhereItStarts(t *testing.T) {
	for name, c := range map[string]struct {
		units, start int
		want         []Part
	}{
		"the first block":            {units: 3, start: 0, want: []Part{{0, 3}}},
		"the last block":             {units: 3, start: 2, want: []Part{{2, 3}}},
		"a number past the last":     {units: 3, start: 4, want: []Part{{1, 3}}},
		"the next when one is empty": {units: 10, start: 5, want: []Part{{2, 4}, {0, 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustShelf(t, 600)
			last := s.blocks[2]
			last.Free, last.Sold = 4, 196
			s.blocks[2] = last
			parts, err := s.hold("a", c.units, c.start, now)
			require.NoError(t, err)
			require.Equal(t, c.want, parts)
		})
	}
}

func TestHoldRefusesWhatIsNotFree(t *testing.T) {
	s := mustShelf(t, 5)
	_, err := s.hold("a", 3, 0, now)
	require.NoError(t, err)
	before := s.blocks[0]
	_, err = s.hold("b", 3, 0, now)
	require.Equal(t, Short{Free: 2}, err)
	require.Equal(t, before, s.blocks[0])
}

func TestHoldLetsOverdueHoldsGo(t *testing.T) {
	s := mustShelf(t, 4)
	parts := map[string][]Part{}
	for i, id := range []string{"a", "b", "c"} {
		var err error
		parts[id], err = s.hold(id, 1, 0, now.Add(time.Duration(i)*time.Millisecond))
		require.NoError(t, err)
	}
	due := now.Add(time.Second + Grace)
	for name, c := range map[string]struct {
		at      time.Time
		units   int
		expired []string
		err     error
	}{
		"none in the grace":      {at: due, units: 2, err: Short{Free: 1}},
		"none when enough free":  {at: due.Add(time.Hour), units: 1},
		"as many as needed":      {at: due.Add(time.Hour), units: 2, expired: []string{"a"}},
		"all that are overdue":   {at: due.Add(2 * time.Millisecond), units: 3, expired: []string{"a", "b"}},
		"not those in the grace": {at: due.Add(2 * time.Millisecond), units: 4, expired: []string{"a", "b"}, err: Short{Free: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			var expired []string
			stock := s.open()
			_, err := stock.Hold(Want{OrderID: "x", Units: c.units, Deadline: c.at}, c.at, func(id string) error {
				expired = append(expired, id)
				return stock.Release(id, parts[id])
			})
			require.Equal(t, c.err, err)
			require.Equal(t, c.expired, expired)
		})
	}
}

func TestUnitsComeAndGo(t *testing.T) {
	s := mustShelf(t, 3)
	parts, err := s.hold("a", 2, 0, now)
	require.NoError(t, err)
	require.ErrorIs(t, s.do(func(st *Stock) error { return st.Sell("b", parts) }), ErrNoHold)
	require.ErrorIs(t, s.do(func(st *Stock) error { return st.Release("a", []Part{{0, 1}}) }), ErrNoHold)
	require.NoError(t, s.do(func(st *Stock) error { return st.Sell("a", parts) }))
	require.ErrorIs(t, s.do(func(st *Stock) error { return st.Release("a", parts) }), ErrNoHold)
	require.Equal(t, Block{Free: 1, Sold: 2, Holds: []Hold{}}, s.blocks[0])
	require.NoError(t, s.do(func(st *Stock) error { return st.TakeBack(parts) }))
	require.ErrorIs(t, s.do(func(st *Stock) error { return st.TakeBack(parts) }), ErrNoHold)
	require.Equal(t, Block{Free: 3, Holds: []Hold{}}, s.blocks[0])
}

func TestLoweredQuantityIsOwedUntilUnitsComeBack(t *testing.T) {
	s := mustShelf(t, 5)
	parts, err := s.hold("a", 4, 0, now)
	require.NoError(t, err)
	require.NoError(t, s.do(func(st *Stock) error { return st.Resize(2) }))
	require.Equal(t, Head{Quantity: 2, Owed: 2, Blocks: 1}, s.head)
	require.NoError(t, s.do(func(st *Stock) error { return st.Resize(3) }))
	require.Equal(t, Head{Quantity: 3, Owed: 1, Blocks: 1}, s.head)
	require.NoError(t, s.do(func(st *Stock) error { return st.Release("a", parts) }))
	require.Equal(t, Head{Quantity: 3, Blocks: 1}, s.head)
	require.Equal(t, 3, s.blocks[0].Free)
}

// TestBlocksAreNotChanged looks behind the end of the holds, where a careless
// append would write into the block of somebody else.
func TestBlocksAreNotChanged(t *testing.T) {
	behind := make([]Hold, 1, 4)
	behind[0] = Hold{OrderID: "a", Units: 1}
	block := Block{Free: 3, Holds: behind}
	block.hold(Hold{OrderID: "b", Units: 1})
	require.Equal(t, Hold{}, behind[:2][1])
	_, err := block.release("a", 1)
	require.NoError(t, err)
	require.Equal(t, Block{Free: 3, Holds: []Hold{{OrderID: "a", Units: 1}}}, block)
}
