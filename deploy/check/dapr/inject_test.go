package dapr

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	// Dapr's own sidecar, or pass's build of it.
	sidecarImage = `^ghcr\.io/(dapr/daprd:1\.18\.2|saheedt/pass/daprd[:@].+)$`
	sentryID     = "spiffe://cluster.local/ns/dapr-system/dapr-sentry"
)

// mustInject has a pod made of every Deployment, as its controller would, and looks at what the injector and the admission by
// Pod Security leave of it. Nothing stays.
func mustInject(t *testing.T, objects []*unstructured.Unstructured) {
	t.Helper()
	var injected []string
	for _, object := range objects {
		if object.GetKind() != "Deployment" {
			continue
		}
		deployment := typed[appsv1.Deployment](t, object)
		pod := podOf("looked-at", namespace, deployment.Spec.Template)
		made, err := c.Client.CoreV1().Pods(namespace).Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		require.NoError(t, err, deployment.Name)
		if !slices.Contains(apps, deployment.Name) {
			_, there := sidecarOf(made)
			require.False(t, there, "%s needs no sidecar", deployment.Name)
			continue
		}
		injected = append(injected, deployment.Name)
		t.Run(deployment.Name, func(t *testing.T) { mustFit(t, deployment.Name, made) })
	}
	require.ElementsMatch(t, apps, injected)
}

// sidecarOf finds the sidecar among the init containers, of which it is the last: those before it want no sidecar, and end.
func sidecarOf(pod *corev1.Pod) (corev1.Container, bool) {
	if n := len(pod.Spec.InitContainers); n > 0 && pod.Spec.InitContainers[n-1].Name == "daprd" {
		return pod.Spec.InitContainers[n-1], true
	}
	return corev1.Container{}, slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool { return c.Name == "daprd" })
}

func mustFit(t *testing.T, app string, pod *corev1.Pod) {
	sidecar, _ := sidecarOf(pod)
	require.NotNil(t, sidecar.RestartPolicy, "no native sidecar")
	require.Equal(t, corev1.ContainerRestartPolicyAlways, *sidecar.RestartPolicy)
	require.Regexp(t, sidecarImage, sidecar.Image)
	require.Equal(t, app, pod.Spec.ServiceAccountName)
	require.True(t, *sidecar.SecurityContext.ReadOnlyRootFilesystem)
	require.NotEmpty(t, sidecar.Resources.Requests)
	require.NotEmpty(t, sidecar.Resources.Limits[corev1.ResourceMemory])
	require.Equal(t, "/v1.0/healthz", sidecar.ReadinessProbe.HTTPGet.Path)
	require.EqualValues(t, 3501, sidecar.ReadinessProbe.HTTPGet.Port.IntVal)
	require.Equal(t, map[string]int32{"dapr-http": 3500, "dapr-grpc": 50001, "dapr-internal": 50002, "dapr-metrics": 9090}, portsOf(sidecar))
	mustHaveArguments(t, app, sidecar)
	mustShareTokens(t, app, sidecar, pod.Spec.Containers[0])
	mustMount(t, app, pod, sidecar)
}

func portsOf(container corev1.Container) map[string]int32 {
	ports := map[string]int32{}
	for _, port := range container.Ports {
		ports[port.Name] = port.ContainerPort
	}
	return ports
}

func mustHaveArguments(t *testing.T, app string, sidecar corev1.Container) {
	t.Helper()
	line := strings.Join(sidecar.Args, " ") + " "
	for _, want := range []string{
		"/daprd", "--app-id " + app, "--config pass-" + app, "--app-port 8080", "--app-protocol http", "--mode kubernetes", "--enable-mtls",
		"--control-plane-address dapr-api.dapr-system.svc.cluster.local:443", "--sentry-address dapr-sentry.dapr-system.svc.cluster.local:443",
		"--placement-host-address dapr-placement-server.dapr-system.svc.cluster.local:50005",
		"--scheduler-host-address dapr-scheduler-server-a.dapr-system.svc.cluster.local:443",
		"--enable-app-health-check", "--app-health-check-path /healthz", "--app-health-probe-interval 1", "--app-health-threshold 4",
		"--disable-builtin-k8s-secret-store", "--log-as-json", "--dapr-graceful-shutdown-seconds 5",
		// Nobody but its own pod reaches what it offers its app.
		"--dapr-listen-addresses [::1],127.0.0.1",
	} {
		require.Contains(t, line, want+" ")
	}
}

// mustShareTokens wants both to know the token of the sidecar, and the one of the app where it has routes for its sidecar, each
// from a Secret that no other app has.
func mustShareTokens(t *testing.T, app string, sidecar, container corev1.Container) {
	t.Helper()
	tokens := map[string]string{"DAPR_API_TOKEN": app + "-sidecar-token"}
	if app != "web" {
		tokens["APP_API_TOKEN"] = app + "-app-token"
	}
	for _, one := range []corev1.Container{sidecar, container} {
		for name, secret := range tokens {
			i := slices.IndexFunc(one.Env, func(v corev1.EnvVar) bool { return v.Name == name })
			require.GreaterOrEqual(t, i, 0, "%s of %s", name, one.Name)
			require.NotNil(t, one.Env[i].ValueFrom, "%s of %s", name, one.Name)
			require.Equal(t, secret, one.Env[i].ValueFrom.SecretKeyRef.Name)
			require.Equal(t, "token", one.Env[i].ValueFrom.SecretKeyRef.Key)
		}
	}
	bundle, err := c.Client.CoreV1().ConfigMaps(system).Get(t.Context(), "dapr-trust-bundle", metav1.GetOptions{})
	require.NoError(t, err)
	require.NotEmpty(t, bundle.Data["ca.crt"])
	require.Contains(t, sidecar.Env, corev1.EnvVar{Name: "DAPR_TRUST_ANCHORS", Value: bundle.Data["ca.crt"]})
	require.Contains(t, sidecar.Env, corev1.EnvVar{Name: "NAMESPACE", Value: namespace})
	require.Contains(t, container.Env, corev1.EnvVar{Name: "DAPR_HTTP_PORT", Value: "3500"})
	require.Contains(t, container.Env, corev1.EnvVar{Name: "DAPR_GRPC_PORT", Value: "50001"})
}

// mustMount wants the token that sentry takes, the app's own secrets where it has some, and nothing of anybody else.
func mustMount(t *testing.T, app string, pod *corev1.Pod, sidecar corev1.Container) {
	t.Helper()
	want := []string{"/var/run/secrets/dapr.io/sentrytoken"}
	if app != "web" {
		want = append(want, "/var/run/pass/secrets")
	}
	var got []string
	for _, mount := range sidecar.VolumeMounts {
		got = append(got, mount.MountPath)
		require.True(t, mount.ReadOnly, mount.MountPath)
		switch v := volume(t, pod, mount.Name); {
		case v.Secret != nil:
			require.Equal(t, app+"-secrets", v.Secret.SecretName)
		default:
			require.NotNil(t, v.Projected, mount.MountPath)
			require.Equal(t, sentryID, v.Projected.Sources[0].ServiceAccountToken.Audience)
		}
	}
	require.ElementsMatch(t, want, got)
	for _, v := range pod.Spec.Volumes {
		require.NotContains(t, v.Name, "kube-api-access", "it has no business with the API server")
	}
}

// mustRefuse shows that Pod Security is asked, and that no pod is made past the injector.
func mustRefuse(t *testing.T, deployment *appsv1.Deployment, injector *running) {
	t.Helper()
	create := func(pod *corev1.Pod) error {
		_, err := c.Client.CoreV1().Pods(namespace).Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err
	}
	root := podOf("root", namespace, *deployment.Spec.Template.DeepCopy())
	root.Spec.SecurityContext = nil
	require.ErrorContains(t, create(root), "violates PodSecurity")

	injector.kill()
	injector.ended(t)
	pod := podOf("alone", namespace, deployment.Spec.Template)
	require.ErrorContains(t, create(pod), fmt.Sprintf("failed calling webhook %q", "sidecar-injector.dapr.io"))
}
