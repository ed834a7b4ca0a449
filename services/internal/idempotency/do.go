package idempotency

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/writer"
)

// outcome is what a change ends in: a reply, or the answer still to encode.
type outcome struct {
	reply    reply
	answer   Answer
	encoded  bool
	replayed bool
}

// Do runs fn through the writer as writer.Do does, with the same rules for
// keys and fn, and sends its answer. When the request has an Idempotency-Key,
// the answer is committed in the same transaction; so is an error that
// clients see as 404 or 409, in place of what fn changed. Errors are for the
// service's error handler.
func (k *Keeper) Do(c *fiber.Ctx, keys []string, fn func(tx *writer.Tx) (Answer, error)) error {
	r, _ := c.Locals(local).(*request)
	if r != nil {
		keys = append(slices.Clone(keys), r.document)
	}
	out, err := writer.Do(c.UserContext(), k.Writer, keys, func(tx *writer.Tx) (outcome, error) {
		if r == nil {
			answer, err := fn(tx)
			return outcome{answer: answer}, err
		}
		return k.once(tx, r, func() (reply, error) { return k.run(tx, fn) })
	})
	if err != nil {
		return err
	}
	if r != nil {
		r.settled = true
	}
	if !out.encoded {
		if out.reply, err = replyOf(out.answer); err != nil {
			return err
		}
	}
	return out.reply.send(c, out.replayed)
}

// run is fn with its refusals turned into replies.
func (k *Keeper) run(tx *writer.Tx, fn func(tx *writer.Tx) (Answer, error)) (reply, error) {
	answer, err := fn(tx)
	if p, keep := k.refusal(err); keep {
		tx.Discard()
		return replyOfProblem(p)
	}
	if err != nil {
		return reply{}, err
	}
	return replyOf(answer)
}

// once gives the answer that the request got before, or else makes one and
// keeps it.
func (k *Keeper) once(tx *writer.Tx, r *request, make func() (reply, error)) (outcome, error) {
	rec, err := writer.Get[record](tx, r.document)
	if err != nil {
		return outcome{}, err
	}
	if k.live(rec) {
		answer, err := k.open(r, rec)
		return outcome{reply: answer, encoded: true, replayed: true}, err
	}
	answer, err := make()
	if err != nil {
		return outcome{}, err
	}
	if kept(answer.Status) {
		sealed, err := k.seal(r, answer)
		if err != nil {
			return outcome{}, err
		}
		writer.PutTTL(tx, r.document, sealed, Keep)
	}
	return outcome{reply: answer, encoded: true}, nil
}
