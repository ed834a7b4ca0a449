package service

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

const retryEvery = time.Second

type start struct {
	name string
	run  func(context.Context) error
}

type work struct {
	name string
	run  func(context.Context)
}

// OnStart adds work to do once, when the store answers and before the first
// request is served. It is tried again until it succeeds.
func (s *Service) OnStart(name string, run func(ctx context.Context) error) {
	s.starts = append(s.starts, start{name, run})
}

// Background adds work that goes on beside the requests, from when the service
// is ready until its context ends. After a panic it is begun again.
func (s *Service) Background(name string, run func(ctx context.Context)) {
	s.background = append(s.background, work{name, run})
}

// Open starts the writer and everything that needs the store, then opens the
// routes. It tries until ctx ends.
func (s *Service) Open(ctx context.Context) error {
	if err := s.Writer.Start(ctx); err != nil {
		return fmt.Errorf("start writer: %w", err)
	}
	load := func(ctx context.Context) error { return s.Secret.Load(ctx, s.Writer) }
	for _, st := range append([]start{{"secret", load}}, s.starts...) {
		if err := s.persist(ctx, st); err != nil {
			return err
		}
	}
	s.gate.open()
	return nil
}

func (s *Service) persist(ctx context.Context, st start) error {
	for {
		err := st.run(ctx)
		if err == nil {
			return nil
		}
		s.Log.WarnContext(ctx, "start-up work failed, to be tried again", "work", st.name, "error", err)
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", st.name, err)
		case <-time.After(retryEvery):
		}
	}
}

// startBackground runs the background work and returns how to end it.
func (s *Service) startBackground() (stop func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, w := range s.background {
		running.Go(func() { s.keepUp(ctx, w) })
	}
	return func(limit context.Context) {
		cancel()
		done := make(chan struct{})
		go func() { running.Wait(); close(done) }()
		select {
		case <-done:
		case <-limit.Done():
			s.Log.Warn("background work did not end in time")
		}
	}
}

func (s *Service) keepUp(ctx context.Context, w work) {
	for s.runOnce(ctx, w) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(retryEvery):
		}
	}
}

func (s *Service) runOnce(ctx context.Context, w work) (panicked bool) {
	defer func() {
		if cause := recover(); cause != nil {
			panicked = true
			s.Log.ErrorContext(ctx, "background work panicked", "work", w.name, "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
		}
	}()
	w.run(ctx)
	return false
}
