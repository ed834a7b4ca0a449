package moving

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// compare reads the house again, prints what it holds, and fails when that is not what the manifest says.
func compare(ctx context.Context, o Options, a *archive.Archive, stores stores, reminders *house.Reminders) error {
	now := archive.Manifest{Services: map[string]archive.Sum{}, Topics: a.Manifest.Topics}
	for _, service := range o.House.Services {
		sum, err := sumOf(ctx, o, a, stores[service], service)
		if err != nil {
			return err
		}
		now.Services[service] = sum
	}
	set, err := reminders.List(ctx)
	if err != nil {
		return err
	}
	now.Reminders = archive.SumReminders(set)
	printTable(o.Out, a.Manifest, &now)
	if !maps.Equal(now.Services, withAll(o.House.Services, a.Manifest.Services)) || now.Reminders != a.Manifest.Reminders {
		return ErrDiffers
	}
	o.say("%s holds all that was in %s (exported from %s at %s).",
		o.House.Profile, a.Dir, a.Manifest.Profile, a.Manifest.ExportedAt.Format(time.RFC3339))
	return nil
}

// withAll adds the services that the archive has nothing of.
func withAll(services []string, sums map[string]archive.Sum) map[string]archive.Sum {
	all := maps.Clone(sums)
	for _, service := range services {
		if _, known := all[service]; !known {
			all[service] = archive.NewSummer().Sum()
		}
	}
	return all
}

// sumOf adds up what the house holds of a service. Documents whose time has come since the export count as they were.
func sumOf(ctx context.Context, o Options, a *archive.Archive, store *house.Store, service string) (archive.Sum, error) {
	sum, expired := archive.NewSummer(), 0
	progress := o.progress(service+": documents compared", a.Manifest.Services[service].Count)
	err := a.Documents(service, func(documents []archive.Document) error {
		keys := make([]string, len(documents))
		for i, d := range documents {
			keys[i] = d.Key
		}
		read, err := store.Read(ctx, keys)
		found := map[string]archive.Document{}
		for _, d := range read {
			found[d.Key] = d
		}
		for _, want := range documents {
			got, there := found[want.Key]
			switch {
			case there && same(got, want):
				sum.Add(got.Key, got.Value, want.Expires)
			case there:
				sum.Add(got.Key, got.Value, got.Expires)
			case !want.Expires.IsZero() && time.Until(want.Expires) < endTolerance:
				sum.Add(want.Key, want.Value, want.Expires)
				expired++
			}
		}
		progress(len(documents))
		return err
	})
	if expired > 0 {
		o.say("%s: %d documents have reached their end since the export", service, expired)
	}
	return sum.Sum(), err
}

// printTable prints what a manifest has, and with now also whether that is so.
func printTable(out io.Writer, m archive.Manifest, now *archive.Manifest) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	check := func(got, want archive.Sum) string {
		switch {
		case now == nil:
			return want.Hash[:min(12, len(want.Hash))]
		case got == want:
			return "equal"
		}
		return fmt.Sprintf("DIFFERENT: %d found", got.Count)
	}
	last := "sha256"
	if now != nil {
		last = "new house"
	}
	fmt.Fprintf(t, "\nwhat\tof\tcount\t%s\n", last)
	row := func(what, of string, got, want archive.Sum) {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\n", what, of, want.Count, check(got, want))
	}
	var got archive.Manifest
	if now != nil {
		got = *now
	}
	for _, service := range slices.Sorted(maps.Keys(m.Services)) {
		row("documents", service, got.Services[service], m.Services[service])
	}
	for _, topic := range slices.Sorted(maps.Keys(m.Topics)) {
		row("events", topic, got.Topics[topic], m.Topics[topic])
	}
	row("reminders", "expiration", got.Reminders, m.Reminders)
	fmt.Fprintln(t)
	_ = t.Flush()
}
