// Package fault makes the emulator misbehave as Stripe and networks do, as often as it is told to: answers that refuse, fail, never
// come or get lost, and webhooks that are dropped, doubled, late and out of order.
package fault

import (
	"errors"
	"fmt"
)

// Webhooks says how many of the events meet each fate, from 0 to 1. No event meets two.
type Webhooks struct {
	Drop    float64 `json:"drop"`
	Double  float64 `json:"double"`
	Delay   float64 `json:"delay"`
	Reorder float64 `json:"reorder"`
	// DelaySeconds is the longest delay; 5 when it is not given.
	DelaySeconds float64 `json:"delaySeconds"`
}

// Answers says how many of the API's answers meet each fate, from 0 to 1. No answer meets two.
type Answers struct {
	// RateLimit is a 429 before anything was done; nothing is kept under the idempotency key.
	RateLimit float64 `json:"rateLimit"`
	// ServerError is a 500, which is kept under the idempotency key. ServerErrorActed is how many of them come after the request was
	// done all the same, 0 when it is not given: with Stripe a 500 leaves open what happened.
	ServerError      float64 `json:"serverError"`
	ServerErrorActed float64 `json:"serverErrorActed"`
	// Timeout is no answer, and nothing was done; Lost is no answer after the request was done.
	Timeout float64 `json:"timeout"`
	Lost    float64 `json:"lost"`
	// TimeoutSeconds is how long a caller waits before the connection is cut; 10 when it is not given.
	TimeoutSeconds float64 `json:"timeoutSeconds"`
}

// Plan is how the emulator misbehaves. With the same seed the n-th answer and the n-th event meet the same fate in every run.
type Plan struct {
	Seed     uint64   `json:"seed"`
	Webhooks Webhooks `json:"webhooks"`
	Answers  Answers  `json:"answers"`
}

func (p *Plan) check() error {
	w, a := p.Webhooks, p.Answers
	var wrong error
	for name, share := range map[string]float64{
		"drop": w.Drop, "double": w.Double, "delay": w.Delay, "reorder": w.Reorder, "rateLimit": a.RateLimit, "serverError": a.ServerError,
		"serverErrorActed": a.ServerErrorActed, "timeout": a.Timeout, "lost": a.Lost,
	} {
		if share < 0 || share > 1 {
			wrong = errors.Join(wrong, fmt.Errorf("%s is %v, not from 0 to 1", name, share))
		}
	}
	if w.Drop+w.Double+w.Delay+w.Reorder > 1 || a.RateLimit+a.ServerError+a.Timeout+a.Lost > 1 {
		wrong = errors.Join(wrong, errors.New("the fates of webhooks, and those of answers, add up to 1 at most"))
	}
	if w.DelaySeconds < 0 || a.TimeoutSeconds < 0 {
		wrong = errors.Join(wrong, errors.New("seconds can't be negative"))
	}
	return wrong
}

func (p *Plan) fill() {
	if p.Webhooks.DelaySeconds == 0 {
		p.Webhooks.DelaySeconds = 5
	}
	if p.Answers.TimeoutSeconds == 0 {
		p.Answers.TimeoutSeconds = 10
	}
}
