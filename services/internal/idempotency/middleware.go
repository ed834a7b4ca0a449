package idempotency

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// Middleware answers a repeated POST without running its handler. When the
// handler did not go through Do, its answer is kept after it ran. Two requests
// with one key at this instance wait for each other.
func (k *Keeper) Middleware(c *fiber.Ctx) error {
	if c.Method() != fiber.MethodPost {
		return c.Next()
	}
	if check, ok := k.guards[c.Path()]; ok {
		if err := check(c); err != nil {
			return err
		}
	}
	r, err := k.read(c)
	if err != nil {
		return err
	}
	if r == nil {
		return c.Next()
	}
	release, err := k.acquire(c.UserContext(), r.document)
	if err != nil {
		return err
	}
	defer release()
	if replayed, err := k.replay(c, r); replayed || err != nil {
		return err
	}
	c.Locals(local, r)
	return k.settle(c, r, c.Next())
}

func (k *Keeper) replay(c *fiber.Ctx, r *request) (bool, error) {
	rec, err := state.Read[record](c.UserContext(), k.Reader, r.document)
	if err != nil || !k.live(rec) {
		return false, err
	}
	answer, err := k.open(r, rec)
	if err != nil {
		return false, err
	}
	return true, answer.send(c, true)
}

// settle keeps the answer of a handler that did not do so itself. Should that
// fail, its client is not told of success: it tries again, and all tries then
// get one answer.
func (k *Keeper) settle(c *fiber.Ctx, r *request, handled error) error {
	if r.settled {
		return handled
	}
	var answer reply
	if p, keep := k.refusal(handled); keep {
		var err error
		if answer, err = replyOfProblem(p); err != nil {
			return err
		}
	} else if handled != nil {
		return handled
	} else if answer = written(c); !kept(answer.Status) {
		return nil
	}
	out, err := writer.Do(c.UserContext(), k.Writer, []string{r.document}, func(tx *writer.Tx) (outcome, error) {
		return k.once(tx, r, func() (reply, error) { return answer, nil })
	})
	if err != nil {
		return err
	}
	return out.reply.send(c, out.replayed)
}

// acquire waits until no other request here works under the document.
func (k *Keeper) acquire(ctx context.Context, document string) (release func(), err error) {
	for {
		k.mu.Lock()
		other, taken := k.busy[document]
		if !taken {
			done := make(chan struct{})
			k.busy[document] = done
			k.mu.Unlock()
			return func() { k.release(document, done) }, nil
		}
		k.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (k *Keeper) release(document string, done chan struct{}) {
	k.mu.Lock()
	delete(k.busy, document)
	k.mu.Unlock()
	close(done)
}
