// Package moving carries a house into an archive, and an archive into a house.
package moving

import (
	"context"
	"fmt"
	"io"

	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// Options are what both ways need.
type Options struct {
	House *house.House
	// Scheduler is the address of the house's scheduler.
	Scheduler string
	// Out gets progress and the table.
	Out io.Writer
	// Pass is the revision of this program.
	Pass string
}

func (o Options) say(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }

// rooms are all parts of a house, open.
type rooms struct {
	Options
	stores    stores
	reminders *house.Reminders
	broker    *house.Broker
}

// enter opens a house in which nothing runs. It changes nothing.
func enter(ctx context.Context, o Options) (*rooms, error) {
	r := &rooms{Options: o}
	err := r.open(ctx)
	if err != nil {
		r.leave()
		return nil, err
	}
	return r, nil
}

func (r *rooms) open(ctx context.Context) (err error) {
	if r.stores, err = openAll(ctx, r.Options); err != nil {
		return err
	}
	if err := r.stores.waitAsleep(ctx, r.Options); err != nil {
		return err
	}
	if r.reminders, err = house.DialReminders(r.Scheduler); err != nil {
		return err
	}
	r.broker, err = r.House.Broker(ctx)
	return err
}

func (r *rooms) leave() {
	r.stores.close()
	if r.reminders != nil {
		_ = r.reminders.Close()
	}
	if r.broker != nil {
		_ = r.broker.Close()
	}
}
