package state

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/id"
)

// ErrLost says that a store confirmed a write and does not show it. Once, it
// may be a commit that was lost when a server failed; again and again, it is
// a store that is read late.
var ErrLost = errors.New("the store confirmed a write and does not show it")

// Unfit says that a store was seen doing what would break pass.
type Unfit struct {
	Did    string // what it did, as a clause that follows its name
	Breaks string // what that would break, as a sentence
}

func (u *Unfit) Error() string { return "the store " + u.Did }

var (
	unfitInsert = &Unfit{"replaced a document in an insert-only write",
		"Two people could sign up with one e-mail address, and a repeated request be carried out twice."}
	unfitStale = &Unfit{"replaced a document in a write with an outdated etag",
		"Of two sales at the same moment one would be forgotten: two buyers could hold the last ticket."}
	unfitHalf = &Unfit{"kept part of a transaction that failed",
		"An order could be there without its units being held, or units be held for no order."}
	unfitBytes = &Unfit{"gave a document back changed",
		"Titles that buyers see would not be those that sellers wrote."}
	unfitETag = &Unfit{"gave a document no etag, or the same one after a write",
		"Of two sales at the same moment one would be forgotten: two buyers could hold the last ticket."}
)

const (
	probeTTL  = 10 * time.Minute // of what a probe that dies leaves behind
	probeStep = 10 * time.Second
)

// awkward is a document that some stores would read instead of keeping.
const awkward = `{"probe":"$field","$set":{"a.b":"🎟 ñ \" \\ <b>"}}`

// Probe tries a store with a few small writes, under keys that begin with
// prefix and that no other probe has, and removes them. An *Unfit is a verdict:
// it was seen, and no failure nor another instance can be the cause. Any other
// error says that the store does not work just now.
func Probe(ctx context.Context, store Store, prefix string) error {
	p := &probe{store: store, prefix: prefix + id.New() + "/"}
	etag, err := p.create(ctx)
	if err != nil {
		return err
	}
	defer p.clear(ctx)
	if err := p.insertAgain(ctx, etag); err != nil {
		return err
	}
	return p.writeStale(ctx, etag)
}

type probe struct {
	store  Store
	prefix string
}

// create inserts a document, and returns its etag.
func (p *probe) create(ctx context.Context) (etag string, err error) {
	if err := p.transact(ctx, Op{Key: "kept", Value: []byte(awkward), Insert: true}); err != nil {
		return "", err
	}
	items, err := p.get(ctx, "kept")
	if err != nil {
		return "", err
	}
	kept, there := items["kept"]
	switch {
	case !there:
		return "", ErrLost
	case string(kept.Value) != awkward:
		return "", unfitBytes
	case kept.ETag == "":
		return "", unfitETag
	}
	return kept.ETag, nil
}

// insertAgain inserts the document once more, which must fail with all that is
// in the transaction, and then changes it with the right etag.
func (p *probe) insertAgain(ctx context.Context, etag string) error {
	refused := p.transact(ctx, Op{Key: "first", Value: []byte("1")}, Op{Key: "kept", Value: []byte(`"inserted"`), Insert: true})
	changed := p.transact(ctx, Op{Key: "kept", Value: []byte(`"changed"`), ETag: etag})
	items, err := p.get(ctx, "kept", "first")
	if err != nil {
		return err
	}
	_, half := items["first"]
	switch kept := items["kept"]; {
	case string(kept.Value) == `"inserted"`, half && refused == nil:
		return unfitInsert
	case half:
		return unfitHalf
	case string(kept.Value) == `"changed"` && kept.ETag == etag:
		return unfitETag
	case string(kept.Value) == `"changed"`:
		return nil
	case changed != nil:
		return changed
	}
	return ErrLost
}

// writeStale writes with an etag that is no longer the document's, which must
// fail with all that is in the transaction.
func (p *probe) writeStale(ctx context.Context, etag string) error {
	refused := p.transact(ctx, Op{Key: "second", Value: []byte("1")}, Op{Key: "kept", Value: []byte(`"stale"`), ETag: etag})
	items, err := p.get(ctx, "kept", "second")
	if err != nil {
		return err
	}
	_, half := items["second"]
	switch {
	case string(items["kept"].Value) == `"stale"`, half && refused == nil:
		return unfitStale
	case half:
		return unfitHalf
	}
	return nil
}

func (p *probe) transact(ctx context.Context, ops ...Op) error {
	ctx, cancel := context.WithTimeout(ctx, probeStep)
	defer cancel()
	for i := range ops {
		ops[i].Key = p.prefix + ops[i].Key
		if !ops[i].Delete {
			ops[i].TTL = probeTTL
		}
	}
	return p.store.Transact(ctx, ops)
}

// get answers by the keys without the prefix.
func (p *probe) get(ctx context.Context, keys ...string) (map[string]Item, error) {
	ctx, cancel := context.WithTimeout(ctx, probeStep)
	defer cancel()
	full := make([]string, len(keys))
	for i, key := range keys {
		full[i] = p.prefix + key
	}
	found, err := p.store.Get(ctx, full)
	if err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	items := make(map[string]Item, len(found))
	for i, key := range keys {
		if item, ok := found[full[i]]; ok {
			items[key] = item
		}
	}
	return items, nil
}

// clear removes what the probe wrote. Should it fail, the time to live does.
func (p *probe) clear(ctx context.Context) {
	_ = p.transact(ctx, Op{Key: "kept", Delete: true}, Op{Key: "first", Delete: true}, Op{Key: "second", Delete: true})
}
