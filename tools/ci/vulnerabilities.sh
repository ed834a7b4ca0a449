#!/usr/bin/env bash
# Looks for known vulnerabilities that concern what is shipped: in Go code by what is really called, in the web client by
# its lock file. Both ask databases on the internet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export GOWORK=off CGO_ENABLED=0
govulncheck=$(cd tools/ci && go tool -n govulncheck)
failed=0
for module in services/auth services/tickets services/orders services/payments services/expiration tools/nats tools/dapr; do
	echo "vulnerabilities: $module"
	packages=./...
	[[ $module != tools/dapr ]] || packages=./daprd
	(cd "$module" && "$govulncheck" -tags stablecomponents "$packages") || failed=1
done
echo "vulnerabilities: web"
(cd web && npm audit --omit=dev --audit-level=moderate) || failed=1
exit "$failed"
