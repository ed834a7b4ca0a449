package dapr

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// running is a container's program, run here: with the arguments, the environment and the files that its pod gives it, and
// with the arguments that make it listen elsewhere.
type running struct {
	cmd  *exec.Cmd
	log  string // file
	done chan error
}

// inside has a folder take the place of /run, where all the files that a pod is given are mounted, for one process only.
const inside = `mount --bind "$0" /run && exec "$@"`

// run starts a container of a pod. It ends with the test.
func run(t *testing.T, pod *corev1.Pod, container corev1.Container, more ...string) *running {
	t.Helper()
	folder := t.TempDir()
	for _, mount := range container.VolumeMounts {
		if path, ok := strings.CutPrefix(mount.MountPath, "/var/run/"); ok {
			fill(t, pod, volume(t, pod, mount.Name), filepath.Join(folder, path))
		}
	}
	words := append(append([]string(nil), container.Command...), container.Args...)
	program := []string{filepath.Join(c.Top, ".bin", "daprd")}
	if name := strings.TrimPrefix(words[0], "/"); name != "daprd" {
		program = []string{filepath.Join(c.Top, ".bin", "controlplane"), name}
	}
	args := append([]string{"--mount", "sh", "-c", inside, folder}, program...)
	if os.Geteuid() != 0 {
		args = append([]string{"--map-root-user"}, args...)
	}
	r := &running{log: filepath.Join(c.Dir, "logs", pod.Name+"."+container.Name+".log"), done: make(chan error, 1)}
	r.cmd = exec.Command("unshare", append(append(args, words[1:]...), more...)...)
	r.cmd.Env = append(environment(t, pod, container), "PATH="+os.Getenv("PATH"), "HOME="+folder,
		// To mount takes root, if only of a namespace; in a pod Dapr is nobody.
		"DAPR_UNSAFE_SKIP_CONTAINER_UID_GID_CHECK=true")
	log, err := os.Create(r.log)
	require.NoError(t, err)
	defer log.Close()
	r.cmd.Stdout, r.cmd.Stderr = log, log
	require.NoError(t, r.cmd.Start())
	go func() { r.done <- r.cmd.Wait() }()
	t.Cleanup(r.kill)
	return r
}

func (r *running) kill() { _ = r.cmd.Process.Kill() }

// logged is what the program has written so far.
func (r *running) logged(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(r.log)
	require.NoError(t, err)
	return string(content)
}

// ended waits for a program that is expected to end by itself.
func (r *running) ended(t *testing.T) {
	t.Helper()
	select {
	case <-r.done:
	case <-time.After(2 * time.Minute):
		t.Fatalf("it goes on: %s", r.logged(t))
	}
}

func volume(t *testing.T, pod *corev1.Pod, name string) corev1.Volume {
	t.Helper()
	for _, v := range pod.Spec.Volumes {
		if v.Name == name {
			return v
		}
	}
	t.Fatalf("pod %s has no volume %s", pod.Name, name)
	return corev1.Volume{}
}

// fill writes what a volume holds, as the kubelet would.
func fill(t *testing.T, pod *corev1.Pod, v corev1.Volume, dir string) {
	t.Helper()
	files := map[string][]byte{}
	switch {
	case v.Secret != nil:
		secret, err := c.Client.CoreV1().Secrets(pod.Namespace).Get(t.Context(), v.Secret.SecretName, metav1.GetOptions{})
		require.NoError(t, err)
		files = secret.Data
	case v.ConfigMap != nil:
		configMap, err := c.Client.CoreV1().ConfigMaps(pod.Namespace).Get(t.Context(), v.ConfigMap.Name, metav1.GetOptions{})
		require.NoError(t, err)
		for name, value := range configMap.Data {
			files[name] = []byte(value)
		}
	case v.Projected != nil:
		for _, source := range v.Projected.Sources {
			if source.ServiceAccountToken != nil {
				files[source.ServiceAccountToken.Path] = []byte(token(t, pod, source.ServiceAccountToken))
			}
			if source.ConfigMap != nil { // of the cluster's authority, which a controller makes
				files["ca.crt"] = c.Config.CAData
			}
			if source.DownwardAPI != nil {
				files["namespace"] = []byte(pod.Namespace)
			}
		}
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
}

// token is one of the pod's service account, bound to the pod.
func token(t *testing.T, pod *corev1.Pod, source *corev1.ServiceAccountTokenProjection) string {
	t.Helper()
	request := &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{
		ExpirationSeconds: source.ExpirationSeconds,
		BoundObjectRef:    &authv1.BoundObjectReference{Kind: "Pod", APIVersion: "v1", Name: pod.Name, UID: pod.UID},
	}}
	if source.Audience != "" {
		request.Spec.Audiences = []string{source.Audience}
	}
	accounts := c.Client.CoreV1().ServiceAccounts(pod.Namespace)
	issued, err := accounts.CreateToken(t.Context(), pod.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	require.NoError(t, err)
	return issued.Status.Token
}

// environment is what the container's program finds there, with the API server's address, as the kubelet adds it.
func environment(t *testing.T, pod *corev1.Pod, container corev1.Container) []string {
	t.Helper()
	server, err := url.Parse(c.Config.Host)
	require.NoError(t, err)
	if server.Host == "" {
		server.Host = c.Config.Host
	}
	env := []string{"KUBERNETES_SERVICE_HOST=" + server.Hostname(), "KUBERNETES_SERVICE_PORT=" + server.Port()}
	for _, variable := range container.Env {
		env = append(env, variable.Name+"="+valueOf(t, pod, variable))
	}
	return env
}

func valueOf(t *testing.T, pod *corev1.Pod, variable corev1.EnvVar) string {
	t.Helper()
	if variable.ValueFrom == nil {
		return variable.Value
	}
	if ref := variable.ValueFrom.SecretKeyRef; ref != nil {
		secret, err := c.Client.CoreV1().Secrets(pod.Namespace).Get(t.Context(), ref.Name, metav1.GetOptions{})
		require.NoError(t, err)
		return string(bytes.TrimSpace(secret.Data[ref.Key]))
	}
	require.NotNil(t, variable.ValueFrom.FieldRef, "where %s comes from", variable.Name)
	value, known := map[string]string{
		"metadata.name": pod.Name, "metadata.namespace": pod.Namespace, "status.podIP": "127.0.0.1",
	}[variable.ValueFrom.FieldRef.FieldPath]
	require.True(t, known, fmt.Sprint(variable))
	return value
}
