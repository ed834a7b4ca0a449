package password

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"
)

// ErrBusy says that too many hashes wait already; the same call may work a
// moment later.
var ErrBusy = errors.New("too many passwords to hash at once")

// Argon2id parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two
// passes, one lane.
var owasp = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashMemory is what one running hash takes, in bytes.
const HashMemory = 19 << 20

// Hasher hashes and checks passwords with Argon2id, a bounded number at once.
type Hasher struct {
	params argon2id.Params
	slots  *semaphore.Weighted
	wait   time.Duration
	decoy  string
	// rest gives the memory of the hashes back when there was none for a while:
	// the runtime would keep it for long.
	rest *time.Timer
}

// restAfter is how long after the last hash memory is given back.
const restAfter = 2 * time.Second

// NewHasher hashes at most atOnce passwords at the same time; further ones
// wait in order, for at most wait.
func NewHasher(atOnce int, wait time.Duration) (*Hasher, error) {
	return newHasher(owasp, atOnce, wait)
}

func newHasher(params argon2id.Params, atOnce int, wait time.Duration) (*Hasher, error) {
	decoy, err := argon2id.CreateHash("no account has this", &params)
	if err != nil {
		return nil, fmt.Errorf("hash decoy: %w", err)
	}
	return &Hasher{
		params: params, slots: semaphore.NewWeighted(int64(atOnce)), wait: wait, decoy: decoy,
		rest: time.AfterFunc(restAfter, debug.FreeOSMemory),
	}, nil
}

// Hash gives the PHC string of p, with a salt of its own. Its errors are
// ErrBusy and the context's.
func (h *Hasher) Hash(ctx context.Context, p Password) (string, error) {
	if err := h.acquire(ctx); err != nil {
		return "", err
	}
	defer h.release()
	hash, err := argon2id.CreateHash(p.normalised, &h.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// Check says whether p is the password that hash was made from. An empty hash
// is that of an account which does not exist: the answer is no, after the
// same work. Its errors are ErrBusy, the context's, and a hash that is none.
func (h *Hasher) Check(ctx context.Context, p Password, hash string) (bool, error) {
	if err := h.acquire(ctx); err != nil {
		return false, err
	}
	defer h.release()
	if hash == "" {
		_, _, err := argon2id.CheckHash(p.normalised, h.decoy)
		return false, err
	}
	match, _, err := argon2id.CheckHash(p.normalised, hash)
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return match, nil
}

// Outdated says whether hash was made with other parameters than those in
// force, so that its password should be hashed anew when it is next typed.
func (h *Hasher) Outdated(hash string) bool {
	params, _, _, err := argon2id.DecodeHash(hash)
	return err != nil || *params != h.params
}

func (h *Hasher) acquire(ctx context.Context) error {
	waiting, cancel := context.WithTimeoutCause(ctx, h.wait, ErrBusy)
	defer cancel()
	if h.slots.Acquire(waiting, 1) != nil {
		return context.Cause(waiting)
	}
	return nil
}

func (h *Hasher) release() {
	h.slots.Release(1)
	h.rest.Reset(restAfter)
}
