package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/saheedt/pass/tools/stack/infra"
)

// runFile is what is taken from dapr.yaml, so that tests run what developers
// run.
type runFile struct {
	Common struct {
		Config        string   `yaml:"configFilePath"`
		Resources     []string `yaml:"resourcesPaths"`
		HealthCheck   bool     `yaml:"enableAppHealthCheck"`
		HealthPath    string   `yaml:"appHealthCheckPath"`
		ProbeInterval int      `yaml:"appHealthProbeInterval"`
		ProbeTimeout  int      `yaml:"appHealthProbeTimeout"`
		Threshold     int      `yaml:"appHealthThreshold"`
	} `yaml:"common"`
	Apps []runApp `yaml:"apps"`
}

type runApp struct {
	ID      string            `yaml:"appID"`
	Command []string          `yaml:"command"`
	Env     map[string]string `yaml:"env"`
}

func readRunFile(path string) (runFile, error) {
	var file runFile
	content, err := os.ReadFile(path)
	if err != nil {
		return file, err
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		return file, fmt.Errorf("read %s: %w", path, err)
	}
	return file, nil
}

// in is the same with another profile's folder in place of the embedded one's.
func (f runFile) in(profile string) runFile {
	resources := slices.Clone(f.Common.Resources)
	for i, folder := range resources {
		if filepath.Base(folder) == infra.DefaultProfile {
			resources[i] = filepath.Join(filepath.Dir(folder), profile)
		}
	}
	f.Common.Resources = resources
	return f
}

// sidecarArgs are daprd's arguments that the run file gives to all apps.
func (f runFile) sidecarArgs() []string {
	args := []string{"--config", f.Common.Config, "--dapr-listen-addresses", "127.0.0.1", "--enable-metrics=false", "--log-level", "info"}
	for _, folder := range f.Common.Resources {
		args = append(args, "--resources-path", folder)
	}
	if f.Common.HealthCheck {
		args = append(args, "--enable-app-health-check", "--app-health-check-path", f.Common.HealthPath,
			"--app-health-probe-interval", strconv.Itoa(f.Common.ProbeInterval),
			"--app-health-probe-timeout", strconv.Itoa(f.Common.ProbeTimeout),
			"--app-health-threshold", strconv.Itoa(f.Common.Threshold))
	}
	return args
}

// startWithin bounds the start of one app or sidecar.
const startWithin = 90 * time.Second
