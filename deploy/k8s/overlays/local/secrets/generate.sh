#!/bin/sh
# Makes the secrets of the local cluster in the folder `generated` beside this file, which is not committed. What exists
# stays: passwords are in the databases, too. Several at once come to the same.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p generated
cd generated

services="auth tickets orders payments expiration"
# A letter first: the NATS server takes some words that begin with a digit for numbers.
random() { printf p; head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

if [ ! -e passwords ]; then
  for name in mongodb_root mongodb_key prepare_nats stripe_webhook web_sidecar; do
    echo "$name=$(random)"
  done >"passwords.$$"
  for app in $services; do
    for name in mongodb nats sidecar app; do echo "${app}_$name=$(random)"; done
  done >>"passwords.$$"
  ln "passwords.$$" passwords 2>/dev/null || true # somebody else's may have come first
  rm "passwords.$$"
fi
value() { sed -n "s/^$1=//p" passwords; }

# Replaces a file as a whole.
put() { printf '%s' "$2" >"$1.$$" && mv "$1.$$" "$1"; }

for app in $services; do
  put "$app.json" "{\"mongodb-password\": \"$(value "${app}_mongodb")\", \"nats-url\": \"nats://$app:$(value "${app}_nats")@nats:4222\"}"
  put "$app-sidecar-token" "$(value "${app}_sidecar")"
  put "$app-app-token" "$(value "${app}_app")"
done
put web-sidecar-token "$(value web_sidecar)"
put prepare-nats-url "nats://prepare:$(value prepare_nats)@nats:4222"
put stripe-webhook-secret "whsec_$(value stripe_webhook)"
put mongodb-keyfile "$(value mongodb_key)"
put mongodb-root "$(value mongodb_root)"
put mongodb-users.env "$(for app in $services; do echo "$app=$(value "${app}_mongodb")"; done)
"
put nats-users.env "$(for app in tickets orders payments expiration; do
  echo "$app=$(value "${app}_nats")"
done)
prepare=$(value prepare_nats)
"
