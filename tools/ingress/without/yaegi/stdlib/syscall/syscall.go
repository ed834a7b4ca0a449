// Package syscall exports nothing.
package syscall

import "github.com/traefik/yaegi/interp"

// Symbols is empty.
var Symbols interp.Exports
