#!/bin/sh
# Prints the version of Dapr that is built.
sed -n 's/^\t*runtimeVersion = "\(.*\)"$/\1/p' "$(dirname "$0")/../stack/internal/toolchain/toolchain.go"
