package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/saheedt/pass/e2e/market"
)

// arrival measures how long it takes from the answer to a reservation until
// payments has applied its event: seen from the broker, which knows up to
// where payments has acknowledged.
func (b *bench) arrival(ctx context.Context) error {
	if !strings.HasPrefix(b.stack.BrokerURL(), "nats://") {
		fmt.Fprintf(b.out, "\nfrom a reservation to payments: measured on NATS only\n")
		return nil
	}
	conn, err := nats.Connect(b.stack.BrokerURL())
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	if err := b.catchUp(ctx, js); err != nil {
		return err
	}
	watch, stop := context.WithCancel(ctx)
	marks := make(chan []mark, 1)
	go func() { marks <- follow(watch, js) }()
	before := b.processorTime()
	answered, err := b.steady(ctx, 100, b.length)
	if err == nil {
		err = caughtUp(ctx, js, "payments")
	}
	time.Sleep(50 * time.Millisecond) // for the last mark
	stop()
	b.explain("reservations at 100 a second", len(answered), before)
	if err != nil {
		return err
	}
	lag, err := lags(ctx, js, answered, <-marks)
	if err != nil {
		return err
	}
	slices.Sort(lag)
	fmt.Fprintf(b.out, "\nfrom a reservation to payments, %d reservations at 100 a second: p50 %.0f ms, p99 %.0f ms\n", len(lag), ms(at(lag, 50)), ms(at(lag, 99)))
	return nil
}

// acknowledged tells how far a service is in the orders stream, and how many
// events it has before it.
func acknowledged(ctx context.Context, js jetstream.JetStream, service string) (upTo, pending uint64, err error) {
	consumer, err := js.PushConsumer(ctx, "orders", service)
	if err != nil {
		return 0, 0, err
	}
	info, err := consumer.Info(ctx)
	if err != nil {
		return 0, 0, err
	}
	return info.AckFloor.Stream, info.NumPending + uint64(info.NumAckPending), nil
}

func caughtUp(ctx context.Context, js jetstream.JetStream, service string) error {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		_, pending, err := acknowledged(ctx, js, service)
		if err != nil || pending == 0 {
			return err
		}
	}
	return fmt.Errorf("%s did not catch up with the reservations in 5 minutes", service)
}

// catchUp measures how fast the services work off what the rush left them.
func (b *bench) catchUp(ctx context.Context, js jetstream.JetStream) error {
	var all sync.WaitGroup
	began := time.Now()
	lines := make([]string, 3)
	errs := make([]error, 3)
	for i, service := range []string{"tickets", "payments", "expiration"} {
		_, pending, err := acknowledged(ctx, js, service)
		if err != nil {
			return err
		}
		all.Go(func() {
			errs[i] = caughtUp(ctx, js, service)
			lines[i] = fmt.Sprintf("%s %d in %.1f s", service, pending, time.Since(began).Seconds())
		})
	}
	all.Wait()
	fmt.Fprintf(b.out, "\nevents left by the rush, worked off: %s\n", strings.Join(lines, ", "))
	return errors.Join(errs...)
}

// steady reserves at a rate, and tells when each order was answered.
func (b *bench) steady(ctx context.Context, perSecond int, length time.Duration) (map[string]time.Time, error) {
	hot, err := b.list(ctx, "Steady", mostUnits)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	answered := map[string]time.Time{}
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for i := range int(length.Seconds() * float64(perSecond)) {
		<-tick.C
		all.Go(func() {
			var order market.Order
			if reserve(b.stack.App("orders").URL(), b.buyers[i%len(b.buyers)], hot.ID, &order) == nil {
				mu.Lock()
				answered[order.ID] = time.Now()
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return answered, nil
}

// mark says that payments had acknowledged all events up to one by a time.
type mark struct {
	at   time.Time
	upTo uint64
}

// follow looks every few milliseconds how far payments is, until ctx ends.
func follow(ctx context.Context, js jetstream.JetStream) (marks []mark) {
	for ctx.Err() == nil {
		if upTo, _, err := acknowledged(ctx, js, "payments"); err == nil {
			marks = append(marks, mark{time.Now(), upTo})
		}
		time.Sleep(2 * time.Millisecond)
	}
	return marks
}

// lags finds for each reservation the first mark behind its order.created.
func lags(ctx context.Context, js jetstream.JetStream, answered map[string]time.Time, marks []mark) (all []time.Duration, err error) {
	consumer, err := js.OrderedConsumer(ctx, "orders", jetstream.OrderedConsumerConfig{})
	if err != nil {
		return nil, err
	}
	for len(all) < len(answered) {
		msg, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second))
		if err != nil {
			return nil, fmt.Errorf("%d of %d events found: %w", len(all), len(answered), err)
		}
		var event struct{ Type, Subject string }
		meta, err := msg.Metadata()
		if err != nil || json.Unmarshal(msg.Data(), &event) != nil || event.Type != "order.created" {
			continue
		}
		told, ours := answered[event.Subject]
		if !ours {
			continue
		}
		i := slices.IndexFunc(marks, func(m mark) bool { return m.upTo >= meta.Sequence.Stream })
		if i < 0 {
			return nil, fmt.Errorf("the event of order %s was never acknowledged", event.Subject)
		}
		all = append(all, max(0, marks[i].at.Sub(told)))
	}
	return all, nil
}
