package manifests

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// TestTheGuideSaysWhatIsRequested adds up what docs/kubernetes.md tells of production.
func TestTheGuideSaysWhatIsRequested(t *testing.T) {
	objects := build(t, "production")
	scaled := map[string]autoscalingv2.HorizontalPodAutoscalerSpec{}
	for _, o := range ofKind(objects, "HorizontalPodAutoscaler") {
		scaled[o.GetName()] = as[autoscalingv2.HorizontalPodAutoscaler](t, o).Spec
	}
	var least, most struct{ cpu, memory float64 }
	for _, o := range ofKind(objects, "Deployment") {
		d := as[appsv1.Deployment](t, o)
		few, many := float64(1), float64(1)
		if h, ok := scaled[d.Name]; ok {
			require.Nil(t, d.Spec.Replicas, "%s: what is applied would undo what is scaled", d.Name)
			few, many = float64(*h.MinReplicas), float64(h.MaxReplicas)
		} else {
			few, many = float64(*d.Spec.Replicas), float64(*d.Spec.Replicas)
		}
		require.GreaterOrEqual(t, few, 2.0, d.Name)
		cpu, memory := requested(d.Spec.Template)
		least.cpu, least.memory = least.cpu+few*cpu, least.memory+few*memory
		most.cpu, most.memory = most.cpu+many*cpu, most.memory+many*memory
	}
	guide, err := os.ReadFile(filepath.Join(top, "docs/kubernetes.md"))
	require.NoError(t, err)
	require.Contains(t, string(guide), fmt.Sprintf("| pass, two replicas of each app | %.1f | %.2f GiB |", least.cpu, least.memory))
	require.Contains(t, string(guide), fmt.Sprintf("| pass, at the most that HPAs allow | %.1f | %.1f GiB |", most.cpu, most.memory))
}

// requested adds up a pod's processors and GiB, its sidecar's included.
func requested(p corev1.PodTemplateSpec) (cpu, memory float64) {
	processors, bytes := resource.MustParse(p.Annotations["dapr.io/sidecar-cpu-request"]), resource.MustParse(p.Annotations["dapr.io/sidecar-memory-request"])
	for _, c := range p.Spec.Containers {
		processors.Add(*c.Resources.Requests.Cpu())
		bytes.Add(*c.Resources.Requests.Memory())
	}
	return processors.AsApproximateFloat64(), bytes.AsApproximateFloat64() / (1 << 30)
}
