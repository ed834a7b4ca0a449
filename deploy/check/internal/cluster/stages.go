package cluster

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// NeverReady is the annotation of pods that do not become ready, as those of a broken version.
const NeverReady = "check.pass/never-ready"

// podTakes is how many milliseconds a pod takes to start, to finish and to stop: an order of events shows only if there is time.
const podTakes = 300

// stages returns what happens to nodes and pods: what kwok has them do, only that pods take time.
func (c *Cluster) stages() ([]byte, error) {
	module, err := c.moduleDir("tools/kwok", "sigs.k8s.io/kwok")
	if err != nil {
		return nil, err
	}
	var stages bytes.Buffer
	for _, path := range []string{
		"node/fast/node-initialize", "node/heartbeat-with-lease/node-heartbeat-with-lease",
		"pod/fast/pod-ready", "pod/fast/pod-complete", "pod/fast/pod-delete",
	} {
		stage, err := os.ReadFile(filepath.Join(module, "kustomize/stage", path+".yaml"))
		if err == nil && strings.HasPrefix(path, "pod/") {
			stage, err = slowly(stage, strings.HasSuffix(path, "/pod-ready"))
		}
		if err != nil {
			return nil, err
		}
		stages.WriteString("---\n")
		stages.Write(stage)
	}
	return stages.Bytes(), nil
}

// slowly gives a stage its delay. Starting also leaves out pods that never become ready.
func slowly(content []byte, starting bool) ([]byte, error) {
	stage := &unstructured.Unstructured{}
	if err := yaml.Unmarshal(content, &stage.Object); err != nil {
		return nil, err
	}
	if err := unstructured.SetNestedField(stage.Object, int64(podTakes), "spec", "delay", "durationMilliseconds"); err != nil {
		return nil, err
	}
	if starting {
		path := []string{"spec", "selector", "matchExpressions"}
		expressions, _, err := unstructured.NestedSlice(stage.Object, path...)
		if err != nil {
			return nil, err
		}
		expressions = append(expressions, map[string]any{"key": `.metadata.annotations["` + NeverReady + `"]`, "operator": "DoesNotExist"})
		if err := unstructured.SetNestedSlice(stage.Object, expressions, path...); err != nil {
			return nil, err
		}
	}
	return yaml.Marshal(stage.Object)
}
