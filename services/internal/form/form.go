// Package form reads JSON bodies and query strings strictly: one flat object,
// known fields only, each once, each of its type and within its bounds. It
// collects every mistake before it answers, so that a client learns all of
// them from one 400.
//
//	f, err := form.Parse(c)
//	if err != nil {
//		return err
//	}
//	title := f.String("title", form.Required, form.Length(1, 200))
//	quantity := f.Int("quantity", form.Default(1), form.Range(1, 10_000))
//	startsAt := f.Time("startsAt")
//	if err := f.Err(); err != nil {
//		return err
//	}
//
// The values are copies and may be kept.
package form

import (
	"fmt"
	"sort"

	"github.com/saheedt/pass/services/internal/problem"
)

// MaxBody is the largest body in bytes that Parse takes.
const MaxBody = 64 << 10

// maxErrors bounds the answer to a body that is wrong thousands of times.
const maxErrors = 100

// Form is one request's input. Asking for a field makes it known; Err rejects
// what nobody asked for. It is for one goroutine.
type Form struct {
	values map[string]value
	asked  map[string]bool
	errors []problem.Field
	strict bool // unknown fields are mistakes
}

// Has reports whether the client sent the field with a value other than null.
// It does not make the field known.
func (f *Form) Has(name string) bool {
	v, ok := f.values[name]
	return ok && v.kind != kindNull
}

// Reject adds a mistake that only the caller can see, such as one that
// involves two fields. A field keeps its first mistake only.
func (f *Form) Reject(name, message string) {
	for _, e := range f.errors {
		if e.Field == name {
			return
		}
	}
	f.errors = append(f.errors, problem.Field{Field: name, Message: message})
}

// Err is a 400 *problem.Problem that names every bad, missing and unknown
// field, or nil. Call it after all fields were asked for.
func (f *Form) Err() error {
	errors := append([]problem.Field{}, f.errors...)
	if f.strict {
		errors = append(errors, f.unknown()...)
	}
	if len(errors) == 0 {
		return nil
	}
	if more := len(errors) - maxErrors; more > 0 {
		errors = append(errors[:maxErrors], problem.Field{Message: fmt.Sprintf("and %d more", more)})
	}
	return problem.Invalid(errors...)
}

func (f *Form) unknown() []problem.Field {
	var unknown []problem.Field
	for name := range f.values {
		if !f.asked[name] {
			unknown = append(unknown, problem.Field{Field: shorten(name), Message: "is not a known field"})
		}
	}
	sort.Slice(unknown, func(i, j int) bool { return unknown[i].Field < unknown[j].Field })
	return unknown
}

// shorten keeps a made-up field name from filling the answer.
func shorten(name string) string {
	const longest = 64
	runes := []rune(name)
	if len(runes) <= longest {
		return name
	}
	return string(runes[:longest]) + "…"
}
