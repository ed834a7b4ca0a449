# shellcheck shell=bash
# shellcheck disable=SC2154 # settings come from build.sh
# What build.sh builds an image with: ko for Go programs, buildah for what ko can't make. Neither needs a daemon.

# describe sets labels to what OCI wants to know of an image. Both the image's configuration and its manifest get it.
describe() { # name, description
	labels=(
		"org.opencontainers.image.title=pass $1"
		"org.opencontainers.image.description=$2"
		"org.opencontainers.image.source=$SOURCE"
		"org.opencontainers.image.revision=$REVISION"
		"org.opencontainers.image.version=$TAG"
		"org.opencontainers.image.licenses=MIT"
	)
}

# go_image builds a static program; ko names the image by the last part of the package's path, and adds an SBOM.
go_image() { # name, module, package, description
	describe "$1" "$4"
	local flags=() label
	for label in "${labels[@]}"; do
		# The flags read a list with commas.
		flags+=("--image-label=\"$label\"" "--image-annotation=\"$label\"")
	done
	if [[ -n ${PUSH:-} ]]; then
		flags+=(--push=true)
	else
		flags+=(--push=false "--oci-layout-path=$OUT/$1")
	fi
	ko=${ko:-$(cd tools/images && go tool -n ko)}
	(cd "$2" && KO_DOCKER_REPO=$REPO KO_DEFAULTBASEIMAGE=${BASE_STATIC:-} "$ko" build "$3" --base-import-paths --image-user=65532:65532 \
		"--platform=$PLATFORMS" "--tags=$TAG" "--sbom-dir=$OUT" "${flags[@]}") >"$work/ref"
	# With a folder, ko names the image by that.
	echo "$REPO/$1:$TAG@$(sed -n 's/.*@//p' "$work/ref")" >"$OUT/$1.ref"
}

web_image() {
	describe web "The web client of pass, and its gateway"
	tools/stack/web.sh
	cp -R web/.next/standalone "$work/web"
	# What the folder's owner may do is no business of the image.
	chmod -R u=rwX,go=rX "$work/web"
	(cd web && npm sbom --package-lock-only --omit=dev --sbom-format=spdx) >"$OUT/web.spdx.json"
	dockerfile_image web "$work/web" "${BASE_NODE:-}"
}

daprd_image() {
	describe daprd "Dapr's sidecar as pass needs it: no call is taken for another, and RabbitMQ confirms what it published"
	local platform modfile
	modfile=$(cd tools/dapr && go run ./mend ../../.bin/dapr-src)
	for platform in ${PLATFORMS//,/ }; do
		(cd tools/dapr && GOOS=linux GOARCH=${platform#linux/} go build -modfile "$modfile" -trimpath -buildvcs=false -tags stablecomponents \
			-ldflags "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=$(cd ../.. && tools/images/runtime.sh)" \
			-o "$work/daprd/${platform#linux/}/daprd" ./daprd)
	done
	dockerfile_image daprd "$work/daprd" "${BASE_STATIC:-}"
}

# dockerfile_image builds NAME.Dockerfile, which runs nothing, for every platform.
dockerfile_image() { # name, context, base if not the pinned one
	command -v buildah >/dev/null || {
		echo "images: buildah is missing: install it (Debian and Ubuntu have it as a package)" >&2
		exit 1
	}
	local flags=() tls=() label platform list=pass-$1-$$ reference=$REPO/$1
	[[ $3 != 127.0.0.1:* && $3 != localhost:* ]] || tls=(--tls-verify=false)
	for label in "${labels[@]}"; do
		flags+=(--label "$label" --annotation "$label")
	done
	[[ -z $3 ]] || flags+=(--build-arg "BASE=$3")
	# One after another: the list has them in the order in which they were ready.
	for platform in ${PLATFORMS//,/ }; do
		buildah build --quiet --isolation chroot --format oci --no-cache --timestamp "$SOURCE_DATE_EPOCH" --platform "$platform" \
			--manifest "$list" --file "tools/images/$1.Dockerfile" "${flags[@]}" "${tls[@]}" "$2" >/dev/null
	done
	# Into a new folder first, and as it is from there: a push reuses whatever blobs a registry has, and how these were
	# compressed. Not with --rm, which would answer for the push as well.
	buildah manifest push --quiet --all --digestfile "$work/digest" "$list" "oci:$OUT/$1:$TAG" >/dev/null
	buildah manifest rm "$list" >/dev/null
	if [[ -n ${PUSH:-} ]]; then
		crane=${crane:-$(cd tools/images && go tool -n crane)}
		"$crane" push "$OUT/$1" "$reference:$TAG" >/dev/null
	fi
	echo "$reference:$TAG@$(cat "$work/digest")" >"$OUT/$1.ref"
}
