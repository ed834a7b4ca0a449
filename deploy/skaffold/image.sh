#!/bin/sh
# Builds for skaffold.yaml what ko can't: image.sh web or image.sh daprd. Skaffold says in IMAGE what to call it, and in
# PUSH_IMAGE whether the cluster takes it from a registry.
set -eu
cd "$(dirname "$0")/../.."
export GOWORK=off CGO_ENABLED=0

case $1 in
web)
  tools/stack/web.sh
  context=web/.next/standalone
  ;;
daprd)
  context=$PWD/.data/skaffold/daprd
  (cd tools/dapr && modfile=$(go run ./mend ../../.bin/dapr-src) && GOOS=linux go build -modfile "$modfile" -trimpath \
    -buildvcs=false -tags stablecomponents -ldflags "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=$(../images/runtime.sh)" \
    -o "$context/$(go env GOARCH)/daprd" ./daprd)
  ;;
*)
  echo "image.sh: there is no image $1" >&2
  exit 2
  ;;
esac
docker build --tag "$IMAGE" --build-arg "TARGETARCH=$(go env GOARCH)" --file "tools/images/$1.Dockerfile" "$context"
if [ "$PUSH_IMAGE" = true ]; then docker push "$IMAGE"; fi
