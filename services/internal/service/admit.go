package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
)

const (
	// loadWithin is how long components and subscriptions may be missing: they
	// are there when a sidecar is ready, except while it reloads one.
	loadWithin = 10 * time.Second
	// lostAtMost is how many probes in a row may find that a confirmed write is
	// not there.
	lostAtMost = 10
	probeKeys  = "platform/probe/"
)

// admit looks at the store and the broker before the service opens. One that
// can't serve pass is an *Unsuited error; one that is away is waited for.
func (s *Service) admit(ctx context.Context) error {
	loaded, err := s.awaitLoaded(ctx)
	if err != nil {
		return err
	}
	if err := judge(loaded); err != nil {
		return err
	}
	began := time.Now()
	if err := s.probe(ctx, loaded.Components[StateStore].Type); err != nil {
		return err
	}
	s.Log.Info("store and broker looked at", "store", loaded.Components[StateStore].Type,
		"broker", loaded.Components[PubSub].Type, "probe_ms", time.Since(began).Milliseconds())
	return nil
}

// awaitLoaded asks the sidecar what it has until nothing is missing. A sidecar
// on its way up, also for a second time, may take as long as it needs.
func (s *Service) awaitLoaded(ctx context.Context) (sidecar.Loaded, error) {
	var complained time.Time
	for {
		loaded, err := s.Sidecar.Loaded(ctx)
		if err == nil {
			if err = s.missing(loaded); err == nil {
				return loaded, nil
			}
		}
		switch {
		case s.Sidecar.Healthy(ctx) != nil:
			complained = time.Time{}
		case complained.IsZero():
			complained = time.Now()
		case time.Since(complained) > loadWithin:
			return loaded, fmt.Errorf("the sidecar lacks what this service needs: %w. "+
				"Its component files and their scopes say what it has: see docs/profiles.md", err)
		}
		if err := s.pause(ctx, "waiting for the sidecar's components", err); err != nil {
			return loaded, err
		}
	}
}

// missing compares the components and the topics of the events that this
// service handles with what its sidecar has.
func (s *Service) missing(loaded sidecar.Loaded) error {
	var errs []error
	switch store, there := loaded.Components[StateStore]; {
	case !there:
		errs = append(errs, fmt.Errorf("component %s is not loaded", StateStore))
	case len(store.Capabilities) == 0:
		// Or it is being closed, to be loaded anew: for a moment it is still listed.
		errs = append(errs, fmt.Errorf("component %s (%s) declares no capability, neither transactions nor etags", StateStore, store.Type))
	}
	topics := s.Events.Topics()
	if _, there := loaded.Components[PubSub]; !there && len(topics) > 0 {
		errs = append(errs, fmt.Errorf("component %s is not loaded", PubSub))
	}
	for _, topic := range topics {
		if !slices.Contains(loaded.Subscriptions, topic) {
			errs = append(errs, fmt.Errorf("topic %s is not subscribed to", topic))
		}
	}
	return errors.Join(errs...)
}

// probe tries the store until it has shown that it is fit, or that it is not.
func (s *Service) probe(ctx context.Context, storeType string) error {
	for lost := 0; ; {
		err := state.Probe(ctx, s.Store, probeKeys+s.Settings.Instance+"/")
		var unfit *state.Unfit
		switch {
		case err == nil:
			return nil
		case errors.As(err, &unfit):
			return &Unsuited{StateStore, storeType, "It " + unfit.Did + ". " + unfit.Breaks}
		case errors.Is(err, state.ErrLost):
			if lost++; lost == lostAtMost {
				return &Unsuited{StateStore, storeType, "It confirms writes and does not show them. Buyers would not find their orders."}
			}
		default:
			lost = 0
		}
		if err := s.pause(ctx, "waiting for the store", err); err != nil {
			return err
		}
	}
}

// pause waits a little before the next try; it fails when ctx ends.
func (s *Service) pause(ctx context.Context, what string, cause error) error {
	s.Log.WarnContext(ctx, what, "error", cause)
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", what, cause)
	case <-time.After(retryEvery):
		return nil
	}
}
