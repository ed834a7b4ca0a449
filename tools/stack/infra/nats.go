package infra

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"

	"github.com/saheedt/pass/tools/stack/process"
)

var natsServer = server{
	name: "nats", title: "NATS", types: []string{"pubsub.jetstream"}, env: "NATS_URL",
	port:    func(p Ports) int { return p.NATS },
	ports:   func(p Ports) map[string]int { return map[string]int{"NATS": p.NATS} },
	admin:   func(address, _ string) string { return "nats://" + address },
	part:    natsPart,
	prepare: prepareNATS,
}

func natsPart(c Config, t target) (*Part, error) {
	p := process.New(process.Spec{
		Name: "nats", Path: c.program("nats"), Log: c.log("nats"),
		Args: []string{"-port", strconv.Itoa(c.Ports.NATS), "-store", c.folder("nats")},
	})
	return &Part{Process: p, ready: func(ctx context.Context) error {
		if err := process.WaitTCP(ctx, p, t.address); err != nil {
			return err
		}
		return t.prepare(ctx)
	}}, nil
}

// prepareNATS creates the streams: a sidecar that subscribes without them gives up.
func prepareNATS(ctx context.Context, t target) error {
	streams := exec.CommandContext(ctx, t.config.program("nats"), "-streams-only", "-url", t.url)
	if out, err := streams.CombinedOutput(); err != nil {
		return fmt.Errorf("create streams: %w: %s", err, out)
	}
	return nil
}
