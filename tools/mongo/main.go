// Command mongo is a recording stand-in for MongoDB in tests of failure, where no MongoDB can be had. It is not MongoDB: see the package
// server for what it understands, and for the control address, which tells what came and has it fail.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/mongo/internal/server"
	"github.com/saheedt/pass/tools/mongo/internal/store"
)

func main() {
	var opts server.Options
	port := flag.Int("port", 27017, "port for drivers, on 127.0.0.1; 0 takes a free one")
	control := flag.Int("control", 27018, "port of the control address, on 127.0.0.1; 0 takes a free one")
	flag.StringVar(&opts.ReplicaSet, "replica-set", "rs0", "name of the replica set")
	flag.DurationVar(&opts.Sweep, "sweep", time.Minute, "how often documents past their time to live are removed")
	flag.DurationVar(&opts.Lifetime, "lifetime", time.Minute, "how long a transaction may be open")
	path := flag.String("store", "", "file that keeps the documents; in memory without")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *path, *port, *control, opts); err != nil {
		fmt.Fprintln(os.Stderr, "mongo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string, port, control int, opts server.Options) (err error) {
	if path != "" {
		if opts.Documents, err = store.Open(path); err != nil {
			return err
		}
	}
	return serve(ctx, port, control, opts)
}

func serve(ctx context.Context, port, control int, opts server.Options) error {
	drivers, err := listen(port)
	if err != nil {
		return err
	}
	controls, err := listen(control)
	if err != nil {
		return err
	}
	s := server.New(opts)
	web := &http.Server{Handler: s.Control(), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = web.Close() })
	failed := make(chan error, 2)
	go func() { failed <- web.Serve(controls) }()
	go func() { failed <- s.Serve(ctx, drivers) }()
	fmt.Printf("mongo: a recording stand-in, not MongoDB: ready at %s, control at http://%s\n", drivers.Addr(), controls.Addr())
	if err := <-failed; ctx.Err() == nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}
