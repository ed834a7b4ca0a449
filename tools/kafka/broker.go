package main

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kfake"
)

// start returns a broker on 127.0.0.1:port. With a store, what it has confirmed is there again when it is started anew on
// the same folder, and so are the places of consumer groups.
func start(port int, store string, partitions int32, topics []string) (*kfake.Cluster, error) {
	opts := []kfake.Opt{
		// One broker: its address stays the one that components name.
		kfake.NumBrokers(1), kfake.Ports(port), kfake.SeedTopics(partitions, topics...),
	}
	if store != "" {
		opts = append(opts, kfake.DataDir(store), kfake.SyncWrites())
	}
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return cluster, nil
}
