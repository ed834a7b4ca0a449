// Command move carries all that pass keeps under one profile to another.
//
//	move export -profile a -file FOLDER
//	move import -profile b -file FOLDER
//
// It runs where the profile's sidecars would: the component files name paths relative to the working directory. The
// servers of the profile and Dapr's scheduler must run, and nothing of pass. `make export` and `make import` see to that.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/dapr/dapr/pkg/components/pubsub"
	"github.com/dapr/dapr/pkg/components/secretstores"
	"github.com/dapr/dapr/pkg/components/state"
	"github.com/dapr/kit/logger"

	"github.com/saheedt/pass/tools/dapr/internal/brokers"
	"github.com/saheedt/pass/tools/dapr/move/internal/house"
	"github.com/saheedt/pass/tools/dapr/move/internal/moving"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "move:", err)
		os.Exit(1)
	}
}

var commands = map[string]func(context.Context, moving.Options, string) error{
	"export": moving.Export,
	"import": moving.Import,
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("move", flag.ContinueOnError)
	profile := flags.String("profile", "embedded", "the folder of component files below -components")
	components := flags.String("components", "components", "the folder of all profiles")
	file := flags.String("file", "pass-export", "the archive, a folder")
	scheduler := flags.String("scheduler", "127.0.0.1:50006", "the address of Dapr's scheduler; none for an import that has no reminders")
	if len(args) == 0 || commands[args[0]] == nil {
		return errors.New("usage: move export|import [flags]; move export -h lists them")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	prepareDapr()
	h, err := house.Open(*profile, []string{filepath.Join(*components, *profile), filepath.Join(*components, "shared")})
	if err != nil {
		return err
	}
	o := moving.Options{House: h, Scheduler: *scheduler, Out: os.Stdout, Pass: revision()}
	return commands[args[0]](ctx, o, *file)
}

// prepareDapr adds what daprd of pass has beside the stable components, and lets Dapr's code speak of failures alone.
func prepareDapr() {
	brokers.Register()
	log := logger.NewLogger("dapr.contrib")
	pubsub.DefaultRegistry.Logger, state.DefaultRegistry.Logger, secretstores.DefaultRegistry.Logger = log, log, log
	options := logger.DefaultOptions()
	options.OutputLevel = "error"
	_ = logger.ApplyOptionsToLoggers(&options)
}

// revision is the commit that this program was built from.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}
