#!/usr/bin/env bash
# Signs one image that build.sh has pushed: with the identity of the workflow that runs it, or with KEY, a key of cosign.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v cosign >/dev/null || {
	echo "images: cosign is missing: install it (https://docs.sigstore.dev/cosign/system_config/installation)" >&2
	exit 1
}
eval "$(tools/images/digest.sh)"
flags=(--yes --recursive)
[[ -z ${KEY:-} ]] || flags+=(--key "$KEY")
# shellcheck disable=SC2154 # both come from digest.sh
cosign sign "${flags[@]}" "$name@$digest"
