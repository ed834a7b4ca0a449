package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

const (
	kills      = 3
	together   = 20 // documents of one transaction
	recoverIn  = 60 * time.Second
	settleTime = 500 * time.Millisecond
	// lockedAtMost is how long a killed sidecar's transaction may keep others
	// from its documents. MongoDB ends it after a minute, unless it is set up as
	// docs/mongodb.md says.
	lockedAtMost = 20 * time.Second
)

// killedSidecar kills a sidecar in the middle of transactions that all write
// the same documents, each with one number of its own, and looks through
// another instance whether all documents have the same number.
func killedSidecar(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "killed sidecar")
	var locked time.Duration
	for round := range kills {
		began := time.Now()
		first := round * 1_000_000
		err := bed.Await(ctx, lockedAtMost, func() error { return b.Auth[1].Transact(ctx, numbered(key, first)...) })
		if err != nil {
			return "", property.Broken("what a killed sidecar was selling could not be sold for as long", "after a kill its documents can't be written: %v", err)
		}
		locked = max(locked, time.Since(began))
		last, err := writeUntilKilled(ctx, b.Auth[1], key, first)
		if err != nil {
			return "", err
		}
		if err := whole(ctx, b.Auth[0], key, last); err != nil {
			return "", err
		}
		if err := b.Auth[1].Start(ctx); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d kills, documents writable after at most %s", kills, locked.Round(100*time.Millisecond)), nil
}

// writeUntilKilled counts on from n, and returns the number of the last
// transaction that was confirmed.
func writeUntilKilled(ctx context.Context, s *bed.Sidecar, key func(...any) string, n int) (int, error) {
	killed := make(chan struct{})
	last := n
	go func() {
		time.Sleep(time.Duration(100+rand.IntN(300)) * time.Millisecond)
		s.Kill()
		close(killed)
	}()
	for {
		n++
		if commit(ctx, s, numbered(key, n)...) == nil {
			last = n
			continue
		}
		select {
		case <-killed:
			return last, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

func numbered(key func(...any) string, n int) []bed.Op {
	ops := make([]bed.Op, together)
	for i := range ops {
		ops[i] = bed.Op{Key: key(i), Value: strconv.Itoa(n)}
	}
	return ops
}

// whole checks that all documents are of one transaction, and not of one
// before the last that was confirmed. A server may finish what a killed client
// began: what is seen must stay.
func whole(ctx context.Context, s *bed.Sidecar, key func(...any) string, last int) error {
	var all []string
	for i := range together {
		all = append(all, key(i))
	}
	return bed.Await(ctx, 10*time.Second, func() error {
		items, err := s.Get(ctx, all...)
		if err != nil {
			return err
		}
		time.Sleep(settleTime)
		again, err := s.Get(ctx, all...)
		if err != nil {
			return err
		}
		for _, k := range all {
			switch n, _ := strconv.Atoi(again[k].Value); {
			case again[k] != items[k]:
				return fmt.Errorf("documents go on changing after the kill")
			case again[k].Value != again[all[0]].Value:
				return fmt.Errorf("after the kill some documents are of transaction %s and some of %s", again[all[0]].Value, again[k].Value)
			case n < last:
				return fmt.Errorf("transaction %d was confirmed, and after the kill the documents are of %d", last, n)
			}
		}
		return nil
	})
}

func noServer(b *bed.Bed) string { return b.Servers.NoStore() }

// killedServer kills the server while transactions run, starts it again, and
// looks whether all that was confirmed is there. Sidecars have to find it
// again by themselves.
func killedServer(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "killed server")
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		time.Sleep(500 * time.Millisecond)
		b.Servers.KillStore()
	}()
	confirmed := writeSingly(ctx, b.Auth[0], key)
	<-killed
	began := time.Now()
	if err := b.Servers.StartStore(ctx); err != nil {
		return "", err
	}
	up := time.Since(began)
	for i := range confirmed {
		var there bool
		err := bed.Await(ctx, recoverIn, func() (err error) {
			once, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			_, there, err = b.Auth[0].GetOne(once, key(i))
			return err
		})
		if err != nil || !there {
			return "", orElse(err, "of %d confirmed transactions number %d is gone after the kill", confirmed, i)
		}
	}
	back := time.Since(began) - up
	err := bed.Await(ctx, recoverIn, func() error { return b.Auth[1].Transact(ctx, bed.Op{Key: key("after"), Value: "1"}) })
	if err != nil {
		return "", fmt.Errorf("after the kill another instance can't write: %w", err)
	}
	return fmt.Sprintf("%d transactions; sidecars back %s after the server", confirmed, back.Round(100*time.Millisecond)), nil
}

// writeSingly writes documents 0, 1, 2 … until one fails, and returns how many
// were confirmed.
func writeSingly(ctx context.Context, s *bed.Sidecar, key func(...any) string) int {
	for n := 0; ; n++ {
		once, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := commit(once, s, bed.Op{Key: key(n), Value: strconv.Itoa(n)}, bed.Op{Key: key("last"), Value: strconv.Itoa(n)})
		cancel()
		if err != nil {
			return n
		}
	}
}

// commit is a transaction that is read back, as pass's writer does: some
// stores report success for a commit that a failing server lost.
func commit(ctx context.Context, s *bed.Sidecar, ops ...bed.Op) error {
	if err := s.Transact(ctx, ops...); err != nil {
		return err
	}
	item, _, err := s.GetOne(ctx, ops[0].Key)
	if err == nil && item.Value != ops[0].Value {
		err = errors.New("the commit was lost")
	}
	return err
}
