package writer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
)

const (
	// storeTimeout bounds one call of the state store.
	storeTimeout = 5 * time.Second
	// resignTimeout bounds the goodbye of an instance.
	resignTimeout = time.Second
	// tidied is how many published chunks a transaction removes at most, so that
	// it does not get too large for the store after a long outage of the broker.
	tidied = 256
	// chunksPerRead keeps the backlog of an outage from being read as one
	// message, for which there is a limit.
	chunksPerRead = 8
)

// errReplaced ends a writer whose instance name another process has taken.
var errReplaced = errors.New("another process runs under this INSTANCE name: give each its own, or stop one")

// head is the outbox document of an instance. Attempt tells which transaction
// of which process wrote it last: reading it is how a writer knows what was
// committed. The events of a transaction are a chunk, a document of their
// own, so that a backlog does not make every write larger.
type head struct {
	Epoch   string    `json:"epoch"` // the process that owns the outbox
	Attempt int64     `json:"attempt"`
	Lease   time.Time `json:"lease"` // until when its owner is taken for alive
	Chunks  []string  `json:"chunks"`
	// Gone says that the name is not in the registry any more. An owner that lives
	// after all puts it there again before it changes anything.
	Gone bool `json:"gone,omitempty"`
}

type chunk struct {
	Events []contracts.Event `json:"events"`
}

func headKey(instance string) string         { return "outbox/" + instance }
func chunkKey(instance, chunk string) string { return "outbox/" + instance + "/" + chunk }

// outbox is what a writer knows of its own outbox document.
type outbox struct {
	store    state.Store
	relay    *relay
	instance string
	epoch    string
	lease    time.Duration

	known   bool // head and etag are as stored, as far as this process knows
	head    head
	etag    string
	attempt int64     // the last one made, committed or not
	tried   time.Time // when
}

// claim makes this process the owner, registers the instance with its peers,
// and hands the events that are left to the relay.
func (o *outbox) claim(ctx context.Context, log *slog.Logger) error {
	for try := 0; ; try++ {
		err := o.tryClaim(ctx)
		if err == nil {
			return nil
		}
		log.WarnContext(ctx, "outbox not taken over yet", "instance", o.instance, "error", err)
		pause(ctx, backoff(try+1))
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
}

// tryClaim puts the head and the name in place together: of a process that dies
// here, neither is left where nobody looks.
func (o *outbox) tryClaim(ctx context.Context) error {
	old, etag, known, err := o.readAll(ctx)
	if err != nil {
		return err
	}
	o.tried = time.Now()
	mine := head{Epoch: o.epoch, Attempt: 0, Lease: time.Now().Add(o.lease).UTC(), Chunks: old.Chunks}
	ops := append(known.with(o.instance), state.Op{Key: headKey(o.instance), Value: encode(mine), ETag: etag, Insert: etag == ""})
	// Its error says nothing for certain; what is read back does.
	failed := transact(ctx, o.store, ops)
	current, etag, err := readHead(ctx, o.store, o.instance)
	if err != nil {
		return err
	}
	if current.Epoch != o.epoch || current.Gone {
		return errors.Join(errors.New("the claim was not stored"), failed)
	}
	return o.take(ctx, current, etag)
}

func (o *outbox) readAll(ctx context.Context) (h head, etag string, known registry, err error) {
	items, err := get(ctx, o.store, []string{headKey(o.instance), registryKey})
	if err != nil {
		return h, "", known, err
	}
	if known, err = decodeRegistry(items); err != nil {
		return h, "", known, err
	}
	h, etag, err = decodeHead(items, o.instance)
	return h, etag, known, err
}

// confirm tells whether a read shows the intended head, and thus that its
// transaction is committed; its events are then published.
func (o *outbox) confirm(items map[string]state.Item, intended head, chunk string, events []contracts.Event) bool {
	current, etag, err := decodeHead(items, o.instance)
	if err != nil || current.Epoch != intended.Epoch || current.Attempt != intended.Attempt {
		return false
	}
	if chunk != "" {
		o.relay.add(chunk, events)
	}
	// What was read, not what was intended: an adopter may have been there.
	o.relay.keep(current.Chunks)
	o.head, o.etag, o.known = current, etag, !current.Gone
	return true
}

// see makes the head among what was read the known one, unless it is known.
func (o *outbox) see(items map[string]state.Item) error {
	if o.known {
		return nil
	}
	current, etag, err := decodeHead(items, o.instance)
	switch {
	case err != nil:
		return err
	case etag == "":
		// Peers gave it up as empty, so long ago that the store has removed it.
		if err := o.tryClaim(context.Background()); err != nil {
			return errors.Join(errReplaced, err)
		}
		return nil
	case current.Gone && current.Epoch == o.epoch:
		if current, etag, err = o.revive(context.Background(), current, etag); err != nil {
			return err
		}
	}
	return o.take(context.Background(), current, etag)
}

// revive undoes what peers did who took this instance for dead: the name is in
// the registry again before anything is changed, and the lease holds.
func (o *outbox) revive(ctx context.Context, current head, etag string) (head, string, error) {
	known, err := readRegistry(ctx, o.store)
	if err != nil {
		return current, etag, err
	}
	current.Gone, current.Lease = false, time.Now().Add(o.lease).UTC()
	op := state.Op{Key: headKey(o.instance), Value: encode(current), ETag: etag}
	failed := transact(ctx, o.store, append(known.with(o.instance), op))
	current, etag, err = readHead(ctx, o.store, o.instance)
	if err == nil && current.Gone {
		err = errors.Join(errors.New("not registered again"), failed)
	}
	return current, etag, err
}

// doubt makes the next change look at the outbox first when it was not
// written for so long that peers may have given it up. Where it is gone
// altogether, MongoDB would take the write, and nobody find its events.
func (o *outbox) doubt() {
	if time.Since(o.tried) > o.lease {
		o.known = false
	}
}

// take makes what was read the known state: chunks that this process did not
// know of are loaded and published, those that an adopter has published are
// dropped.
func (o *outbox) take(ctx context.Context, current head, etag string) error {
	if current.Epoch != o.epoch {
		return errReplaced
	}
	var unknown []string
	for _, id := range current.Chunks {
		if !o.relay.knows(id) {
			unknown = append(unknown, id)
		}
	}
	chunks, err := readChunks(ctx, o.store, o.instance, unknown)
	if err != nil {
		return err
	}
	for id, events := range chunks {
		o.relay.add(id, events)
	}
	o.relay.keep(current.Chunks)
	o.head, o.etag, o.known = current, etag, true
	return nil
}

// next makes the outbox's part of a transaction: the events as a new chunk,
// the published chunks removed, and the head that lists what is left.
func (o *outbox) next(events []contracts.Event) (ops []state.Op, next head, id string) {
	o.attempt++
	o.tried = time.Now()
	next = head{Epoch: o.epoch, Attempt: o.attempt, Lease: time.Now().Add(o.lease).UTC()}
	for _, chunk := range o.head.Chunks {
		if len(ops) < tidied && o.relay.published(chunk) {
			ops = append(ops, state.Op{Key: chunkKey(o.instance, chunk), Delete: true})
		} else {
			next.Chunks = append(next.Chunks, chunk)
		}
	}
	if len(events) > 0 {
		id = o.epoch[:8] + "-" + strconv.FormatInt(o.attempt, 10)
		next.Chunks = append(next.Chunks, id)
		ops = append(ops, state.Op{Key: chunkKey(o.instance, id), Value: encode(chunk{events})})
	}
	return append(ops, state.Op{Key: headKey(o.instance), Value: encode(next), ETag: o.etag}), next, id
}

// untidy tells whether published events are still listed.
func (o *outbox) untidy() bool {
	return slices.ContainsFunc(o.head.Chunks, o.relay.published)
}

// resign leaves nothing behind but a note that the store removes, or events
// that are left to the peers, whose lease ends at once. It is a courtesy:
// failing is fine.
func (o *outbox) resign(ctx context.Context) {
	// ctx has ended when events are left, which is when peers must know.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resignTimeout)
	defer cancel()
	for try := 1; ctx.Err() == nil && !o.resigned(ctx); try++ {
		pause(ctx, backoff(try)) // the others that stop write the same registry
	}
}

func (o *outbox) resigned(ctx context.Context) bool {
	current, etag, known, err := o.readAll(ctx)
	if err != nil || current.Epoch != o.epoch || current.Gone {
		return true // or as good as that
	}
	o.head, o.etag = current, etag
	ops, next, _ := o.next(nil)
	next.Lease = time.Now().UTC()
	last := &ops[len(ops)-1]
	if len(next.Chunks) == 0 {
		next.Gone, last.TTL = true, removeAfter
		ops = append(ops, known.without(o.instance)...)
		last = &ops[slices.IndexFunc(ops, func(op state.Op) bool { return op.Key == headKey(o.instance) })]
	}
	last.Value = encode(next)
	return transact(ctx, o.store, ops) == nil
}
