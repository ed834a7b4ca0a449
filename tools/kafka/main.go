// Command kafka stands in for a Kafka broker on a development machine: franz-go's kfake, which speaks Kafka's protocol and
// is no more than a fake. It shows that a component is wired as it should be; what a real broker guarantees, only a real
// broker shows.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	port := flag.Int("port", 9092, "port to listen on, on 127.0.0.1")
	store := flag.String("store", "", "folder that keeps what was produced; empty keeps it in memory")
	topics := flag.String("topics", "", "topics to make at the first start, with commas between")
	partitions := flag.Int("partitions", 8, "partitions of each of these")
	flag.Parse()

	var names []string
	if *topics != "" {
		names = strings.Split(*topics, ",")
	}
	cluster, err := start(*port, *store, int32(*partitions), names)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kafka:", err)
		os.Exit(1)
	}
	fmt.Printf("kafka: ready at %s\n", strings.Join(cluster.ListenAddrs(), ","))
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	cluster.Close()
}
