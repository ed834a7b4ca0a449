package dapr

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// plane is Dapr's control plane: sentry, operator and injector.
type plane struct {
	sentry, operator string // addresses
	programs         []*running
}

// startPlane installs Dapr's chart and runs what its Deployments would run, with their service accounts, rights and arguments.
func startPlane(t *testing.T) *plane {
	t.Helper()
	ports := free(t, 7)
	p := &plane{sentry: local(ports[0]), operator: local(ports[1])}
	objects := render(t, map[string]any{"global": map[string]any{"mtls": map[string]any{"sentryAddress": p.sentry}}})
	createNamespace(t, system)

	deployments, webhook := map[string]*appsv1.Deployment{}, (*unstructured.Unstructured)(nil)
	for _, object := range objects {
		switch {
		case object.GetKind() == "MutatingWebhookConfiguration":
			webhook = object
			continue
		case object.GetKind() == "Service" && object.GetName() == "dapr-sidecar-injector":
			object = leadHere(t, object)
		case object.GetKind() == "Deployment":
			deployments[object.GetName()] = typed[appsv1.Deployment](t, object)
		}
		apply(t, object)
	}
	pods := map[string]*corev1.Pod{}
	for name, deployment := range deployments {
		pods[name] = mustCreatePod(t, podOf(deployment.Name+"-0", system, deployment.Spec.Template))
	}
	setPort(t, webhook, ports[2])
	apply(t, webhook)

	for i, program := range []struct {
		name string
		args []string
	}{
		{"dapr-sentry", []string{"--listen-address", "127.0.0.1", "--port", strconv.Itoa(ports[0])}},
		{"dapr-operator", []string{
			"--listen-address", "127.0.0.1", "--port", strconv.Itoa(ports[1]),
			"--webhook-server-listen-address", "127.0.0.1", "--webhook-server-port", strconv.Itoa(ports[3]),
		}},
		{"dapr-sidecar-injector", []string{"--listen-address", "127.0.0.1", "--port", strconv.Itoa(ports[2])}},
	} {
		pod := pods[program.name]
		require.NotNil(t, pod, program.name)
		health := ports[4+i]
		started := run(t, pod, pod.Spec.Containers[0], append(program.args, "--enable-metrics=false", "--healthz-port", strconv.Itoa(health))...)
		p.programs = append(p.programs, started)
		mustAnswer(t, started, fmt.Sprintf("http://%s/healthz", local(health)))
	}
	return p
}

func local(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// leadHere makes of a Service one that leads the API server to this machine.
func leadHere(t *testing.T, service *unstructured.Unstructured) *unstructured.Unstructured {
	t.Helper()
	here := service.DeepCopy()
	here.Object["spec"] = map[string]any{"type": "ExternalName", "externalName": "localhost"}
	return here
}

// setPort has a webhook's Service asked at a port.
func setPort(t *testing.T, webhook *unstructured.Unstructured, port int) {
	t.Helper()
	hooks, _, err := unstructured.NestedSlice(webhook.Object, "webhooks")
	require.NoError(t, err)
	require.Len(t, hooks, 1)
	require.NoError(t, unstructured.SetNestedField(hooks[0].(map[string]any), int64(port), "clientConfig", "service", "port"))
	require.NoError(t, unstructured.SetNestedSlice(webhook.Object, hooks, "webhooks"))
}

// mustAnswer waits until a program says that it is well.
func mustAnswer(t *testing.T, r *running, url string) {
	t.Helper()
	cluster.Eventually(t, func(ctx context.Context) error {
		select {
		case <-r.done:
			t.Fatalf("it has ended: %s", r.logged(t))
		default:
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode > 299 {
			return fmt.Errorf("%s: %s; the log: %s", url, response.Status, r.log)
		}
		return nil
	})
}

func createNamespace(t *testing.T, name string) {
	t.Helper()
	_, err := c.Client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	require.NoError(t, err)
}

func apply(t *testing.T, object *unstructured.Unstructured) {
	t.Helper()
	manifest, err := json.Marshal(object)
	require.NoError(t, err)
	require.NoError(t, c.TryApply(t.Context(), string(manifest)), "%s %s", object.GetKind(), object.GetName())
}

func typed[T any](t *testing.T, object *unstructured.Unstructured) *T {
	t.Helper()
	var into T
	require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &into))
	return &into
}

// podOf is the pod that a controller would make of a template.
func podOf(name, namespace string, template corev1.PodTemplateSpec) *corev1.Pod {
	pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	pod.Name, pod.Namespace = name, namespace
	return pod
}

func mustCreatePod(t *testing.T, pod *corev1.Pod) *corev1.Pod {
	t.Helper()
	created, err := c.Client.CoreV1().Pods(pod.Namespace).Create(t.Context(), pod, metav1.CreateOptions{})
	require.NoError(t, err)
	return created
}
