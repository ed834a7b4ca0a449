// Package moving carries a house into an archive, and an archive into a house.
package moving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
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

// Export fills the archive in dir from the house. It may be run again at any time: what the broker gave away before is in
// the archive already.
func Export(ctx context.Context, o Options, dir string) error {
	stores, err := openAll(ctx, o)
	if err != nil {
		return err
	}
	defer stores.close()
	// All that can fail without an archive has to fail before there is one.
	if err := stores.waitAsleep(ctx, o); err != nil {
		return err
	}
	reminders, err := house.DialReminders(o.Scheduler)
	if err != nil {
		return err
	}
	defer reminders.Close()
	broker, err := o.House.Broker(ctx)
	if err != nil {
		return err
	}
	defer broker.Close()
	if err := reminders.Check(ctx); err != nil {
		return err
	}
	keys, err := stores.keys(ctx)
	if err != nil {
		return err
	}
	if keys.total() == 0 {
		return fmt.Errorf("profile %s holds no documents: is it the right profile, and the right folder?", o.House.Profile)
	}
	a, err := archive.Create(dir, o.House.Profile)
	if err != nil {
		return err
	}
	defer a.Close()
	m := archive.Manifest{Pass: o.Pass, Services: map[string]archive.Sum{}}
	for _, service := range o.House.Services {
		if m.Services[service], err = exportDocuments(ctx, o, a, stores[service], service, keys[service]); err != nil {
			return err
		}
	}
	if m.Topics, err = exportEvents(ctx, o, a, broker); err != nil {
		return err
	}
	if m.Reminders, err = exportReminders(ctx, a, reminders); err != nil {
		return err
	}
	if err := stores.stillAsleep(ctx); err != nil {
		return err
	}
	m.ExportedAt = time.Now().UTC().Truncate(time.Second)
	if err := a.Finish(m); err != nil {
		return err
	}
	printTable(o.Out, m, nil)
	o.say("%s is in %s. It holds password hashes, signing keys and secrets: keep it as you keep those, and remove it when it has served.",
		o.House.Profile, dir)
	return nil
}

func exportDocuments(ctx context.Context, o Options, a *archive.Archive, store *house.Store, service string, keys []string) (archive.Sum, error) {
	w, err := a.WriteDocuments(service)
	if err != nil {
		return archive.Sum{}, err
	}
	progress := o.progress(service+": documents exported", len(keys))
	for batch := range chunks(keys, keysAtOnce) {
		documents, err := store.Read(ctx, batch)
		for _, d := range documents {
			err = errors.Join(err, w.Add(d))
		}
		if err != nil {
			w.Abandon()
			return archive.Sum{}, err
		}
		progress(len(batch))
	}
	return w.Close()
}
