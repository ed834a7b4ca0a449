package toolchain

import (
	"context"
	"io"
)

// kubernetesVersion is what tools/k8s requires.
const kubernetesVersion = "v1.34.4"

// clusterSets are what the tests of deploy/check run. Nobody who runs pass needs them, so only those tests build them.
var clusterSets = []set{
	{
		title: "Kubernetes " + kubernetesVersion, module: "k8s", programs: []string{"k8s"}, packages: []string{"."},
		args: []string{"-ldflags", "-s -w -X k8s.io/component-base/version.gitVersion=" + kubernetesVersion +
			" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34"},
		takes: "6 minutes",
	},
	{
		title: "kwok", module: "kwok", programs: []string{"kwok"}, packages: []string{"sigs.k8s.io/kwok/cmd/kwok"},
		args: []string{"-ldflags", "-s -w"}, takes: "2 minutes",
	},
	{
		title: "Traefik", module: "ingress", programs: []string{"traefik"}, packages: []string{"github.com/traefik/traefik/v3/cmd/traefik"},
		args: []string{"-ldflags", "-s -w"}, takes: "3 minutes",
	},
}

// PrepareCluster does for the programs of a Kubernetes cluster what Prepare does for those that run pass.
func PrepareCluster(ctx context.Context, top string, out io.Writer) error {
	return prepare(ctx, top, out, clusterSets)
}
