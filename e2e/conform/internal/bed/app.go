package bed

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// app is what stands behind a sidecar in the service's place: it takes the
// deliveries at the routes that the real subscriptions name.
type app struct {
	id, instance string
	port         int
	bed          *Bed
	server       *http.Server
}

// start listens.
func (a *app) start() error {
	listener, err := net.Listen("tcp", address(a.port))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /dapr/config", answerWith("{}"))
	mux.HandleFunc("GET /dapr/subscribe", answerWith("[]"))
	mux.HandleFunc("POST /events/{topic}", a.event)
	a.server = &http.Server{Handler: mux}
	go a.server.Serve(listener) //nolint:errcheck // ends with kill
	return nil
}

// kill closes the port and every connection, as the end of a process does.
func (a *app) kill() {
	if a.server != nil {
		_ = a.server.Close()
		a.server = nil
	}
}

func (a *app) event(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sidecar has gone
	}
	d := Delivery{App: a.id, Instance: a.instance, Topic: r.PathValue("topic"), Body: body, At: time.Now(), Gone: r.Context().Done()}
	if err := json.Unmarshal(body, &d.Event); err != nil {
		d.Event = Event{}
	}
	switch a.bed.deliver(d) {
	case Done:
		fmt.Fprint(w, `{"status":"SUCCESS"}`)
	case Drop:
		fmt.Fprint(w, `{"status":"DROP"}`)
	case Retry:
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"status":"RETRY"}`)
	}
}

func answerWith(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, strings.NewReader(body))
	}
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
