// Package runfile reads what the stack must know of dapr.yaml: which apps there are and where they listen.
package runfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

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
	Env          struct {
		MetricsPort string `yaml:"METRICS_PORT"` // the app's own, if it has one
	} `yaml:"env"`
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
		if port, err := strconv.Atoi(a.Env.MetricsPort); err == nil {
			named[port] = "the metrics of " + a.ID
		}
		for _, port := range []int{a.HTTPPort, a.GRPCPort, a.MetricsPort, a.InternalPort} {
			named[port] = "the sidecar of " + a.ID
		}
	}
	return named
}

// Rewrite writes the run file at from to the path to, with other resources folders. Its paths become absolute: those of a
// run file are relative to where it is.
func Rewrite(from, to string, resources []string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("read the run file: %w", err)
	}
	var file struct {
		Common map[string]any   `yaml:"common"`
		Apps   []map[string]any `yaml:"apps"`
		Other  map[string]any   `yaml:",inline"`
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		return fmt.Errorf("read %s: %w", from, err)
	}
	file.Common["resourcesPaths"] = resources
	for _, section := range append(file.Apps, file.Common) {
		for _, name := range []string{"appDirPath", "configFilePath"} {
			if path, ok := section[name].(string); ok {
				section[name] = filepath.Join(filepath.Dir(from), path)
			}
		}
	}
	if content, err = yaml.Marshal(file); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, append([]byte("# Made from dapr.yaml.\n"), content...), 0o644)
}
