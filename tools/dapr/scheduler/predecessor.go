package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/dapr/dapr/cmd/scheduler/options"
	"github.com/dapr/dapr/pkg/modes"
	"github.com/dapr/dapr/pkg/security"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3client"
)

// patience is how long etcd may take to open the folder. It also bounds the wait for a scheduler that still has it.
const patience = 15 * time.Second

// forgetPredecessor removes the lead that an earlier scheduler of the same name has left in the data folder that args
// name, if there is one.
func forgetPredecessor(args []string) error {
	opts, err := options.New(args)
	if err != nil {
		return err
	}
	dir := dataDir(opts)
	if dir == "" || len(opts.EtcdInitialCluster) > 1 {
		return nil // an etcd that is not ours alone
	}
	if _, err := os.Stat(filepath.Join(dir, "member")); err != nil {
		return nil // a first start
	}
	return removeLead(dir, opts.ID)
}

// dataDir is where a scheduler with these options keeps its etcd.
func dataDir(opts *options.Options) string {
	if !opts.EtcdEmbed || opts.Mode == string(modes.KubernetesMode) {
		return ""
	}
	return filepath.Join(opts.EtcdDataDir, security.CurrentNamespace()+"-"+opts.ID, "dapr-0.1")
}

func removeLead(dir, id string) error {
	etcd, err := open(dir, id)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, err)
	}
	defer etcd.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case <-etcd.Server.ReadyNotify():
	case <-ctx.Done():
		return fmt.Errorf("open %s: %w", dir, ctx.Err())
	}
	client := v3client.New(etcd.Server)
	defer client.Close()
	if _, err := client.Delete(ctx, "dapr/leadership/"+id); err != nil {
		return fmt.Errorf("remove lead: %w", err)
	}
	return nil
}

// open starts an etcd that nobody knows the ports of, and that needs no second to elect itself.
func open(dir, id string) (*embed.Etcd, error) {
	somewhere := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir, config.Name = dir, id
	config.ListenPeerUrls, config.AdvertisePeerUrls = somewhere, somewhere
	config.ListenClientUrls, config.AdvertiseClientUrls = somewhere, somewhere
	config.InitialCluster = config.InitialClusterFromName(id)
	config.TickMs, config.ElectionMs, config.InitialElectionTickAdvance = 10, 100, true
	config.LogLevel = "error"
	return embed.StartEtcd(config)
}
