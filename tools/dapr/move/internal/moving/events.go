package moving

import (
	"context"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

func exportEvents(ctx context.Context, o Options, a *archive.Archive) (map[string]archive.Sum, error) {
	return nil, nil
}

func importEvents(ctx context.Context, o Options, m archive.Manifest, topics map[string][]archive.Event) error {
	return nil
}

func exportReminders(ctx context.Context, o Options, a *archive.Archive, reminders *house.Reminders) (archive.Sum, error) {
	all, err := reminders.List(ctx)
	if err != nil {
		return archive.Sum{}, err
	}
	return archive.SumReminders(all), a.SaveReminders(all)
}

func importReminders(ctx context.Context, o Options, reminders *house.Reminders, all []archive.Reminder) error {
	progress := o.progress("reminders set", len(all))
	for batch := range chunks(all, 500) {
		if err := reminders.Set(ctx, batch); err != nil {
			return err
		}
		progress(len(batch))
	}
	return nil
}
