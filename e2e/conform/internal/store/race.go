package store

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

const (
	writers    = 8
	increments = 10 // of each writer
)

// counting lets writers of two instances increment one counter. Each increment
// leaves a document of its own in the same transaction, by which its writer
// recognises a commit whose answer was an error.
func counting(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "counting")
	if err := b.Auth[0].Transact(ctx, bed.Op{Key: key("counter"), Value: "0", Insert: true}); err != nil {
		return "", err
	}
	var conflicts atomic.Int64
	errs := parallel(writers, func(w int) error {
		for i := range increments {
			if err := increment(ctx, b.Auth[w%2], key, fmt.Sprint(w, "-", i), &conflicts); err != nil {
				return err
			}
		}
		return nil
	})
	if err := first(errs); err != nil {
		return "", err
	}
	counter, _, err := b.Auth[0].GetOne(ctx, key("counter"))
	if err != nil {
		return "", err
	}
	if want := strconv.Itoa(writers * increments); counter.Value != want {
		return "", fmt.Errorf("%s increments were confirmed, and the counter says %s", want, counter.Value)
	}
	return fmt.Sprintf("%d increments, %d conflicts", writers*increments, conflicts.Load()), nil
}

// increment tries until one increment is in the store.
func increment(ctx context.Context, s *bed.Sidecar, key func(...any) string, name string, conflicts *atomic.Int64) error {
	for ctx.Err() == nil {
		items, err := s.Get(ctx, key("counter"), key("done", name))
		if err != nil {
			return err
		}
		if _, done := items[key("done", name)]; done {
			return nil
		}
		counter := items[key("counter")]
		n, err := strconv.Atoi(counter.Value)
		if err != nil {
			return fmt.Errorf("the counter is %q", counter.Value)
		}
		err = s.Transact(ctx,
			bed.Op{Key: key("counter"), Value: strconv.Itoa(n + 1), ETag: counter.ETag},
			bed.Op{Key: key("done", name), Value: "1", Insert: true})
		if err != nil {
			conflicts.Add(1)
		}
	}
	return ctx.Err()
}

const (
	insertRaces = 10
	inserters   = 8
)

// insertRace lets many transactions insert the same document, each with
// another beside it.
func insertRace(ctx context.Context, b *bed.Bed) (string, error) {
	inVain := 0
	for round := range insertRaces {
		key := keyspace(b, fmt.Sprint("insert race ", round))
		answers := parallel(inserters, func(i int) error {
			return b.Auth[i%2].Transact(ctx,
				bed.Op{Key: key("beside", i), Value: "1", Insert: true},
				bed.Op{Key: key("contested"), Value: strconv.Itoa(i), Insert: true})
		})
		told, err := judgeRace(ctx, b, key, answers)
		if err != nil {
			return "", err
		}
		inVain += told
	}
	return fmt.Sprintf("%d races of %d", insertRaces, inserters) + vain(inVain), nil
}

// judgeRace returns how many were told of success and did not win.
func judgeRace(ctx context.Context, b *bed.Bed, key func(...any) string, answers []error) (inVain int, err error) {
	keys := []string{key("contested")}
	for i := range answers {
		keys = append(keys, key("beside", i))
	}
	items, err := b.Auth[0].Get(ctx, keys...)
	if err != nil {
		return 0, err
	}
	winner, there := items[key("contested")]
	if !there {
		return 0, property.Broken("nobody could sign up or order", "of %d that insert the same document none did: %v", len(answers), answers[0])
	}
	left := 0
	for i, answer := range answers {
		if _, beside := items[key("beside", i)]; beside {
			left++
		}
		if answer == nil && winner.Value != strconv.Itoa(i) {
			inVain++
		}
	}
	switch _, whole := items[key("beside", winner.Value)]; {
	case !whole:
		return 0, property.Broken(halfDone, "the transaction that won the race left one of its two documents")
	case left > 1 && inVain > 0:
		return 0, fmt.Errorf("%d transactions inserted the same document", left)
	case left > 1:
		return 0, property.Broken(halfDone, "%d transactions that lost the race left one of their two documents", left-1)
	}
	return inVain, nil
}

// parallel runs do for 0 to n-1 at once.
func parallel(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errs
}

func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
