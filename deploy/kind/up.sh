#!/usr/bin/env bash
# Brings pass up in a kind cluster of its own, built from this folder's sources, at http://pass.localhost. What is there
# already is brought up to date. `make kind` is its usual caller; `make kind-down` removes the cluster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

images="auth tickets orders payments expiration web prepare stripe daprd"
dapr=1.18.2
export KUBECONFIG=${KUBECONFIG:-$PWD/.data/kind/kubeconfig}

need() { # program, where to get it
	command -v "$1" >/dev/null || {
		echo "kind: $1 is missing: install it ($2)" >&2
		exit 1
	}
}
need docker https://docs.docker.com/engine/install
need kubectl https://kubernetes.io/docs/tasks/tools
need helm https://helm.sh/docs/intro/install
need buildah "a package of Debian and Ubuntu"
need skopeo "a package of Debian and Ubuntu"
mkdir -p .data/kind

# The version of tools/images, which belongs to the node's image in cluster.yaml.
kind=$(cd tools/images && GOWORK=off go tool -n kind)
if ! "$kind" get clusters | grep -qx pass; then
	"$kind" create cluster --config deploy/kind/cluster.yaml --wait 3m
fi
"$kind" export kubeconfig --name pass

echo "kind: images"
platform=linux/$(go env GOARCH)
TAG=kind PLATFORMS=$platform ONLY=$images OUT=$PWD/.data/kind/images tools/images/build.sh
for name in $images; do
	archive=.data/kind/$name.tar
	rm -f "$archive"
	skopeo --override-os linux --override-arch "${platform#linux/}" copy --quiet \
		"oci:.data/kind/images/$name" "docker-archive:$archive:ghcr.io/saheedt/pass/$name:kind"
	"$kind" load image-archive --name pass "$archive"
	rm "$archive"
done

echo "kind: Dapr $dapr and the ingress controller"
helm upgrade --install dapr dapr --repo https://dapr.github.io/helm-charts --version "$dapr" \
	--namespace dapr-system --create-namespace --values deploy/dapr/values.yaml --values deploy/dapr/local.yaml \
	--wait --timeout 10m
kubectl apply --server-side -f deploy/kind/ingress.yaml
kubectl -n ingress-nginx rollout status daemonset/traefik --timeout 5m

echo "kind: pass"
deploy/k8s/overlays/local/secrets/generate.sh
# Jobs can't be changed, and go away by themselves only after a while.
kubectl -n pass delete job prepare mongodb-users --ignore-not-found
kubectl apply --server-side -k deploy/kind
for app in auth tickets orders payments expiration web stripe; do
	kubectl -n pass rollout status "deployment/$app" --timeout 10m
done
echo "kind: ready at http://pass.localhost"
