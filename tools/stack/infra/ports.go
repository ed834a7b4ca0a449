package infra

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
)

// Ports are what the infrastructure listens on, on 127.0.0.1 but for the two of Health: Dapr 1.18 takes an address for
// those and ignores it. The first groups are for others; the rest are given so that nothing listens on a well-known
// default.
type Ports struct {
	// Those of the servers, of which a profile uses one or two.
	NATS, PostgreSQL, Redis, RabbitMQ, Kafka, MongoDB int

	Placement int
	Scheduler int
	Stripe    int

	PlacementHealth, PlacementMetrics, PlacementRaft              int
	SchedulerHealth, SchedulerMetrics, SchedulerPeer, SchedulerDB int

	RabbitMQManagement, RabbitMQDistribution, RabbitMQNames int
}

// DefaultPorts returns the ports of the development stack. dapr.yaml and the components name the same ones. But for
// Dapr's own two defaults they lie below what systems hand out to outgoing connections, which would take one now and then.
func DefaultPorts() Ports {
	return Ports{
		NATS: 4222, PostgreSQL: 5432, Redis: 6379, RabbitMQ: 5672, Kafka: 9092, MongoDB: 27017,
		Placement: 50005, Scheduler: 50006, Stripe: 3010,
		PlacementHealth: 3910, PlacementMetrics: 3911, PlacementRaft: 3912,
		SchedulerHealth: 3920, SchedulerMetrics: 3921, SchedulerPeer: 3922, SchedulerDB: 3923,
		RabbitMQManagement: 15672, RabbitMQDistribution: 25672, RabbitMQNames: 3930,
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

// Ports that Free picks from: above those of well-known services, below those that systems hand out to outgoing
// connections, which could take one while its owner is being restarted.
const (
	firstFree = 10000
	lastFree  = 32000
)

// given are the ports that Free has returned: their owners may not listen yet.
var given sync.Map

// Free returns n ports of 127.0.0.1 that nothing listens on now and that it
// has not returned before.
func Free(n int) ([]int, error) {
	ports := make([]int, 0, n)
	for range 100 * n {
		if len(ports) == n {
			return ports, nil
		}
		port := firstFree + rand.IntN(lastFree-firstFree)
		l, err := net.Listen("tcp", address(port))
		if err != nil {
			continue
		}
		// All stay open until all are found: a closed one could be picked again.
		defer l.Close()
		if _, before := given.LoadOrStore(port, true); !before {
			ports = append(ports, port)
		}
	}
	return nil, fmt.Errorf("find %d free ports: only %d found", n, len(ports))
}

// Named returns every port with the name of what listens there.
func (p Ports) Named() map[int]string {
	named := make(map[int]string)
	for _, field := range p.all() {
		named[*field.port] = field.name
	}
	return named
}

// daprNamed returns the ports of placement and scheduler with the name of what listens there.
func (p Ports) daprNamed() map[int]string {
	named := p.Named()
	for port, name := range named {
		if !strings.HasPrefix(name, "placement") && !strings.HasPrefix(name, "scheduler") {
			delete(named, port)
		}
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
		{"PostgreSQL", &p.PostgreSQL},
		{"Redis", &p.Redis},
		{"RabbitMQ", &p.RabbitMQ},
		{"RabbitMQ's management", &p.RabbitMQManagement},
		{"RabbitMQ's distribution", &p.RabbitMQDistribution},
		{"RabbitMQ's names", &p.RabbitMQNames},
		{"Kafka", &p.Kafka},
		{"MongoDB", &p.MongoDB},
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
