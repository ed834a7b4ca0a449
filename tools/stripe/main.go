// Command stripe is a local emulator of the part of Stripe that payments uses, for development and tests. It moves no money.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/emulator"
)

func main() {
	var settings emulator.Settings
	address := flag.String("address", "127.0.0.1", "address to listen on; 0.0.0.0 in a container")
	port := flag.Int("port", 3010, "port to listen on")
	verbose := flag.Bool("v", false, "log every request")
	flag.StringVar(&settings.DataDir, "data", ".data/stripe", "directory that keeps the state")
	flag.StringVar(&settings.WebhookURL, "webhook-url", "http://localhost:3000/api/v1/payments/webhook", "where events are sent")
	flag.StringVar(&settings.WebhookSecret, "webhook-secret", "whsec_emulator", "key of the events' signatures")
	flag.StringVar(&settings.ConnectSecret, "connect-webhook-secret", "", "key of the signatures of connected accounts' events; the same when empty")
	flag.StringVar(&settings.PublicURL, "public-url", "http://localhost:3010", "where browsers reach the checkout page")
	flag.DurationVar(&settings.Later, "later", time.Second, "how long banks take for disputes and for refunds that fail")
	flag.Parse()

	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level(*verbose)}))
	settings.PublicURL = strings.TrimRight(settings.PublicURL, "/")
	if err := run(net.JoinHostPort(*address, strconv.Itoa(*port)), settings, log); err != nil {
		fmt.Fprintln(os.Stderr, "stripe emulator:", err)
		os.Exit(1)
	}
}

func level(verbose bool) slog.Level {
	if verbose {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// run serves until a signal comes.
func run(address string, settings emulator.Settings, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	emu, err := emulator.Open(settings, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	log.Info("stripe emulator ready", "address", listener.Addr().String(), "webhook_url", settings.WebhookURL, "data", settings.DataDir)
	return errors.Join(emu.Serve(ctx, listener), emu.Close())
}
