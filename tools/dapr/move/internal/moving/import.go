package moving

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// ErrDiffers says that the new house does not hold what the archive does.
var ErrDiffers = errors.New("the new house differs from the archive")

// Import brings the archive in dir into an empty house, and holds what is there afterwards against the manifest. A house
// that has a part of the archive and nothing else counts as empty, so an import that broke off can be run again.
func Import(ctx context.Context, o Options, dir string) error {
	a, err := archive.Open(dir)
	if err != nil {
		return err
	}
	defer a.Close()
	content, err := verify(o, a)
	if err != nil {
		return err
	}
	r, err := enter(ctx, o)
	if err != nil {
		return err
	}
	defer r.leave()
	present, err := checkEmpty(ctx, o, a, r.stores)
	if err != nil {
		return err
	}
	if err := r.reminders.CheckAmong(ctx, content.reminders); err != nil {
		return err
	}
	for _, service := range o.House.Services {
		if err := importDocuments(ctx, o, a, r.stores[service], service, present[service]); err != nil {
			return err
		}
	}
	if err := importEvents(ctx, o, r.broker, a.Manifest, content.topics); err != nil {
		return err
	}
	if err := importReminders(ctx, o, r.reminders, content.reminders); err != nil {
		return err
	}
	return compare(ctx, o, a, r.stores, r.reminders)
}

// content is what is read of an archive as a whole.
type content struct {
	topics    map[string][]archive.Event
	reminders []archive.Reminder
}

// verify holds an archive against its manifest.
func verify(o Options, a *archive.Archive) (content, error) {
	var c content
	for service := range a.Manifest.Services {
		if !slices.Contains(o.House.Services, service) {
			return c, fmt.Errorf("the archive has documents of %s, which profile %s does not know", service, o.House.Profile)
		}
	}
	for service, want := range a.Manifest.Services {
		sum := archive.NewSummer()
		err := a.Documents(service, func(documents []archive.Document) error {
			for _, d := range documents {
				sum.Add(d.Key, d.Value, d.Expires)
			}
			return nil
		})
		if err == nil {
			err = sameSum("documents of "+service, sum.Sum(), want)
		}
		if err != nil {
			return c, err
		}
	}
	var err error
	if c.topics, err = a.Events(); err != nil {
		return c, err
	}
	if c.reminders, err = a.Reminders(); err != nil {
		return c, err
	}
	sums := archive.SumEvents(c.topics)
	for _, topic := range slices.Sorted(maps.Keys(union(sums, a.Manifest.Topics))) {
		if err := sameSum("events of "+topic, sums[topic], a.Manifest.Topics[topic]); err != nil {
			return c, err
		}
	}
	return c, sameSum("reminders", archive.SumReminders(c.reminders), a.Manifest.Reminders)
}

func union[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func sameSum(what string, got, want archive.Sum) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("the archive is damaged: its %s are %d with the hash %.12s, its manifest has %d with %.12s",
		what, got.Count, got.Hash, want.Count, want.Hash)
}

// checkEmpty refuses a house with documents that are not the archive's. It returns the keys of those that are there.
func checkEmpty(ctx context.Context, o Options, a *archive.Archive, stores stores) (map[string]map[string]bool, error) {
	present := map[string]map[string]bool{}
	var strangers []string
	for _, service := range o.House.Services {
		found, err := stores[service].Keys(ctx)
		if err != nil {
			return nil, err
		}
		present[service] = map[string]bool{}
		for _, key := range found {
			present[service][key] = true
		}
		n, err := strangersOf(ctx, a, stores[service], service, present[service])
		if err != nil {
			return nil, err
		}
		if n > 0 {
			// Not their keys, which may have people's addresses in them.
			strangers = append(strangers, fmt.Sprintf("%s %d", service, n))
		}
	}
	if len(strangers) > 0 {
		return nil, fmt.Errorf("profile %s is not empty, it has documents that are not the archive's (%s): only an empty house can be moved into",
			o.House.Profile, strings.Join(strangers, ", "))
	}
	return present, nil
}

// strangersOf counts the documents of a service that the archive has not, or has otherwise.
func strangersOf(ctx context.Context, a *archive.Archive, store *house.Store, service string, present map[string]bool) (int, error) {
	strangers := len(present)
	err := a.Documents(service, func(documents []archive.Document) error {
		wanted := map[string]archive.Document{}
		for _, d := range documents {
			if present[d.Key] {
				wanted[d.Key] = d
			}
		}
		if len(wanted) == 0 {
			return nil
		}
		found, err := store.Read(ctx, slices.Sorted(maps.Keys(wanted)))
		for _, d := range found {
			if same(d, wanted[d.Key]) {
				strangers--
			}
		}
		return err
	})
	return strangers, err
}

// endTolerance is how much the end of a document may differ: stores count in whole seconds, by a clock of their own.
const endTolerance = 5 * time.Second

func same(got, want archive.Document) bool {
	return bytes.Equal(got.Value, want.Value) && got.Expires.IsZero() == want.Expires.IsZero() &&
		got.Expires.Sub(want.Expires).Abs() <= endTolerance
}

func importDocuments(ctx context.Context, o Options, a *archive.Archive, store *house.Store, service string, present map[string]bool) error {
	progress := o.progress(service+": documents imported", a.Manifest.Services[service].Count)
	return a.Documents(service, func(documents []archive.Document) error {
		n := len(documents)
		documents = slices.DeleteFunc(documents, func(d archive.Document) bool { return present[d.Key] })
		if err := store.Insert(ctx, documents); err != nil {
			return err
		}
		progress(n)
		return nil
	})
}
