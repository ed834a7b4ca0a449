// Package suite is the conformance suite as a whole: all properties, and the
// order in which they may be looked at.
package suite

import (
	"context"
	"fmt"
	"sync"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/broker"
	"github.com/saheedt/pass/e2e/conform/internal/property"
	"github.com/saheedt/pass/e2e/conform/internal/store"
)

// All lists the properties, those of the store first.
func All() []property.Property { return append(store.Properties(), broker.Properties()...) }

// Of lists those of one stage.
func Of(stage property.Stage) []property.Property {
	var found []property.Property
	for _, p := range All() {
		if p.Stage == stage {
			found = append(found, p)
		}
	}
	return found
}

// Start starts a bed for a profile, with its files in dir. The bed has to be
// stopped even after an error, unless it is nil.
func Start(ctx context.Context, dir, profile string) (*bed.Bed, error) {
	b, err := bed.New(dir, profile)
	if err != nil {
		return nil, err
	}
	if err := b.StartServers(ctx); err != nil {
		return b, fmt.Errorf("%w\nlogs: %s", err, b.Logs)
	}
	// What fails here fails again as a property, with a name.
	_ = broker.PublishEarly(ctx, b)
	if err := b.StartSidecars(ctx); err != nil {
		return b, fmt.Errorf("%w\nlogs: %s", err, b.Logs)
	}
	_ = broker.Warm(ctx, b)
	return b, nil
}

// Run looks at all properties and reports each when it is done. The documents
// that were written are removed at the end.
func Run(ctx context.Context, b *bed.Bed, report func(property.Result)) {
	for _, stage := range property.Stages {
		var all sync.WaitGroup
		slots := make(chan struct{}, stage.Together())
		for _, p := range Of(stage) {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				report(p.Run(ctx, b))
			})
		}
		all.Wait()
	}
	// What is left is under keys that nobody else uses.
	_ = b.Clean(ctx)
}
