// Package stdlib exports nothing.
package stdlib

import "github.com/traefik/yaegi/interp"

// Symbols is empty.
var Symbols interp.Exports
