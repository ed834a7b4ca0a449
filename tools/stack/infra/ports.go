package infra

import (
	"fmt"
	"net"
)

// Ports are what the infrastructure listens on, all on 127.0.0.1. The first four are for others; the
// rest are given so that nothing listens on a well-known default.
type Ports struct {
	NATS      int
	Placement int
	Scheduler int
	Stripe    int

	PlacementHealth, PlacementMetrics, PlacementRaft              int
	SchedulerHealth, SchedulerMetrics, SchedulerPeer, SchedulerDB int
}

// DefaultPorts returns the ports of the development stack. dapr.yaml and the components name the same ones. But for
// Dapr's own two defaults they lie below what systems hand out to outgoing connections, which would take one now and then.
func DefaultPorts() Ports {
	return Ports{
		NATS: 4222, Placement: 50005, Scheduler: 50006, Stripe: 3010,
		PlacementHealth: 3910, PlacementMetrics: 3911, PlacementRaft: 3912,
		SchedulerHealth: 3920, SchedulerMetrics: 3921, SchedulerPeer: 3922, SchedulerDB: 3923,
	}
}

// FreePorts returns ports that nothing listens on now.
func FreePorts() (Ports, error) {
	var p Ports
	free, err := Free(len(p.all()))
	if err != nil {
		return p, err
	}
	for i, field := range p.all() {
		*field.port = free[i]
	}
	return p, nil
}

// Free returns n different ports of 127.0.0.1 that nothing listens on now.
func Free(n int) ([]int, error) {
	ports := make([]int, 0, n)
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		// All stay open until all are found: a closed one could be handed out again.
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// Named returns every port with the name of what listens there.
func (p Ports) Named() map[int]string {
	named := make(map[int]string)
	for _, field := range p.all() {
		named[*field.port] = field.name
	}
	return named
}

type namedPort struct {
	name string
	port *int
}

func (p *Ports) all() []namedPort {
	return []namedPort{
		{"NATS", &p.NATS},
		{"placement", &p.Placement},
		{"placement's health", &p.PlacementHealth},
		{"placement's metrics", &p.PlacementMetrics},
		{"placement's raft", &p.PlacementRaft},
		{"scheduler", &p.Scheduler},
		{"scheduler's health", &p.SchedulerHealth},
		{"scheduler's metrics", &p.SchedulerMetrics},
		{"scheduler's etcd peer", &p.SchedulerPeer},
		{"scheduler's etcd", &p.SchedulerDB},
		{"the Stripe emulator", &p.Stripe},
	}
}
