#!/usr/bin/env bash
# Prints the name and digest of one image that build.sh has built, and the file that says what it is made of where there is
# one, each on a line with its key.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=${OUT:-.data/images}
: "${ONLY:?name one image: ONLY=web}"
[[ -s $out/$ONLY.ref ]] || {
	echo "images: $out/$ONLY.ref is missing: make images ONLY=$ONLY first" >&2
	exit 1
}
reference=$(<"$out/$ONLY.ref")
name=${reference%@*}
echo "name=${name%:*}"
echo "digest=${reference#*@}"
for sbom in "$out/$ONLY.spdx.json" "$out/$ONLY-linux-amd64.spdx.json"; do
	[[ ! -s $sbom ]] || echo "sbom=$sbom"
done
