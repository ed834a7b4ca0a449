package workloads

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// deploy puts an overlay in place of what was there, and waits until all of it runs.
func deploy(t *testing.T, overlay string) {
	t.Helper()
	remove(t)
	c.Apply(t, filepath.Join(c.Top, "deploy/k8s/overlays", overlay))
	cluster.Eventually(t, allRun)
}

// remove deletes the namespace, and waits for its end.
func remove(t *testing.T) {
	t.Helper()
	cluster.Eventually(t, func(ctx context.Context) error {
		err := c.Client.CoreV1().Namespaces().Delete(ctx, namespace, metav1.DeleteOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("namespace %s is still there: %v", namespace, err)
	})
}

// allRun says what is not ready yet of Deployments and StatefulSets, or which Job has not finished.
func allRun(ctx context.Context) error {
	list := metav1.ListOptions{}
	deployments, err := c.Client.AppsV1().Deployments(namespace).List(ctx, list)
	if err != nil {
		return err
	}
	for _, d := range deployments.Items {
		if err := rolledOut(&d); err != nil {
			return err
		}
	}
	sets, err := c.Client.AppsV1().StatefulSets(namespace).List(ctx, list)
	if err != nil {
		return err
	}
	for _, s := range sets.Items {
		if s.Status.ReadyReplicas != *s.Spec.Replicas {
			return fmt.Errorf("StatefulSet %s: %d of %d are ready", s.Name, s.Status.ReadyReplicas, *s.Spec.Replicas)
		}
	}
	jobs, err := c.Client.BatchV1().Jobs(namespace).List(ctx, list)
	if err != nil {
		return err
	}
	for _, j := range jobs.Items {
		if !complete(&j) {
			return fmt.Errorf("Job %s is not complete", j.Name)
		}
	}
	return nil
}

// rolledOut says what is missing until all pods of a Deployment are new and ready.
func rolledOut(d *appsv1.Deployment) error {
	want := *d.Spec.Replicas
	if s := d.Status; d.Generation != s.ObservedGeneration || s.UpdatedReplicas != want || s.AvailableReplicas != want || s.Replicas != want {
		return fmt.Errorf("Deployment %s: of %d wanted there are %d, %d of them updated, %d available", d.Name, want, s.Replicas, s.UpdatedReplicas, s.AvailableReplicas)
	}
	return nil
}

func complete(j *batchv1.Job) bool {
	for _, condition := range j.Status.Conditions {
		if condition.Type == batchv1.JobComplete {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

// podsOf returns the pods of an app that are not on their way out.
func podsOf(ctx context.Context, app string) ([]corev1.Pod, error) {
	list, err := c.Client.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + app})
	if err != nil {
		return nil, err
	}
	var pods []corev1.Pod
	for _, pod := range list.Items {
		if pod.DeletionTimestamp == nil {
			pods = append(pods, pod)
		}
	}
	return pods, nil
}

func isReady(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue && pod.DeletionTimestamp == nil
		}
	}
	return false
}
