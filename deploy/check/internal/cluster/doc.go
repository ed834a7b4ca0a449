// Package cluster runs a real Kubernetes control plane for the tests of a package: etcd, kube-apiserver and, where asked for,
// kube-controller-manager, kube-scheduler and kwok, whose nodes run no containers and say that they do. All of it is .bin/k8s,
// which `make test-k8s` builds (tools/k8s).
//
// A package that needs one starts it once:
//
//	var c *cluster.Cluster
//
//	func TestMain(m *testing.M) {
//		cluster.Main(m, cluster.Options{}, &c)
//	}
//
//	func TestOverlay(t *testing.T) {
//		c.Apply(t, filepath.Join(c.Top, "deploy/k8s/overlays/local"))
//		pods, err := c.Client.CoreV1().Pods("pass").List(t.Context(), metav1.ListOptions{})
//		…
//	}
//
// The API server asks for certificates or tokens, decides by RBAC, runs the admission plugins it has by default, and issues
// tokens of service accounts (TokenRequest) that TokenReview accepts. It reaches webhooks at https://127.0.0.1:PORT, which a webhook's
// configuration names as its url. The CRDs of Dapr and of the Gateway API are installed. Without the controller manager nobody
// makes pods of Deployments, nor default service accounts; without nodes no pod runs.
//
// When a test fails, the logs stay in the folder that is printed.
package cluster
