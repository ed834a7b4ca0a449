#!/usr/bin/env bash
# Looks for passwords and keys in every commit, and in what is not committed yet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
gitleaks=$(cd tools/ci && GOWORK=off go tool -n gitleaks)
"$gitleaks" git --no-banner --redact --config tools/ci/gitleaks.toml .
git diff HEAD | "$gitleaks" stdin --no-banner --redact --config tools/ci/gitleaks.toml
