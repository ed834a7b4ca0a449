package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// maxKey is the longest idempotency key that Stripe takes.
const maxKey = 255

// inFlight holds the idempotency keys of the requests that are being worked on.
type inFlight struct{ keys sync.Map }

func (f *inFlight) enter(key string) bool {
	_, taken := f.keys.LoadOrStore(key, true)
	return !taken
}

func (f *inFlight) leave(key string) { f.keys.Delete(key) }

// once runs the endpoint for the first request with the key, and gives later ones its answer again. The answer is stored in
// the transaction of the effect: there is no moment at which a crash could make a repetition act twice.
func (a *API) once(w http.ResponseWriter, r *http.Request, key, encoded string, run endpoint) {
	w.Header().Set("Idempotency-Key", key)
	if len(key) > maxKey {
		writeError(w, idempotencyError(400, "", "Idempotency keys can be at most 255 characters long."))
		return
	}
	if !a.keys.enter(key) {
		w.Header().Set("Stripe-Should-Retry", "true")
		writeError(w, idempotencyError(409, "idempotency_key_in_use", "There is currently another in-progress request using this Idempotent Key "+
			"(that probably means you submitted twice, and the other request is still going through): "+key+". Please try again later."))
		return
	}
	defer a.keys.leave(key)
	requestID := w.Header().Get("Request-Id")
	c := newCall(r, engine.Cause{RequestID: requestID, IdempotencyKey: key})
	mark := fingerprint(r, encoded)
	kept, err := a.kept(key)
	switch {
	case err != nil:
		a.answer(w, outcome{err: err})
	case kept == nil:
		w.Header().Set("Original-Request", requestID)
		a.answer(w, a.performOnce(c, mark, encoded, run))
	case kept.Fingerprint != mark:
		writeError(w, idempotencyError(400, "", "Keys for idempotent requests can only be used with the same parameters they were first used with. "+
			"Try using a key other than '"+key+"' if you meant to execute a different request."))
	default:
		w.Header().Set("Idempotent-Replayed", "true")
		w.Header().Set("Original-Request", kept.RequestID)
		write(w, reply{kept.Status, kept.Body})
	}
}

// kept reads the answer stored under the key; nil when there is none, or it is too old.
func (a *API) kept(key string) (found *store.Reply, err error) {
	err = a.store.View(func(tx *store.Tx) error {
		found, err = store.Replies.Get(tx, key)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || found != nil && a.engine.Now().Sub(time.Unix(found.Created, 0)) >= store.ReplyLife {
		return nil, nil
	}
	return found, err
}

func (a *API) performOnce(c call, mark, encoded string, run endpoint) (result outcome) {
	result.err = a.store.Update(func(tx *store.Tx) (err error) {
		if result.reply, err = execute(tx, c, encoded, run); err != nil {
			return err
		}
		return a.keep(tx, c.cause, mark, result.reply)
	})
	var refusal *problem.Error
	if errors.As(result.err, &refusal) && refusal.Executed {
		result.reply = errorReply(refusal)
		result.err = a.store.Update(func(tx *store.Tx) error { return a.keep(tx, c.cause, mark, result.reply) })
	}
	return result
}

func (a *API) keep(tx *store.Tx, cause engine.Cause, mark string, out reply) error {
	return store.Replies.Put(tx, &store.Reply{
		IdempotencyKey: cause.IdempotencyKey, Fingerprint: mark, RequestID: cause.RequestID,
		Created: a.engine.Now().Unix(), Status: out.status, Body: out.body,
	})
}

// fingerprint is equal for requests with the same method, path and parameters, in whatever order.
func fingerprint(r *http.Request, encoded string) string {
	if values, err := url.ParseQuery(encoded); err == nil {
		encoded = values.Encode()
	}
	sum := sha256.Sum256([]byte(r.Method + " " + r.URL.Path + "\n" + encoded))
	return hex.EncodeToString(sum[:])
}

func idempotencyError(status int, code, message string) *problem.Error {
	return &problem.Error{Status: status, Type: problem.TypeIdempotency, Code: code, Message: message}
}
