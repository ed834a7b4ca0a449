// Package server is a recording stand-in for MongoDB in tests of failure. It is not MongoDB: it understands the commands that Dapr's state
// component sends and no others, keeps what it has in memory or in one file, and is the only member of its replica set. What it is for is to write down
// every command that comes, and to fail in the ways a replica set does when it is told to.
package server

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// Options tune a Server; zero values mean what MongoDB does by default.
type Options struct {
	// ReplicaSet is the name of the set. Default rs0.
	ReplicaSet string
	// Sweep is how often documents past their time to live are removed. Default a minute.
	Sweep time.Duration
	// Lifetime is how long a transaction may be open. Default a minute.
	Lifetime time.Duration
	// Documents is what there is at the start. Default nothing.
	Documents *store.Store
}

// Server answers drivers on one address and is controlled on another. Use New.
type Server struct {
	opts     Options
	address  string
	docs     *store.Store
	record   record
	faults   faults
	sessions sessions
	cursors  cursors

	mu       sync.Mutex
	away     time.Time // until when it is no primary
	open     map[*connection]bool
	accepted int
}

// New gives a server.
func New(opts Options) *Server {
	if opts.ReplicaSet == "" {
		opts.ReplicaSet = "rs0"
	}
	if opts.Sweep == 0 {
		opts.Sweep = time.Minute
	}
	if opts.Lifetime == 0 {
		opts.Lifetime = time.Minute
	}
	if opts.Documents == nil {
		opts.Documents = store.New()
	}
	return &Server{
		opts: opts, docs: opts.Documents, open: map[*connection]bool{},
		sessions: sessions{byID: map[string]*session{}}, cursors: cursors{open: map[int64]*cursor{}},
	}
}

// Serve answers drivers that connect to listener until ctx ends.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.address = listener.Addr().String()
	go s.tidy(ctx)
	stop := context.AfterFunc(ctx, func() { _ = listener.Close(); s.Disconnect() })
	defer stop()
	for {
		socket, err := listener.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		go s.connected(socket).serve()
	}
}

// tidy removes what is past its time: documents, and transactions that nobody ended.
func (s *Server) tidy(ctx context.Context) {
	sweep, reap := time.NewTicker(s.opts.Sweep), time.NewTicker(min(s.opts.Lifetime/4, time.Second))
	defer sweep.Stop()
	defer reap.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			s.removeExpired(time.Now())
		case now := <-reap.C:
			s.sessions.abortOlder(now.Add(-s.opts.Lifetime))
		}
	}
}

func (s *Server) connected(socket net.Conn) *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted++
	c := &connection{server: s, socket: socket, number: s.accepted, signedIn: map[string]bool{}}
	s.open[c] = true
	return c
}

// Disconnect closes every connection, in the middle of whatever goes on.
func (s *Server) Disconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.socket.Close()
	}
}

// StepDown makes the server a secondary for a while. Open transactions are aborted, as an election does.
func (s *Server) StepDown(d time.Duration) {
	s.mu.Lock()
	s.away = time.Now().Add(d)
	s.mu.Unlock()
	s.sessions.abortOlder(time.Now())
}

func (s *Server) primary() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().After(s.away)
}

// hello says what drivers want to know of a server before anything else.
func (s *Server) hello(c *call) (bson.D, error) {
	primary := s.primary()
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := bson.D{
		{Key: "helloOk", Value: true}, {Key: "ismaster", Value: primary}, {Key: "isWritablePrimary", Value: primary},
		{Key: "secondary", Value: !primary}, {Key: "setName", Value: s.opts.ReplicaSet}, {Key: "setVersion", Value: 1},
		{Key: "hosts", Value: bson.A{s.address}}, {Key: "me", Value: s.address},
		{Key: "maxBsonObjectSize", Value: 16 << 20}, {Key: "maxMessageSizeBytes", Value: 48_000_000}, {Key: "maxWriteBatchSize", Value: 100_000},
		{Key: "localTime", Value: time.Now()}, {Key: "logicalSessionTimeoutMinutes", Value: 30},
		{Key: "connectionId", Value: c.connection.number}, {Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 21},
		{Key: "readOnly", Value: false},
	}
	if primary {
		answer = append(answer, bson.E{Key: "primary", Value: s.address})
	}
	if text(c.body, "saslSupportedMechs") != "" {
		answer = append(answer, bson.E{Key: "saslSupportedMechs", Value: bson.A{mechanism}})
	}
	return answer, nil
}

var errNotPrimary = failure(10107, "not primary")

func isTransient(err error) bool { return errors.Is(err, store.ErrConflict) }
