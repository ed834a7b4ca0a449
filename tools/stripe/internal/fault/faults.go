package fault

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Fates of webhooks.
const (
	Dropped   = "dropped"
	Doubled   = "doubled"
	Delayed   = "delayed"
	Reordered = "reordered"
)

// Fates of answers.
const (
	RateLimited      = "rateLimited"
	ServerError      = "serverErrors"
	ServerErrorActed = "serverErrorsActed"
	TimedOut         = "timeouts"
	Lost             = "lost"
)

// overtaken is the longest time that a reordered event waits for others to overtake it.
const overtaken = 2 * time.Second

// Counts tells what was done since the plan was made: of how many, and by fate.
type Counts struct {
	Answers  map[string]int `json:"answers"`
	Webhooks map[string]int `json:"webhooks"`
}

// State is a plan with what it did.
type State struct {
	Plan
	Active bool   `json:"active"`
	Counts Counts `json:"counts"`
}

// Faults decides. It forgets its plan when the emulator ends.
type Faults struct {
	mu                sync.Mutex
	state             State
	answers, webhooks *rand.Rand
}

// New makes faults without a plan: everything goes well.
func New() *Faults {
	f := &Faults{}
	f.reset(Plan{}, false)
	return f
}

func (f *Faults) reset(plan Plan, active bool) {
	f.state = State{Plan: plan, Active: active, Counts: Counts{Answers: map[string]int{"all": 0}, Webhooks: map[string]int{"all": 0}}}
	f.answers, f.webhooks = rand.New(rand.NewPCG(plan.Seed, 1)), rand.New(rand.NewPCG(plan.Seed, 2))
}

// Begin misbehaves by the plan from now on, and counts anew.
func (f *Faults) Begin(plan Plan) error {
	if err := plan.check(); err != nil {
		return err
	}
	plan.fill()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reset(plan, true)
	return nil
}

// End lets everything go well again. What was done stays counted.
func (f *Faults) End() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Active = false
}

// State gives the plan and the counts as they are now.
func (f *Faults) State() State {
	f.mu.Lock()
	defer f.mu.Unlock()
	copied := f.state
	copied.Counts = Counts{Answers: clone(f.state.Counts.Answers), Webhooks: clone(f.state.Counts.Webhooks)}
	return copied
}

func clone(counts map[string]int) map[string]int {
	other := make(map[string]int, len(counts))
	for name, count := range counts {
		other[name] = count
	}
	return other
}

// Answer decides about the next answer: "" when all goes well.
func (f *Faults) Answer() (fate string, patience time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.state.Active {
		return "", 0
	}
	plan := f.state.Answers
	acted := f.answers.Float64() < plan.ServerErrorActed // drawn each time, so that the next fates don't depend on it
	fate = pick(f.answers.Float64(), []share{{RateLimited, plan.RateLimit}, {ServerError, plan.ServerError}, {TimedOut, plan.Timeout}, {Lost, plan.Lost}})
	if fate == ServerError && acted {
		fate = ServerErrorActed
	}
	note(f.state.Counts.Answers, fate)
	return fate, seconds(plan.TimeoutSeconds)
}

// Webhook decides about the next event: "" when all goes well, and how long it is held back.
func (f *Faults) Webhook() (fate string, wait time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.state.Active {
		return "", 0
	}
	plan := f.state.Webhooks
	part := f.webhooks.Float64()
	fate = pick(f.webhooks.Float64(), []share{{Dropped, plan.Drop}, {Doubled, plan.Double}, {Delayed, plan.Delay}, {Reordered, plan.Reorder}})
	note(f.state.Counts.Webhooks, fate)
	switch fate {
	case Delayed:
		wait = seconds(part * plan.DelaySeconds)
	case Reordered, Doubled:
		wait = time.Duration(part * float64(overtaken))
	}
	return fate, wait
}

type share struct {
	fate string
	part float64
}

func pick(drawn float64, shares []share) string {
	for _, s := range shares {
		if drawn < s.part {
			return s.fate
		}
		drawn -= s.part
	}
	return ""
}

func note(counts map[string]int, fate string) {
	counts["all"]++
	if fate != "" {
		counts[fate]++
	}
}

func seconds(number float64) time.Duration { return time.Duration(number * float64(time.Second)) }
