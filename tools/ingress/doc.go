// Package ingress pins the ingress controller that tests run, Traefik, without what they do not need of it: Traefik's main
// program is built in this module (`make test-k8s`), and has no code of its own here. What stands in for the rest is in
// without/; it refuses to do anything.
package ingress
