package cluster

import (
	"os"
	"path/filepath"

	"github.com/go-logr/logr"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
)

// endsWithParent has the programs end when the test does, however that ends.
const endsWithParent = "K8S_ENDS_WITH_PARENT"

// startAPI starts etcd and the API server.
func (c *Cluster) startAPI(opts Options) error {
	logf.SetLogger(logr.Discard())
	if err := os.Setenv(endsWithParent, "1"); err != nil {
		return err
	}
	c.Env = &envtest.Environment{ControlPlaneStartTimeout: startTimeout, ControlPlaneStopTimeout: startTimeout}
	etcd := &envtest.Etcd{Path: c.program("etcd")}
	api := c.Env.ControlPlane.GetAPIServer()
	api.Path, api.CertDir = c.program("kube-apiserver"), filepath.Join(c.Dir, "certs")
	c.Env.ControlPlane.Etcd, c.Env.ControlPlane.KubectlPath = etcd, c.program("kubectl")

	var err error
	if etcd.Err, err = c.log("etcd"); err != nil {
		return err
	}
	if api.Err, err = c.log("kube-apiserver"); err != nil {
		return err
	}
	// envtest leaves this one out, since it has no controllers; a real cluster never does.
	api.Configure().Disable("disable-admission-plugins")
	for flag, value := range opts.APIServer {
		api.Configure().Set(flag, value)
	}
	c.Config, err = c.Env.Start()
	return err
}

// connect makes the clients and the kubeconfig.
func (c *Cluster) connect(Options) error {
	c.Kubeconfig = filepath.Join(c.Dir, "kubeconfig")
	if err := os.WriteFile(c.Kubeconfig, c.Env.KubeConfig, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(c.authority(), c.Env.ControlPlane.GetAPIServer().CA, 0o644); err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(c.Config)
	if err != nil {
		return err
	}
	c.Client = client
	c.Dynamic, err = dynamic.NewForConfig(c.Config)
	return err
}

// authority is the certificate of who signed the API server's.
func (c *Cluster) authority() string { return filepath.Join(c.Dir, "certs", "ca.crt") }
