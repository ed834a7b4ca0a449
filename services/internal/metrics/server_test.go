package metrics_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/metrics"
)

func TestServe(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	metrics.Build()
	stop, err := metrics.Serve(address, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	_, err = metrics.Serve(address, slog.New(slog.DiscardHandler))
	require.Error(t, err, "the port is taken")

	status, body := get(t, "http://"+address+metrics.Path)
	require.Equal(t, 200, status)
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "promhttp_metric_handler_errors_total", "pass_build_info"} {
		require.Contains(t, body, name)
	}
	status, _ = get(t, "http://"+address+"/")
	require.Equal(t, 404, status, "nothing else is there")
	stop()
	_, err = http.Get("http://" + address + metrics.Path)
	require.Error(t, err)
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	require.NoError(t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, fmt.Sprint(string(content))
}
