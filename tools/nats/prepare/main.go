// Command prepare creates the streams of pass on a NATS server or cluster, and ends: a Kubernetes Job runs it before the
// services start, because a sidecar that subscribes without its streams gives up.
//
// It reads the environment:
//
//	PREPARE       wait: only wait until the streams are there, as subscribers do before they start
//	NATS_URL_FILE a service's JSON file of secrets, with the address as nats-url, in place of NATS_URL
//	NATS_URL      nats://host:4222, with user:password@ where the server wants them; several with commas between
//	NATS_CREDS    file with credentials (a user's JWT and its seed), where the server wants these
//	NATS_CA       file with the certificates that sign the server's own, for tls:// with a private authority
//	NATS_REPLICAS servers of the cluster that keep each message: 1 (default), 3 or 5
//	WAIT_SECONDS  how long to wait for a server that is still starting (default 120)
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, env func(string) string) error {
	s, err := read(env)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	do := s.server.CreateOn
	if s.onlyWait {
		do = s.server.AwaitOn
	}
	if err := do(ctx); err != nil {
		return fmt.Errorf("%s: %w", withoutSecrets(s.server.URL), err)
	}
	fmt.Printf("prepare: %s has the streams %s\n", withoutSecrets(s.server.URL), strings.Join(streams.Topics, ", "))
	return nil
}

// withoutSecrets is an address list that may be logged.
func withoutSecrets(addresses string) string {
	var shown []string
	for address := range strings.SplitSeq(addresses, ",") {
		u, err := url.Parse(strings.TrimSpace(address))
		if err != nil {
			return "the server of NATS_URL"
		}
		shown = append(shown, u.Host)
	}
	return strings.Join(shown, ", ")
}
