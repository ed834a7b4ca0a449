// Command nats runs a NATS server with JetStream on loopback and creates the streams that carry pass's events.
//
// With -streams-only it creates the streams on a server that runs already, and ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

// streamsTimeout bounds how long a server may take to answer and to create all streams.
const streamsTimeout = 30 * time.Second

func main() {
	port := flag.Int("port", 4222, "port to listen on, on 127.0.0.1")
	store := flag.String("store", ".data/nats", "folder that keeps the streams")
	streamsOnly := flag.Bool("streams-only", false, "create the streams on the server at -url and end")
	url := flag.String("url", nats.DefaultURL, "server to create the streams on, with -streams-only")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	var err error
	if *streamsOnly {
		err = createOn(ctx, *url)
	} else {
		err = serve(ctx, *port, *store)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nats:", err)
		os.Exit(1)
	}
}

// serve runs a server until ctx ends.
func serve(ctx context.Context, port int, store string) error {
	s, err := startServer(port, store)
	if err != nil {
		return err
	}
	defer func() { s.Shutdown(); s.WaitForShutdown() }()

	nc, err := nats.Connect("", nats.InProcessServer(s))
	if err != nil {
		return fmt.Errorf("connect to the server just started: %w", err)
	}
	defer nc.Close()
	if err := streams.Create(ctx, nc, 1); err != nil {
		return err
	}
	fmt.Printf("nats: ready at %s\n", s.ClientURL())

	<-ctx.Done()
	return nil
}

// createOn creates the streams on a running server, which may still be starting.
func createOn(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, streamsTimeout)
	defer cancel()
	if err := (streams.Server{URL: url, Replicas: 1}).CreateOn(ctx); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	return nil
}
