package ingress

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

func (w *way) startController(t *testing.T) {
	t.Helper()
	program := filepath.Join(c.Top, ".bin", "traefik")
	log, err := os.Create(filepath.Join(c.Dir, "logs", "traefik-"+strings.ReplaceAll(t.Name(), "/", "-")+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{
		"--global.checknewversion=false", "--log.level=INFO", "--accesslog=true",
		"--entrypoints.http.address=" + w.http, "--entrypoints.https.address=" + w.https,
	}, w.flags...)...)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+c.Kubeconfig)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: `make test-k8s` builds it", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
	})
}

// await waits until the controller has read everything: each app that is reached at all, and the way over from http.
func (w *way) await(t *testing.T) {
	t.Helper()
	owners := prefixes(t)
	owners["/"] = "web"
	cluster.Eventually(t, func(ctx context.Context) error {
		for path, app := range owners {
			answer, err := w.client().Do(w.request(ctx, http.MethodGet, path, "await", nil))
			if err != nil {
				return err
			}
			_ = answer.Body.Close()
			if answer.Header.Get("X-App") != app {
				return fmt.Errorf("%s leads to %q with %s, not to %s", path, answer.Header.Get("X-App"), answer.Status, app)
			}
		}
		return nil
	})
}

// client speaks to the controller over TLS, whatever name it asks for.
func (w *way) client() *http.Client { return w.clientFrom("127.0.0.1") }

// clientFrom is a client with another address of this machine's.
func (w *way) clientFrom(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 30 * time.Second}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				to := w.https
				if strings.HasSuffix(address, ":80") {
					to = w.http
				}
				return dialer.DialContext(ctx, network, to)
			},
			TLSClientConfig: w.roots.Clone(), ForceAttemptHTTP2: true, DisableKeepAlives: true,
		},
	}
}
