// Package idempotency gives a POST that is sent again the first answer again.
//
// A client names its request with the header Idempotency-Key. The first answer
// to a key is kept for 24 hours, for the caller alone: the same request gets
// it again, with Idempotency-Replayed: true; another request under the same
// key is a 409. Kept are successes and what the domain refused (404, 409);
// after any other answer the request may simply be tried again.
//
// The Keeper's Middleware does all of that for every POST. A handler that
// changes documents calls Do, so that the answer is committed together with
// the change; then a lost connection, a crash, or a twin request at another
// instance can't make it happen twice.
//
// Neither the request's body, which may hold a password, nor the answer,
// which may hold a session, can be read in the store: of the first only a
// keyed hash is kept, the second is sealed under the client's key.
package idempotency

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// Headers of requests and of answers that were given before.
const (
	HeaderKey      = "Idempotency-Key"
	HeaderReplayed = "Idempotency-Replayed"
)

// Keep is how long an answer is kept.
const Keep = 24 * time.Hour

const maxKey = 255

// Anonymous is the caller of requests without a session.
const Anonymous = "anonymous"

// Answer is what a handler says through Do. Body becomes JSON; nil means
// none.
type Answer struct {
	Status int
	Body   any
	Header map[string]string
}

// Options are what a Keeper works with; all are required.
type Options struct {
	Writer *writer.Writer
	Reader *state.Reader
	// Problems finds the answer to a handler's error.
	Problems *problem.Table
	// Secret derives the keys of hashes and seals; the same at every instance.
	Secret func(purpose string) []byte
	// Caller tells whose request it is, Anonymous for nobody's. An error is the
	// answer.
	Caller func(*fiber.Ctx) (string, error)
	Clock  func() time.Time
}

// Keeper keeps the first answers. It is safe for concurrent use.
type Keeper struct {
	Options
	shared map[string]bool // paths whose callers are all Anonymous
	guards map[string]func(*fiber.Ctx) error

	mu   sync.Mutex
	busy map[string]chan struct{} // documents of requests under way here
}

// New makes a keeper.
func New(opts Options) *Keeper {
	return &Keeper{Options: opts, shared: map[string]bool{}, guards: map[string]func(*fiber.Ctx) error{}, busy: map[string]chan struct{}{}}
}

// IgnoreSession makes the callers of these paths Anonymous whether they are
// signed in or not: for requests that change who is signed in, as a client
// that repeats one may have got the cookie the first time. It must be called
// before the first request.
func (k *Keeper) IgnoreSession(paths ...string) {
	for _, path := range paths {
		k.shared[path] = true
	}
}

// Guard has every POST to path, a repeated one too, pass check first. Where a
// body holds a password, whoever guesses a key could otherwise go on to guess
// the password by repeating the request, past the handler's limits. It must be
// called before the first request.
func (k *Keeper) Guard(path string, check func(*fiber.Ctx) error) { k.guards[path] = check }

// kept reports whether an answer of this status is the answer for good.
func kept(status int) bool {
	return status >= 200 && status < 300 || status == http.StatusNotFound || status == http.StatusConflict
}

// refusal is the problem that err is, when it is one to keep. That a route
// does not exist is for the router to say, again and again.
func (k *Keeper) refusal(err error) (*problem.Problem, bool) {
	var route *fiber.Error
	if err == nil || errors.As(err, &route) {
		return nil, false
	}
	p := k.Problems.Of(err)
	return p, kept(p.Status)
}
