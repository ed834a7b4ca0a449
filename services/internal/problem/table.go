package problem

import (
	"errors"
	"net/http"
	"sync"

	"github.com/gofiber/fiber/v2"
)

// Map says how clients see the sentinel errors of a domain.
//
//	problem.Map{
//		order.ErrNotFound: problem.NotFound("There is no such order."),
//		order.ErrSoldOut:  problem.Conflict("Not enough units are free."),
//	}
type Map map[error]*Problem

// Table collects the maps of one service. Its zero value knows problems and
// Fiber's own errors only. It is safe for concurrent use.
type Table struct {
	mu      sync.RWMutex
	entries []entry
}

type entry struct {
	err     error
	problem *Problem
}

// Add makes more errors known. An error that was added before keeps its
// first problem.
func (t *Table) Add(maps ...Map) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range maps {
		for err, p := range m {
			t.entries = append(t.entries, entry{err, p})
		}
	}
}

// Of finds the problem that err is to a client: a *Problem anywhere in its
// chain, a known error of a domain, or one of Fiber's. What nobody knows is a
// 500 whose cause is err. It returns nil for nil.
func (t *Table) Of(err error) *Problem {
	if err == nil {
		return nil
	}
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, e := range t.entries {
		if errors.Is(err, e.err) {
			return e.problem.Because(err)
		}
	}
	var f *fiber.Error
	if errors.As(err, &f) {
		return ofFiber(f)
	}
	return New(http.StatusInternalServerError, "Something went wrong on our side.").Because(err)
}

// details words what Fiber and fasthttp refuse before any handler runs.
var details = map[int]string{
	http.StatusNotFound:                    "There is nothing at this address.",
	http.StatusMethodNotAllowed:            "This address does not take this method; Allow names those it takes.",
	http.StatusRequestEntityTooLarge:       "The body is larger than 64 KiB.",
	http.StatusRequestHeaderFieldsTooLarge: "The headers are too large.",
	http.StatusRequestTimeout:              "The request took too long to arrive.",
}

func ofFiber(f *fiber.Error) *Problem {
	if detail, ok := details[f.Code]; ok {
		return New(f.Code, detail)
	}
	if f.Code < 400 || f.Code >= 500 {
		return New(http.StatusInternalServerError, "Something went wrong on our side.").Because(f)
	}
	return New(f.Code, "The request is not one this service can read.").Because(f)
}
