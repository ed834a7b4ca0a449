package cluster

import "path/filepath"

// startManager starts the controller manager. It signs the tokens with the key that the API server checks them with.
func (c *Cluster) startManager(opts Options) error {
	if !opts.Controllers && opts.Nodes == 0 {
		return nil
	}
	return c.run("kube-controller-manager",
		"--kubeconfig="+c.Kubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--service-account-private-key-file="+filepath.Join(c.Dir, "certs", "sa-signer.key"),
		"--root-ca-file="+c.authority(),
		// What a cluster does in half a minute, for its metrics come no sooner, a test need not wait for.
		"--horizontal-pod-autoscaler-sync-period=1s",
		"--horizontal-pod-autoscaler-initial-readiness-delay=0s",
		"--horizontal-pod-autoscaler-cpu-initialization-period=0s",
	)
}
