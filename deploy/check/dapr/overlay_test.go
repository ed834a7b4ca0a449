package dapr

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// ownCluster is a copy of the overlay for a cluster of one's own, with its secrets made, and its servers led to those that stand
// for the cluster's MongoDB and NATS here.
type ownCluster struct {
	overlay string // folder
	nats    string // address
}

var hosts = regexp.MustCompile(`(?m)^  mongodb-hosts: .*$`)

func newOwnCluster(t *testing.T) ownCluster {
	t.Helper()
	top, ports := t.TempDir(), free(t, 2)
	for _, folder := range []string{"components", "deploy/k8s"} {
		require.NoError(t, os.CopyFS(filepath.Join(top, folder), os.DirFS(filepath.Join(c.Top, folder))))
	}
	own := ownCluster{overlay: filepath.Join(top, "deploy/k8s/overlays/local"), nats: local(ports[0])}
	own.startServers(t, top, ports)

	generated := filepath.Join(own.overlay, "secrets/generated")
	require.NoError(t, os.RemoveAll(generated))
	script := filepath.Join(own.overlay, "secrets/generate.sh")
	out, err := exec.Command("sh", script).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.Remove(script)) // or the cluster would run it again
	for _, app := range apps {
		if app != "web" {
			own.writeSecrets(t, top, app, filepath.Join(generated, app+".json"))
		}
	}
	settings := filepath.Join(own.overlay, "settings.yaml")
	content, err := os.ReadFile(settings)
	require.NoError(t, err)
	led := hosts.ReplaceAllString(string(content), "  mongodb-hosts: "+local(ports[1]))
	require.NotEqual(t, string(content), led)
	require.NoError(t, os.WriteFile(settings, []byte(led), 0o644))
	return own
}

// startServers starts NATS and what stands for MongoDB, and has users and streams made there.
func (o ownCluster) startServers(t *testing.T, top string, ports []int) {
	t.Helper()
	bin := filepath.Join(c.Top, ".bin")
	start(t, filepath.Join(bin, "nats"), "-port", fmt.Sprint(ports[0]), "-store", filepath.Join(top, "nats"))
	start(t, filepath.Join(bin, "mongo"), "-port", fmt.Sprint(ports[1]), "-control", "0")
	for _, port := range ports {
		cluster.Eventually(t, func(context.Context) error {
			conn, err := net.Dial("tcp", local(port))
			if err == nil {
				conn.Close()
			}
			return err
		})
	}
	require.NoError(t, os.Symlink(bin, filepath.Join(top, ".bin")))
	require.NoError(t, os.Symlink(filepath.Join(c.Top, "dapr.yaml"), filepath.Join(top, "dapr.yaml")))
	prepare := exec.Command(filepath.Join(bin, "stack"), "prepare")
	prepare.Dir = top
	prepare.Env = append(os.Environ(), "PROFILE=mongo", "NATS_URL=nats://"+local(ports[0]), "MONGODB_URL=mongodb://"+local(ports[1])+"/")
	out, err := prepare.CombinedOutput()
	require.NoError(t, err, string(out))
}

func start(t *testing.T, program string, args ...string) {
	t.Helper()
	log, err := os.Create(filepath.Join(c.Dir, "logs", filepath.Base(program)+".log"))
	require.NoError(t, err)
	defer log.Close()
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// writeSecrets gives an app its password and the broker's address in the place where the overlay takes them from.
func (o ownCluster) writeSecrets(t *testing.T, top, app, file string) {
	t.Helper()
	var secrets map[string]string
	content, err := os.ReadFile(filepath.Join(top, ".data/secrets", app+".json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &secrets))
	content, err = json.Marshal(map[string]string{"mongodb-password": secrets["mongodb-password"], "nats-url": "nats://" + o.nats})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))
}

// given are the ports that free has returned.
var given = map[int]bool{}

// free finds ports of the loopback that nothing listens on, below those that systems hand out to outgoing connections.
func free(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range 100 * n {
		if len(ports) == n {
			break
		}
		port := 10000 + rand.IntN(22000)
		if l, err := net.Listen("tcp", local(port)); err == nil && !given[port] {
			defer l.Close()
			given[port] = true
			ports = append(ports, port)
		}
	}
	require.Len(t, ports, n)
	return ports
}

func deploymentOf(t *testing.T, objects []*unstructured.Unstructured, name string) *appsv1.Deployment {
	t.Helper()
	for _, object := range objects {
		if object.GetKind() == "Deployment" && object.GetName() == name {
			return typed[appsv1.Deployment](t, object)
		}
	}
	t.Fatalf("no Deployment %s", name)
	return nil
}
