// Package property is what the conformance suite is made of: single things
// that pass needs of a store or a broker, each with what breaks without it.
package property

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

// Stage says what may run side by side: the properties of one stage do, and
// the stages follow each other.
type Stage int

// The stages.
const (
	Quiet   Stage = iota // disturbs nobody
	Kills                // kills a sidecar or app of its own
	Servers              // kills a server; alone
	Last                 // looks at what all others left
)

// Stages lists them in their order.
var Stages = []Stage{Quiet, Kills, Servers, Last}

// Together is how many of a stage may run side by side.
func (s Stage) Together() int {
	if s == Servers {
		return 1
	}
	return 64
}

// Property is one thing that pass needs.
type Property struct {
	Area string // store or broker
	Name string // in words, unique
	// Breaks says what would go wrong in pass without it.
	Breaks string
	Stage  Stage
	// Missing says why the property can't be looked at here; empty when it can.
	Missing func(*bed.Bed) string
	// Check returns what was seen, in a few words; an error when the property
	// does not hold.
	Check func(context.Context, *bed.Bed) (seen string, err error)
}

// Failure is an error that breaks something else than the property usually
// would.
type Failure struct{ Saw, Breaks string }

func (f *Failure) Error() string { return f.Saw }

// Broken makes a Failure.
func Broken(breaks, saw string, args ...any) error {
	return &Failure{Saw: fmt.Sprintf(saw, args...), Breaks: breaks}
}

// Result is what became of a property.
type Result struct {
	Area   string
	Name   string
	Took   time.Duration
	Seen   string // in a few words
	NA     string // why it was not looked at
	Err    error
	Breaks string // of a failure
}

// within bounds one property.
const within = 4 * time.Minute

// Run looks at a property.
func (p Property) Run(ctx context.Context, b *bed.Bed) Result {
	result := Result{Area: p.Area, Name: p.Name}
	if p.Missing != nil {
		if result.NA = p.Missing(b); result.NA != "" {
			return result
		}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	began := time.Now()
	result.Seen, result.Err = p.Check(ctx, b)
	result.Took = time.Since(began)
	if result.Err != nil {
		result.Breaks = p.Breaks
		var failure *Failure
		if errors.As(result.Err, &failure) {
			result.Breaks = failure.Breaks
		}
	}
	return result
}
