package cluster

import (
	"path/filepath"

	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// installCRDs installs what Dapr and the Gateway API add, from the modules that pass is tested with.
func (c *Cluster) installCRDs(Options) error {
	var paths []string
	for _, from := range []struct{ pinned, module, folder string }{
		{"tools/dapr", "github.com/dapr/dapr", "charts/dapr/crds"},
		// Those that the controller speaks that is tested with.
		{"tools/ingress", "sigs.k8s.io/gateway-api", "config/crd/standard"},
	} {
		dir, err := c.moduleDir(from.pinned, from.module)
		if err != nil {
			return err
		}
		paths = append(paths, filepath.Join(dir, from.folder))
	}
	_, err := envtest.InstallCRDs(c.Config, envtest.CRDInstallOptions{Paths: paths, ErrorIfPathMissing: true, MaxTime: startTimeout})
	return err
}
