package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/form"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// maxBody bounds a request's parameters, in bytes.
const maxBody = 1 << 20

// call is one request at its endpoint.
type call struct {
	tx     *store.Tx
	params *form.Params
	id     string
	part   string // the second id of the path
	path   string
	cause  engine.Cause
	fate   string // of the answer
}

// endpoint reads its parameters, asks [form.Params.Err], and only then acts.
type endpoint func(c *call) (object.View, error)

// reply is what goes out.
type reply struct {
	status int
	body   []byte
}

// handler runs an endpoint in a transaction; a POST also honours the idempotency key.
func (a *API) handler(run endpoint, writes bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		encoded, err := parameters(w, r)
		if err != nil {
			writeError(w, problem.Invalid("", "", "The request's body could not be read, or is larger than 1 MiB."))
			return
		}
		requestID := w.Header().Get("Request-Id")
		if key := r.Header.Get("Idempotency-Key"); r.Method == http.MethodPost && key != "" {
			a.once(w, r, key, encoded, run)
			return
		}
		c := newCall(r, engine.Cause{RequestID: requestID})
		transact := a.store.View
		if writes {
			transact = a.store.Update
		}
		a.answer(w, a.perform(transact, c, encoded, run))
	})
}

func newCall(r *http.Request, cause engine.Cause) call {
	return call{id: r.PathValue("id"), part: r.PathValue("part"), path: r.URL.Path, cause: cause, fate: troubleOf(r)}
}

func parameters(w http.ResponseWriter, r *http.Request) (string, error) {
	if r.Method != http.MethodPost {
		return r.URL.RawQuery, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	return string(body), err
}

// outcome is an endpoint's answer, or why there is none.
type outcome struct {
	reply reply
	err   error
}

func (a *API) perform(transact func(func(*store.Tx) error) error, c call, encoded string, run endpoint) (result outcome) {
	result.err = transact(func(tx *store.Tx) (err error) {
		result.reply, err = execute(tx, c, encoded, run)
		return err
	})
	return result
}

// execute runs the endpoint, unless the answer is to be a 500.
func execute(tx *store.Tx, c call, encoded string, run endpoint) (reply, error) {
	act := func() (reply, error) { return do(tx, c, encoded, run) }
	if c.fate != "" {
		return troubled(c.fate, act)
	}
	return act()
}

// do runs the endpoint and shows its answer with what the caller wants expanded.
func do(tx *store.Tx, c call, encoded string, run endpoint) (reply, error) {
	params, err := form.Parse(encoded)
	if err != nil {
		return reply{}, err
	}
	c.tx, c.params = tx, params
	paths := params.Strings("expand")
	view, err := run(&c)
	var refusal *problem.Error
	if errors.As(err, &refusal) && refusal.Commits {
		return errorReply(refusal), nil
	}
	if err != nil {
		return reply{}, err
	}
	if err := expand(tx, view, paths); err != nil {
		return reply{}, err
	}
	body, err := encode(view)
	return reply{http.StatusOK, body}, err
}

func (a *API) answer(w http.ResponseWriter, result outcome) {
	if result.err == nil {
		write(w, result.reply)
		return
	}
	writeError(w, a.problemOf(result.err))
}

// problemOf finds the error to show; what is not one of Stripe's is logged and hidden.
func (a *API) problemOf(err error) *problem.Error {
	var shown *problem.Error
	if errors.As(err, &shown) {
		return shown
	}
	a.log.Error("request failed", "error", err)
	return problem.Internal()
}

func errorReply(shown *problem.Error) reply {
	body, err := encode(map[string]any{"error": shown})
	if err != nil {
		return reply{http.StatusInternalServerError, []byte(`{"error":{"type":"api_error","message":"An unknown error occurred"}}`)}
	}
	return reply{shown.Status, body}
}

func writeError(w http.ResponseWriter, shown *problem.Error) { write(w, errorReply(shown)) }

func write(w http.ResponseWriter, out reply) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache, no-store")
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // the caller has gone; there is nobody to tell
}

func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return buffer.Bytes(), err
}
