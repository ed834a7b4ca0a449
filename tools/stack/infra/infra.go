// Package infra runs what pass's services need beside their sidecars: the servers that a profile's components lead to,
// Dapr's placement and scheduler, and the Stripe emulator.
package infra

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Infra is the infrastructure of one stack.
type Infra struct {
	// Broker and Store are what carries the events and keeps the data: nil when the profile needs no server for it, and
	// when that server runs already. They are the same where one server is both.
	Broker, Store *Part
	// Placement and Scheduler are Dapr's own. Stripe is nil without the emulator.
	Placement, Scheduler, Stripe *Part
	// Addresses are where the servers listen, host:port by name; URLs lead their administrator there, and by the name
	// "rabbitmq-management" to that API.
	Addresses, URLs map[string]string
	// Profile is what the profile's files say.
	Profile Profile

	config  Config
	parts   []*Part
	targets []target // servers that run already
	listens map[int]string
}

// New prepares the infrastructure; nothing runs yet. It fails when a server is missing, with how to get it.
func New(c Config) (*Infra, error) {
	c, err := c.absolute()
	if err != nil {
		return nil, err
	}
	profile, err := LoadProfile(c.Components, c.profile())
	if err != nil {
		return nil, err
	}
	i := &Infra{Profile: profile, config: c, Addresses: map[string]string{}, URLs: map[string]string{}, listens: c.Ports.daprNamed()}
	var errs []error
	for _, s := range servers {
		if s.needed(profile) {
			errs = append(errs, i.addServer(s))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	i.Placement, i.Scheduler = placement(c), scheduler(c)
	i.parts = append(i.parts, i.Placement, i.Scheduler)
	if c.Stripe {
		i.Stripe = stripe(c)
		i.parts = append(i.parts, i.Stripe)
		i.listens[c.Ports.Stripe] = "the Stripe emulator"
	}
	return i, nil
}

// addServer finds the server, or prepares one of one's own.
func (i *Infra) addServer(s server) error {
	t, found, err := i.config.find(s, i.Profile)
	if err != nil {
		return err
	}
	if !found {
		part, err := s.part(i.config, t)
		if err != nil {
			return err
		}
		i.parts = append(i.parts, part)
		if s.is("pubsub", i.Profile) {
			i.Broker = part
		}
		if s.is("state", i.Profile) {
			i.Store = part
		}
		for name, port := range s.ports(i.config.Ports) {
			i.listens[port] = name
		}
	} else {
		i.targets = append(i.targets, t)
	}
	i.Addresses[s.name], i.URLs[s.name] = t.address, t.url
	if s.name == rabbitServer.name {
		management, err := t.rabbitManagement()
		if err != nil {
			return err
		}
		i.URLs["rabbitmq-management"] = management.String()
	}
	return nil
}

// Parts lists the parts in the order in which they start.
func (i *Infra) Parts() []*Part { return i.parts }

// standIns are parts that are no servers of the kind that a profile names, and what they stand in for.
var standIns = map[string]string{"kafka": "Kafka", "mongo": "MongoDB"}

// StandIns lists the servers in whose place a program of tools/ runs: it shows how the components are wired, and nothing of
// what a real one guarantees.
func (i *Infra) StandIns() []string {
	var found []string
	for _, p := range i.parts {
		if title, ok := standIns[p.Name()]; ok {
			found = append(found, title)
		}
	}
	return found
}

// External describes the servers that run already, "PostgreSQL at 127.0.0.1:5432".
func (i *Infra) External() []string {
	var found []string
	for _, t := range i.targets {
		found = append(found, t.String())
	}
	return found
}

// Elsewhere reports whether a server is not where the component files say, so that sidecars need a copy of them that does.
func (i *Infra) Elsewhere() bool {
	for _, s := range servers {
		if now, ok := i.Addresses[s.name]; ok && now != address(s.port(DefaultPorts())) {
			return true
		}
	}
	return false
}

// Listens returns every port that the parts listen on, with the name of what does.
func (i *Infra) Listens() map[int]string { return i.listens }

// Start starts all parts at once, prepares the servers that run already, and returns when all are ready. When one fails,
// it stops the others.
func (i *Infra) Start(ctx context.Context) error {
	errs := make(chan error, len(i.parts)+1)
	for _, p := range i.parts {
		go func() { errs <- p.Start(ctx) }()
	}
	go func() { errs <- i.prepareExternal(ctx) }()
	var all []error
	for range cap(errs) {
		all = append(all, <-errs)
	}
	if err := errors.Join(all...); err != nil {
		i.Stop()
		return err
	}
	return nil
}

func (i *Infra) prepareExternal(ctx context.Context) error {
	var errs []error
	for _, t := range i.targets {
		errs = append(errs, t.prepare(ctx))
	}
	return errors.Join(errs...)
}

// Stop ends all parts, at once: nobody uses them any more.
func (i *Infra) Stop() {
	var all sync.WaitGroup
	for _, p := range i.parts {
		all.Go(func() { p.Stop(stopGrace) })
	}
	all.Wait()
}

// stopGrace is what a part gets to end in order: RabbitMQ takes eight seconds when it is idle.
const stopGrace = 20 * time.Second
