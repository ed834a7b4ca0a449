package moving

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
)

// Export fills the archive in dir from the house. It may be run again at any time: what the broker gave away before is in
// the archive already.
func Export(ctx context.Context, o Options, dir string) error {
	r, err := enter(ctx, o)
	if err != nil {
		return err
	}
	defer r.leave()
	// All that can fail without an archive has to fail before there is one.
	keys, err := r.stores.keys(ctx)
	if err != nil {
		return err
	}
	if keys.total() == 0 {
		return fmt.Errorf("profile %s holds no documents: is it the right profile, and the right folder?", o.House.Profile)
	}
	if err := r.reminders.Check(ctx); err != nil {
		return err
	}
	a, err := archive.Create(dir, o.House.Profile)
	if err != nil {
		return err
	}
	defer a.Close()
	m, err := r.export(ctx, a, keys)
	if err != nil {
		return err
	}
	if err := a.Finish(m); err != nil {
		return err
	}
	printTable(o.Out, m, nil)
	o.say("%s is in %s. It holds password hashes, signing keys and secrets: keep it as you keep those, and remove it when it has served.",
		o.House.Profile, dir)
	return nil
}

// export fills the archive and returns what is in it.
func (r *rooms) export(ctx context.Context, a *archive.Archive, keys keys) (archive.Manifest, error) {
	m := archive.Manifest{Pass: r.Pass, Services: map[string]archive.Sum{}}
	var err error
	for _, service := range r.House.Services {
		if m.Services[service], err = exportDocuments(ctx, r.Options, a, r.stores[service], service, keys[service]); err != nil {
			return m, err
		}
	}
	if m.Topics, err = exportEvents(ctx, r.Options, a, r.broker); err != nil {
		return m, err
	}
	if m.Reminders, err = exportReminders(ctx, a, r.reminders); err != nil {
		return m, err
	}
	m.ExportedAt = time.Now().UTC().Truncate(time.Second)
	return m, r.stores.stillAsleep(ctx)
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
