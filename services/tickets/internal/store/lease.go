package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
)

const (
	// leaseFor is how long an instance has a journal to itself.
	leaseFor = time.Minute
	// leaseEvery is how often it asks for that time anew.
	leaseEvery = leaseFor / 3
	// releaseWithin bounds the return of a journal at the end.
	releaseWithin = 2 * time.Second
)

// journals is the document that names the journals there are. They stay for
// good, because listings are in their buckets; instances come and go under
// names that nobody has again. So an instance leases a journal, and there are
// as many as there were instances at one time. Two that write to the same
// lose nothing, for all documents have etags: they are in each other's way.
type journals struct {
	Names []string         `json:"names"`
	Held  map[string]lease `json:"held,omitempty"` // by name
}

type lease struct {
	By    string    `json:"by"` // an instance
	Until time.Time `json:"until"`
}

// choose finds a journal for an instance: the one it has, the one that has its
// name, any that is free, or a new one.
func (j journals) choose(current, instance string, now time.Time) string {
	free := func(name string) bool {
		held, ok := j.Held[name]
		return slices.Contains(j.Names, name) && (!ok || held.By == instance || now.After(held.Until))
	}
	for _, name := range append([]string{current, instance}, j.Names...) {
		if free(name) {
			return name
		}
	}
	if slices.Contains(j.Names, instance) {
		return id.New()
	}
	return instance
}

// with is the document with a journal held, and without leases that ended.
func (j journals) with(name string, l lease, now time.Time) *journals {
	next := &journals{Names: j.Names, Held: map[string]lease{}}
	for held, old := range j.Held {
		if now.Before(old.Until) && old.By != l.By {
			next.Held[held] = old
		}
	}
	if !now.Before(l.Until) {
		return next
	}
	next.Held[name] = l
	if !slices.Contains(j.Names, name) {
		next.Names = append(slices.Clone(j.Names), name)
	}
	return next
}

// lease gives this instance a journal, or more time with the one it has.
func (s *Store) lease(ctx context.Context) error { return s.hold(ctx, leaseFor) }

// release gives the journal back, so that the next instance finds it free.
func (s *Store) release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseWithin)
	defer cancel()
	return s.hold(ctx, 0)
}

func (s *Store) hold(ctx context.Context, how time.Duration) error {
	now := time.Now().UTC()
	name, err := writer.Do(ctx, s.writer, []string{journalsKey}, func(tx *writer.Tx) (string, error) {
		stored, err := writer.Get[journals](tx, journalsKey)
		if err != nil {
			return "", err
		}
		if stored == nil {
			stored = &journals{}
		}
		name := stored.choose(s.journalName(), s.instance, now)
		writer.Put(tx, journalsKey, stored.with(name, lease{s.instance, now.Add(how)}, now))
		return name, nil
	})
	if err != nil {
		return fmt.Errorf("lease a journal: %w", err)
	}
	s.leased.Store(&name)
	return nil
}

func (s *Store) journalName() string {
	if name := s.leased.Load(); name != nil {
		return *name
	}
	return s.instance
}
