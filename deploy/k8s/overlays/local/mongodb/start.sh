#!/bin/bash
# Starts a member of the replica set.
set -euo pipefail
# mongod wants a key that only its owner can read; Kubernetes gives a mounted one to the group.
install -m 400 /etc/mongodb/keyfile /tmp/keyfile
# The image makes root on an empty disk. Only the first member may have anything of its own: the others copy it.
if [ "$HOSTNAME" != mongodb-0 ]; then
  unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD
fi
# The parameter: docs/mongodb.md, "What operators set".
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all \
  --setParameter transactionLifetimeLimitSeconds=5 --wiredTigerCacheSizeGB 0.25
