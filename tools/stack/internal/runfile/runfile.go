// Package runfile reads what the stack must know of dapr.yaml: which apps there are and where they listen.
package runfile

import (
	"fmt"
	"os"

	"gopkg.in/yaml.v3"
)

// File is a Dapr run file.
type File struct {
	Apps []App `yaml:"apps"`
}

// App is one app of the run file with its sidecar.
type App struct {
	ID           string   `yaml:"appID"`
	Command      []string `yaml:"command"`
	Port         int      `yaml:"appPort"`
	HTTPPort     int      `yaml:"daprHTTPPort"`
	GRPCPort     int      `yaml:"daprGRPCPort"`
	MetricsPort  int      `yaml:"metricsPort"`
	InternalPort int      `yaml:"daprInternalGRPCPort"`
}

// Load reads the run file at path.
func Load(path string) (File, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return File{}, fmt.Errorf("read the run file: %w", err)
	}
	var f File
	if err := yaml.Unmarshal(content, &f); err != nil {
		return File{}, fmt.Errorf("read %s: %w", path, err)
	}
	return f, nil
}

// Ports returns every port that the apps and sidecars listen on, with the name of what does.
func (f File) Ports() map[int]string {
	named := make(map[int]string)
	for _, a := range f.Apps {
		named[a.Port] = a.ID
		for _, port := range []int{a.HTTPPort, a.GRPCPort, a.MetricsPort, a.InternalPort} {
			named[port] = "the sidecar of " + a.ID
		}
	}
	return named
}
