package main

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kgo"
)

// asBroker makes the test program be the broker, so that a test can kill it.
const asBroker = "KAFKA_TEST_BROKER"

func TestMain(m *testing.M) {
	if os.Getenv(asBroker) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestWhatWasConfirmedSurvivesAKill(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	port, store := freePort(t), t.TempDir()
	broker := mustStart(t, port, store)
	client := mustClient(t, port, kgo.ConsumerGroup("orders"), kgo.ConsumeTopics("tickets"),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit())
	for _, value := range []string{"1", "2"} {
		require.NoError(t, client.ProduceSync(ctx, &kgo.Record{Topic: "tickets", Value: []byte(value)}).FirstErr())
	}
	first := poll(ctx, t, client, 2)
	require.NoError(t, client.CommitRecords(ctx, first...))
	require.NoError(t, client.ProduceSync(ctx, &kgo.Record{Topic: "tickets", Value: []byte("3")}).FirstErr())
	client.Close()

	require.NoError(t, broker.Process.Kill())
	_ = broker.Wait()
	mustStart(t, port, store)
	again := mustClient(t, port, kgo.ConsumerGroup("orders"), kgo.ConsumeTopics("tickets"))
	require.Equal(t, "3", string(poll(ctx, t, again, 1)[0].Value), "the group goes on where it was")
}

func TestATakenPortIsNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	_, err = start(port, "", 1, nil)
	require.ErrorContains(t, err, strconv.Itoa(port))
}

func mustStart(t *testing.T, port int, store string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program, "-port", strconv.Itoa(port), "-store", store, "-topics", "tickets,orders")
	cmd.Env = append(os.Environ(), asBroker+"=yes")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "kafka: ready at 127.0.0.1:"+strconv.Itoa(port)+"\n", line)
	return cmd
}

func mustClient(t *testing.T, port int, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(opts, kgo.SeedBrokers("127.0.0.1:"+strconv.Itoa(port)))...)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client
}

func poll(ctx context.Context, t *testing.T, client *kgo.Client, n int) []*kgo.Record {
	t.Helper()
	var records []*kgo.Record
	for len(records) < n {
		fetched := client.PollFetches(ctx)
		require.NoError(t, fetched.Err())
		records = append(records, fetched.Records()...)
	}
	return records
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
