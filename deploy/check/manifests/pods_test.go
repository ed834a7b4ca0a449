package manifests

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// template is what an object makes pods of.
type template struct {
	owner object
	corev1.PodTemplateSpec
}

func templates(t *testing.T, objects []object) []template {
	t.Helper()
	var found []template
	for _, o := range objects {
		switch o.GetKind() {
		case "Deployment":
			found = append(found, template{o, as[appsv1.Deployment](t, o).Spec.Template})
		case "StatefulSet":
			found = append(found, template{o, as[appsv1.StatefulSet](t, o).Spec.Template})
		case "Job":
			found = append(found, template{o, as[batchv1.Job](t, o).Spec.Template})
		}
	}
	require.NotEmpty(t, found)
	return found
}

func (p template) containers() []corev1.Container {
	return append(append([]corev1.Container{}, p.Spec.InitContainers...), p.Spec.Containers...)
}

// app returns the container that is an app's own.
func (p template) app(t *testing.T) corev1.Container {
	t.Helper()
	for _, c := range p.Spec.Containers {
		if c.Name == "app" {
			return c
		}
	}
	require.Fail(t, "no container app", p.owner.GetName())
	return corev1.Container{}
}

func TestPodsKeepToTheRestrictedStandard(t *testing.T) {
	checks, err := policy.NewEvaluator(policy.DefaultChecks())
	require.NoError(t, err)
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.MajorMinorVersion(1, 34)}
	verdict := func(p template) policy.AggregateCheckResult {
		return policy.AggregateCheckResults(checks.EvaluatePod(level, &p.ObjectMeta, &p.Spec))
	}
	for _, overlay := range overlays {
		objects := build(t, overlay)
		labels := find(t, objects, "Namespace", "pass").GetLabels()
		require.Equal(t, "restricted", labels["pod-security.kubernetes.io/enforce"])
		for _, p := range templates(t, objects) {
			found := verdict(p)
			require.True(t, found.Allowed, "%s: %s: %s", overlay, p.owner.GetName(), found.ForbiddenDetail())
			p.Spec.SecurityContext.RunAsNonRoot = nil
			require.False(t, verdict(p).Allowed, "the check itself")
		}
	}
}

func TestPodsHaveNoRightsInTheCluster(t *testing.T) {
	for _, overlay := range overlays {
		objects := build(t, overlay)
		for _, p := range templates(t, objects) {
			require.False(t, *p.Spec.AutomountServiceAccountToken, p.owner.GetName())
			account := as[corev1.ServiceAccount](t, find(t, objects, "ServiceAccount", p.Spec.ServiceAccountName))
			require.False(t, *account.AutomountServiceAccountToken, account.Name)
		}
		for _, kind := range []string{"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"} {
			require.Empty(t, ofKind(objects, kind))
		}
	}
}

// TestPodsEndInTime adds up what the parts of a pod may take to stop.
func TestPodsEndInTime(t *testing.T) {
	const appStops, sidecarStops = 20, 5 // SHUTDOWN_SECONDS; dapr.io/graceful-shutdown-seconds
	objects := build(t, "production")
	for _, name := range apps {
		p := deployment(t, objects, name)
		app := p.app(t)
		var servesOn int64
		if app.Lifecycle != nil {
			servesOn = app.Lifecycle.PreStop.Sleep.Seconds
		}
		for _, e := range app.Env {
			if e.Name == "DRAIN_SECONDS" {
				seconds, err := strconv.ParseInt(e.Value, 10, 64)
				require.NoError(t, err)
				servesOn += seconds
			}
		}
		require.Positive(t, servesOn, "%s: requests come until every proxy knows", name)
		require.Greater(t, *p.Spec.TerminationGracePeriodSeconds, servesOn+appStops+sidecarStops, name)
		require.Equal(t, strconv.Itoa(sidecarStops), p.Annotations["dapr.io/graceful-shutdown-seconds"])
		require.Equal(t, "true", p.Annotations["dapr.io/enable-native-sidecar"], "it has to outlast the app")
		require.NotNil(t, app.ReadinessProbe, name)
	}
}
