#!/bin/sh
# Installs the web client's packages when their lock file changed, and builds it when a source changed.
set -e
cd "$(dirname "$0")/../../web"
built=.next/standalone/server.js
installed=node_modules/.package-lock.json

if [ ! -f "$installed" ] || [ package-lock.json -nt "$installed" ]; then
	echo "web: installing packages, about a minute the first time"
	npm ci --no-audit --no-fund --loglevel=error
	touch "$installed"
fi
# Next.js and TypeScript write two files of their own beside the sources, when the code is checked too.
changed=$(find . \( -name node_modules -o -name .next -o -name .build -o -path ./browser -o -name browser-results -o -name next-env.d.ts -o -name '*.tsbuildinfo' \) -prune -o -type f -newer "$built" -print 2>/dev/null | head -n 1 || true)
if [ ! -f "$built" ] || [ -n "$changed" ]; then
	echo "web: building, about a minute"
	log=$(mktemp)
	if ! npm run build >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		exit 1
	fi
	rm -f "$log"
	touch "$built"
fi
