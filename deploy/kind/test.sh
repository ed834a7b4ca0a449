#!/usr/bin/env bash
# Does the main job against the cluster that up.sh has made: by its public address, through the ingress. When it fails, what
# the cluster says is in .data/kind/logs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export KUBECONFIG=${KUBECONFIG:-$PWD/.data/kind/kubeconfig}

export PASS_URL=http://pass.localhost PASS_STRIPE_URL=http://stripe.pass.localhost
(cd e2e && GOWORK=off go test -count=1 -v -timeout 10m -run '^TestMainJob$' .) && exit

logs=.data/kind/logs
mkdir -p "$logs"
{
	kubectl get pods,jobs -A -o wide
	kubectl -n pass get events --sort-by=.lastTimestamp
	kubectl -n pass describe pods
} >"$logs/cluster.txt" 2>&1 || true
kind=$(cd tools/images && GOWORK=off go tool -n kind)
"$kind" export logs --name pass "$logs" || true
echo "kind: the test failed; what the cluster says is in $logs" >&2
exit 1
