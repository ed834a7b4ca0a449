package moving

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// keysAtOnce is how many documents are read at once.
const keysAtOnce = 200

// stores are those of all services.
type stores map[string]*house.Store

func openAll(ctx context.Context, o Options) (stores, error) {
	all := stores{}
	for _, service := range o.House.Services {
		store, err := o.House.Store(ctx, service)
		if err != nil {
			all.close()
			return nil, err
		}
		all[service] = store
	}
	return all, nil
}

func (s stores) close() {
	for _, store := range s {
		_ = store.Close()
	}
}

// keys are the keys of every service's documents.
type keys map[string][]string

func (k keys) total() (n int) {
	for _, of := range k {
		n += len(of)
	}
	return n
}

func (s stores) keys(ctx context.Context) (keys, error) {
	all := keys{}
	for service, store := range s {
		var err error
		if all[service], err = store.Keys(ctx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// alive names the instances that are taken for alive, and the end of the last lease.
func (s stores) alive(ctx context.Context) (instances []string, until time.Time, err error) {
	all, err := s.keys(ctx)
	if err != nil {
		return nil, until, err
	}
	for service, store := range s {
		leases, err := store.Alive(ctx, all[service])
		if err != nil {
			return nil, until, err
		}
		for instance, end := range leases {
			instances = append(instances, instance)
			if end.After(until) {
				until = end
			}
		}
	}
	slices.Sort(instances)
	return instances, until, nil
}

// lookEvery is how often the leases are looked at again.
const lookEvery = time.Second

// waitAsleep returns when no instance of a service is alive. One that was killed is taken for alive until its lease ends;
// one whose lease grows runs.
func (s stores) waitAsleep(ctx context.Context, o Options) error {
	instances, first, err := s.alive(ctx)
	if err != nil || len(instances) == 0 {
		return err
	}
	o.say("%s ran a moment ago: waiting up to %s to see that nothing runs any more",
		strings.Join(instances, ", "), time.Until(first).Round(time.Second))
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
		instances, until, err := s.alive(ctx)
		if err != nil || len(instances) == 0 {
			return err
		}
		if until.After(first) {
			return errRuns(instances)
		}
	}
}

func (s stores) stillAsleep(ctx context.Context) error {
	instances, _, err := s.alive(ctx)
	if err == nil && len(instances) > 0 {
		err = errRuns(instances)
	}
	return err
}

func errRuns(instances []string) error {
	return fmt.Errorf("pass runs (%s): stop it first", strings.Join(instances, ", "))
}

// chunks cuts a list into parts of at most n.
func chunks[T any](all []T, n int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			size := min(n, len(all))
			if !yield(all[:size]) {
				return
			}
			all = all[size:]
		}
	}
}
