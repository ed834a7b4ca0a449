package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// startServer returns a server that accepts clients on 127.0.0.1:port and keeps its streams under store. Port -1 picks
// a free one. It fails when the port is taken, and when the store cannot be used.
func startServer(port int, store string) (*server.Server, error) {
	if err := checkPort(port); err != nil {
		return nil, err
	}
	s, err := server.NewServer(&server.Options{
		ServerName: "pass",
		Host:       "127.0.0.1",
		Port:       port,
		JetStream:  true,
		StoreDir:   store,
		NoSigs:     true,
	})
	if err != nil {
		return nil, fmt.Errorf("configure: %w", err)
	}
	s.ConfigureLogger()
	s.Start()
	if !s.ReadyForConnections(20 * time.Second) {
		s.Shutdown()
		return nil, fmt.Errorf("not ready within 20 s (port %d, store %s)", port, store)
	}
	return s, nil
}

// checkPort tells a taken port from other failures: the server itself would log it and end the process.
func checkPort(port int) error {
	if port < 0 {
		return nil
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %d is taken by another program: stop it, or choose another with -port", port)
	}
	if err != nil {
		return fmt.Errorf("listen on port %d: %w", port, err)
	}
	return l.Close()
}
