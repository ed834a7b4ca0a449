#!/bin/sh
# Names the first program that is missing or too old, and how to get it.
need() { # program, oldest version, its version now, where to get it
	if ! command -v "$1" >/dev/null 2>&1; then
		echo "pass: $1 is missing: install it ($4)" >&2
		exit 1
	fi
	have=$(eval "$3" 2>/dev/null)
	if [ "$(printf '%s\n%s\n' "$2" "$have" | sort -V | head -n 1)" != "$2" ]; then
		echo "pass: $1 is version $have, but $2 or later is needed ($4)" >&2
		exit 1
	fi
}
need go 1.26 "go env GOVERSION | tr -d go" "https://go.dev/dl"
need node 20.19 "node --version | tr -d v" "https://nodejs.org"
need npm 9 "npm --version" "it comes with Node"
if [ -n "$PROFILE" ] && [ ! -d "components/$PROFILE" ] && [ ! -d "$PROFILE" ]; then
	there=$(cd components && ls -d -- */ | tr -d / | grep -v '^shared$' | paste -s -d ' ' -)
	echo "pass: there is no profile $PROFILE: PROFILE is one of $there" >&2
	exit 1
fi
