#!/usr/bin/env bash
# Installs packages of Debian or Ubuntu, without starting the servers among them.
set -euo pipefail
root=()
if [[ $(id -u) -ne 0 ]]; then
	root=(sudo)
fi
if ! command -v apt-get >/dev/null 2>&1 || { ((${#root[@]} > 0)) && ! command -v sudo >/dev/null 2>&1; }; then
	echo "packages: missing: $*; install them, or run this as root on Debian or Ubuntu" >&2
	exit 1
fi
# Packages start their servers, unless this says no.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
	trap '"${root[@]}" rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
	"${root[@]}" chmod +x "$policy"
fi
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
