// Package ext holds what a build of Traefik may add to its configuration. This
// one adds nothing, as Traefik's own does, which is in no module of its own.
package ext

// HTTP adds to the HTTP configuration.
type HTTP struct{}

// Router adds to a router.
type Router struct{}
