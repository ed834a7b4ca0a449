package metrics

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// scrapeTimeout bounds how long a client may take over its request.
const scrapeTimeout = 10 * time.Second

// Path is where the figures are.
const Path = "/metrics"

// Handler serves the figures, and nothing else.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+Path, promhttp.HandlerFor(Registry, promhttp.HandlerOpts{Registry: Registry}))
	return mux
}

// Serve serves the figures on address, a listener of their own so that nobody
// reaches them through the API, until stop is called.
func Serve(address string, log *slog.Logger) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: Handler(), ReadHeaderTimeout: scrapeTimeout, WriteTimeout: scrapeTimeout}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics are not served any more", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

// Build adds pass_build_info, which says what runs. Which service it is says
// the target's own label.
func Build() {
	labels := map[string]string{"version": "unknown", "revision": "unknown", "goversion": "unknown"}
	if info, ok := debug.ReadBuildInfo(); ok {
		labels["version"], labels["goversion"] = info.Main.Version, info.GoVersion
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				labels["revision"] = setting.Value
			}
		}
	}
	GaugeFunc("build_info", "What runs: always 1.", labels, func() float64 { return 1 })
}
