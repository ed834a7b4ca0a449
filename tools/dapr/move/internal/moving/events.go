package moving

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// exportEvents takes from the broker what the services have not handled.
func exportEvents(ctx context.Context, o Options, a *archive.Archive, broker *house.Broker) (map[string]archive.Sum, error) {
	log, err := a.LogEvents()
	if err != nil {
		return nil, err
	}
	o.say("events: taking what the broker has not delivered, until it has had nothing to give for a while")
	var taken atomic.Int64
	stop := o.every(func() { o.say("events: %d taken", taken.Load()) })
	err = broker.Receive(ctx, func(e archive.Event) error {
		taken.Add(1)
		return log.Add(e)
	})
	stop()
	if err := errors.Join(err, log.Close()); err != nil {
		return nil, err
	}
	topics, err := a.Events()
	return archive.SumEvents(topics), err
}

// remembered is how long a broker drops an event that comes a second time: JetStream's default.
const remembered = 2*time.Minute + 10*time.Second

// importEvents publishes again what was not handled in the old house. Whoever had an event before takes it for stale.
func importEvents(ctx context.Context, o Options, broker *house.Broker, m archive.Manifest, topics map[string][]archive.Event) error {
	total := 0
	for _, events := range topics {
		total += len(events)
	}
	if total == 0 {
		return nil
	}
	if wait := time.Until(m.ExportedAt.Add(remembered)); wait > 0 && broker.Remembers() {
		o.say("events: waiting %s, because this broker would drop those that it had a moment ago", wait.Round(time.Second))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	progress := o.progress("events published", total)
	for topic, events := range topics {
		for _, e := range events {
			if err := broker.Publish(ctx, topic, []byte(e.Raw)); err != nil {
				return err
			}
			progress(1)
		}
	}
	return nil
}

func exportReminders(ctx context.Context, a *archive.Archive, reminders *house.Reminders) (archive.Sum, error) {
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
