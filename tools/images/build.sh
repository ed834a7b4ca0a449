#!/usr/bin/env bash
# Builds pass's container images. `make images` is its usual caller. By default each goes into a folder of .data/images
# as an OCI layout; with PUSH=1 to the registry. docs/container-images.md has the settings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
top=$PWD

REPO=${REPO:-ghcr.io/saheedt/pass}
TAG=${TAG:-dev}
PLATFORMS=${PLATFORMS:-linux/amd64,linux/arm64}
ONLY=${ONLY:-auth tickets orders payments expiration prepare stripe web daprd}
OUT=${OUT:-$top/.data/images}
SOURCE=${SOURCE:-https://github.com/saheedt/pass}

# A commit gives the same images whenever it is built: nothing but its own time and name goes in.
REVISION=${REVISION:-$(git rev-parse HEAD)$([[ -z $(git status --porcelain) ]] || echo -modified)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH KO_DATA_DATE_EPOCH=$SOURCE_DATE_EPOCH KO_CONFIG_PATH=$top/tools/images
export GOWORK=off CGO_ENABLED=0 GOFLAGS='' LC_ALL=C
umask 022

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$OUT"
# shellcheck source-path=SCRIPTDIR/../..
source tools/images/lib.sh

for name in $ONLY; do
	rm -rf "${OUT:?}/$name" "$OUT/$name.ref"
	case $name in
	auth) go_image auth services/auth . "Accounts, sessions and signing keys of pass" ;;
	tickets) go_image tickets services/tickets . "Listings and the catalogue of pass" ;;
	orders) go_image orders services/orders . "Stock, holds and orders of pass" ;;
	payments) go_image payments services/payments . "Payments of pass, and its talk with Stripe" ;;
	expiration) go_image expiration services/expiration . "Reminders of pass for orders that are not paid in time" ;;
	prepare) go_image prepare tools/nats ./prepare "Creates the streams of pass on NATS, and ends" ;;
	stripe) go_image stripe tools/stripe . "Emulator of Stripe for development and tests: moves no money" ;;
	web) web_image ;;
	daprd) daprd_image ;;
	*)
		echo "images: there is no image $name" >&2
		exit 2
		;;
	esac
	echo "images: $(cat "$OUT/$name.ref")"
done
