package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// Options is what runs beside etcd and the API server.
type Options struct {
	// Controllers starts the controller manager.
	Controllers bool
	// Nodes is how many nodes of kwok there are, with the scheduler and the controllers. They lie in three zones in turn, and
	// there are volumes for who claims some.
	Nodes int
	// APIServer are more flags of the API server.
	APIServer map[string]string
}

// Cluster is a control plane that runs.
type Cluster struct {
	// Top is the top of the repository.
	Top string
	// Dir keeps certificates, logs (logs/NAME.log) and the kubeconfig while the cluster runs.
	Dir string
	// Kubeconfig is a file with an administrator's access.
	Kubeconfig string
	// Config is the same for client-go.
	Config *rest.Config
	// Client and Dynamic are clients of an administrator.
	Client  kubernetes.Interface
	Dynamic dynamic.Interface
	// Env is for more users (AddUser) and the certificate authority.
	Env *envtest.Environment

	processes []*process
	logs      []*os.File
}

// startTimeout bounds how long a part may take to answer, on a machine that does other work too.
const startTimeout = 2 * time.Minute

// Start starts a control plane. The caller stops it, also after an error.
func Start(opts Options) (*Cluster, error) {
	c := &Cluster{}
	var err error
	if c.Top, err = findTop(); err != nil {
		return c, err
	}
	if c.Dir, err = os.MkdirTemp("", "pass-cluster-"); err != nil {
		return c, err
	}
	steps := []func(Options) error{c.link, c.startAPI, c.connect, c.installCRDs, c.startManager, c.startNodes, c.addVolumes}
	for _, step := range steps {
		if err := step(opts); err != nil {
			return c, fmt.Errorf("start a cluster (logs in %s): %w", filepath.Join(c.Dir, "logs"), err)
		}
	}
	return c, nil
}

// Stop ends all programs. The folder stays when the logs are to be kept.
func (c *Cluster) Stop(keepLogs bool) error {
	var failed []error
	for i := len(c.processes) - 1; i >= 0; i-- {
		failed = append(failed, c.processes[i].stop())
	}
	if c.Env != nil {
		failed = append(failed, c.Env.Stop())
	}
	for _, log := range c.logs {
		_ = log.Close()
	}
	if keepLogs {
		fmt.Fprintf(os.Stderr, "cluster: the logs are in %s\n", filepath.Join(c.Dir, "logs"))
	} else {
		failed = append(failed, os.RemoveAll(c.Dir))
	}
	return errors.Join(failed...)
}

// link gives the programs the names that they go by.
func (c *Cluster) link(Options) error {
	for _, dir := range []string{"bin", "certs", "logs", "home"} {
		if err := os.Mkdir(filepath.Join(c.Dir, dir), 0o755); err != nil {
			return err
		}
	}
	for program, names := range map[string][]string{
		"k8s":  {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"},
		"kwok": {"kwok"},
	} {
		path := filepath.Join(c.Top, ".bin", program)
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("%w: `make test-k8s` builds it", err)
		}
		for _, name := range names {
			if err := os.Symlink(path, c.program(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Cluster) program(name string) string { return filepath.Join(c.Dir, "bin", name) }

// log opens the log of a program.
func (c *Cluster) log(name string) (*os.File, error) {
	file, err := os.Create(filepath.Join(c.Dir, "logs", name+".log"))
	if err == nil {
		c.logs = append(c.logs, file)
	}
	return file, err
}

// findTop returns the folder above this one that holds go.work.
func findTop() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, there := os.Stat(filepath.Join(dir, "go.work")); there == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("no folder above this one has a go.work")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// moduleDir returns the folder of a dependency, as the go.mod in dir (below the top) pins it.
func (c *Cluster) moduleDir(dir, module string) (string, error) {
	for _, args := range [][]string{{"mod", "download", module}, {"list", "-m", "-f", "{{.Dir}}", module}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = filepath.Join(c.Top, dir)
		cmd.Env = append(os.Environ(), "GOWORK=off")
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("find %s: %w: %s", module, err, stderr(err))
		}
		if args[0] == "list" {
			return string(out[:len(out)-1]), nil
		}
	}
	return "", nil
}

func stderr(err error) []byte {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.Stderr
	}
	return nil
}
