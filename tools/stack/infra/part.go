package infra

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

// readyWithin bounds the start of one part.
const readyWithin = 90 * time.Second

// Part is one program of the infrastructure. It can be killed, stopped and started again, with its data kept.
type Part struct {
	*process.Process
	ready func(context.Context) error
	// lay makes what the program wants to find when it starts; nil for nothing.
	lay func(context.Context) error
	// helpers run as long as it does.
	helpers []*process.Process
}

// Start starts the program and returns when it is ready to serve. It may be called again after the program ended.
func (p *Part) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if p.lay != nil {
		if err := p.lay(ctx); err != nil {
			return fmt.Errorf("start %s: %w", p.Name(), err)
		}
	}
	for _, h := range p.helpers {
		if !h.Running() {
			if err := h.Start(); err != nil {
				return err
			}
		}
	}
	if err := p.Process.Start(); err != nil {
		return err
	}
	if err := p.ready(ctx); err != nil {
		return fmt.Errorf("%s: %w", p.Name(), err)
	}
	return nil
}

// Stop asks the program to end, gives it grace to do so, and then kills it with all that it started.
func (p *Part) Stop(grace time.Duration) {
	started := p.started()
	p.Process.Stop(grace)
	p.end(started)
}

// Kill ends the program and all that it started at once.
func (p *Part) Kill() {
	started := p.started()
	p.Process.Kill()
	p.end(started)
}

// started lists what the program started, also what left its process group: a database's children would keep the next
// start from using the data.
func (p *Part) started() []process.Entry {
	if !p.Running() {
		return nil
	}
	return process.Descendants(p.PID())
}

func (p *Part) end(started []process.Entry) {
	process.StopAll(started, 0)
	for _, h := range p.helpers {
		h.Kill()
	}
}
