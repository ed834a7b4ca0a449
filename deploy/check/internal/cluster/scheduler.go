package cluster

import (
	"fmt"
	"os"
	"path/filepath"
)

// schedulerConfig packs nodes as full as may be, as clusters do that save machines, and spreads nothing that does not ask
// for it: by default the scheduler would spread all pods a little, whatever they say.
const schedulerConfig = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection: {leaderElect: false}
clientConnection: {kubeconfig: %q, qps: 500, burst: 1000}
profiles:
  - pluginConfig:
      - name: NodeResourcesFit
        args:
          scoringStrategy: {type: MostAllocated, resources: [{name: cpu, weight: 1}, {name: memory, weight: 1}]}
      - name: PodTopologySpread
        args: {defaultingType: List, defaultConstraints: []}
`

func (c *Cluster) startScheduler() error {
	path := filepath.Join(c.Dir, "scheduler.yaml")
	if err := os.WriteFile(path, fmt.Appendf(nil, schedulerConfig, c.Kubeconfig), 0o644); err != nil {
		return err
	}
	return c.run("kube-scheduler", "--config="+path, "--secure-port=0")
}
