package ingress

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"sync"
	"testing"
)

// apps are all that listen in the cluster; nobody outside has business with expiration.
var apps = []string{"auth", "tickets", "orders", "payments", "expiration", "web"}

// request is what an upstream got.
type request struct {
	App, Method, Target, Host string
	Header                    http.Header
	Body                      int
}

// upstreams stand for the pods, and remember what they got.
type upstreams struct {
	address string         // of all
	ports   map[string]int // by app

	mu  sync.Mutex
	got map[string][]request // by mark

	// next is received from before each event of a stream is sent, by mark: a
	// stream that its client has left may not know it yet.
	next map[string]chan struct{}
}

// mark is the header by which a test finds its requests again.
const mark = "X-Test-Mark"

func startUpstreams(t *testing.T) *upstreams {
	t.Helper()
	u := &upstreams{address: ownAddress(t), ports: map[string]int{}, got: map[string][]request{}, next: map[string]chan struct{}{}}
	for _, app := range apps {
		listener, err := net.Listen("tcp", net.JoinHostPort(u.address, "0"))
		if err != nil {
			t.Fatal(err)
		}
		server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: u.handler(app)}}
		server.Start()
		t.Cleanup(server.Close)
		u.ports[app] = listener.Addr().(*net.TCPAddr).Port
	}
	return u
}

func (u *upstreams) handler(app string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("stream") {
			u.stream(w, r)
			return
		}
		body, _ := io.Copy(io.Discard, r.Body)
		u.mu.Lock()
		u.got[r.Header.Get(mark)] = append(u.got[r.Header.Get(mark)], request{
			App: app, Method: r.Method, Target: r.RequestURI, Host: r.Host, Header: r.Header.Clone(), Body: int(body),
		})
		u.mu.Unlock()
		w.Header().Set("X-App", app)
		fmt.Fprintln(w, app)
	})
}

// stream sends one event for each go-ahead, and ends when the client leaves.
func (u *upstreams) stream(w http.ResponseWriter, r *http.Request) {
	next := u.pace(r.Header.Get(mark))
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	for n := 1; ; n++ {
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-next:
			fmt.Fprintf(w, "data: %d\n\n", n)
		case <-r.Context().Done():
			return
		}
	}
}

// pace is what the stream with the mark waits for.
func (u *upstreams) pace(mark string) chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.next[mark] == nil {
		u.next[mark] = make(chan struct{})
	}
	return u.next[mark]
}

// of returns what upstreams got with the mark.
func (u *upstreams) of(mark string) []request {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]request(nil), u.got[mark]...)
}

// ownAddress is one that an EndpointSlice may hold, which no loopback address is. A machine without one gets one of those set
// aside for tests, until the test ends.
func ownAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		ip := address.(*net.IPNet).IP.To4()
		if ip != nil && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			return ip.String()
		}
	}
	const spare = "198.18.0.1"
	if out, err := exec.Command("ip", "address", "add", spare+"/32", "dev", "lo").CombinedOutput(); err != nil {
		t.Fatalf("this machine has no address but loopback, and can't be given one: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("ip", "address", "del", spare+"/32", "dev", "lo").Run() })
	return spare
}

// freePort is one that nobody listened on a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}
