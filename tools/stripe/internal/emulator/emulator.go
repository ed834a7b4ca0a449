// Package emulator puts the parts together: the API, the hosted page, the inspection window, the timers and the sender of
// webhooks.
package emulator

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/api"
	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/fault"
	"github.com/saheedt/pass/tools/stripe/internal/inspect"
	"github.com/saheedt/pass/tools/stripe/internal/page"
	"github.com/saheedt/pass/tools/stripe/internal/store"
	"github.com/saheedt/pass/tools/stripe/internal/webhook"
)

// Settings are what the flags say. Now is the clock of sessions and idempotency keys, the real one when nil.
type Settings struct {
	DataDir       string
	WebhookURL    string
	WebhookSecret string
	// ConnectSecret signs the events of connected accounts; the same when it is empty.
	ConnectSecret string
	PublicURL     string
	// Later is how long banks take for disputes and refunds that fail.
	Later time.Duration
	Now   func() time.Time
}

// Periods of the timers, and the time that requests under way get at the end.
const (
	timerPeriod  = 500 * time.Millisecond
	forgetPeriod = time.Hour
	drain        = 5 * time.Second
)

// Emulator is the running whole.
type Emulator struct {
	store  *store.Store
	engine *engine.Engine
	sender *webhook.Sender
	log    *slog.Logger
	routes *http.ServeMux
}

// Open opens the data directory.
func Open(settings Settings, log *slog.Logger) (*Emulator, error) {
	st, err := store.Open(settings.DataDir)
	if err != nil {
		return nil, err
	}
	if settings.Now == nil {
		settings.Now = time.Now
	}
	sender := webhook.New(st, settings.WebhookURL, settings.WebhookSecret, log, settings.Now)
	if settings.ConnectSecret != "" {
		sender.ConnectSecret = settings.ConnectSecret
	}
	faults := fault.New()
	eng := &engine.Engine{Now: settings.Now, PublicURL: settings.PublicURL, Wake: sender.Wake, Fate: faults.Webhook, Later: settings.Later}
	routes := http.NewServeMux()
	routes.Handle("/v1/", api.New(st, eng, faults, log))
	routes.Handle("/c/pay/", page.New(st, eng, log))
	routes.Handle("/setup/e/", page.NewSetup(st, eng, log))
	routes.Handle("/emulator/faults", faults)
	routes.Handle("/emulator/", inspect.New(st, eng, sender, log))
	routes.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return &Emulator{store: st, engine: eng, sender: sender, log: log, routes: routes}, nil
}

// Close closes the data directory; Serve must have ended.
func (e *Emulator) Close() error { return e.store.Close() }

// Serve answers on the listener until the context ends, then drains.
func (e *Emulator) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{Handler: e.routes, ReadHeaderTimeout: 10 * time.Second}
	inner, cancel := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { e.sender.Run(inner) })
	background.Go(func() { e.every(inner, timerPeriod, e.runTimers) })
	background.Go(func() { e.every(inner, forgetPeriod, e.forgetReplies) })
	background.Go(func() {
		<-inner.Done()
		last, done := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer done()
		if err := server.Shutdown(last); err != nil {
			e.log.Warn("requests were cut off", "error", err)
		}
	})
	err := server.Serve(listener)
	cancel()
	background.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// runTimers writes only when there is something to write: an idle emulator leaves the disk alone.
func (e *Emulator) runTimers() error {
	for schedule, run := range map[store.Schedule]func(*store.Tx) error{store.DueSessions: e.engine.ExpireDue, store.DueJobs: e.engine.RunDue} {
		var due []string
		err := e.store.View(func(tx *store.Tx) error {
			due, _ = schedule.Due(tx, e.engine.Now(), 1)
			return nil
		})
		if err == nil && len(due) > 0 {
			err = e.store.Update(run)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Emulator) forgetReplies() error {
	return e.store.Update(func(tx *store.Tx) error { return store.ForgetReplies(tx, e.engine.Now()) })
}

// every runs the task at once and then again and again.
func (e *Emulator) every(ctx context.Context, period time.Duration, task func() error) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		if err := task(); err != nil {
			e.log.Error("timer", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
