// Package unsafe exports nothing.
package unsafe

import "github.com/traefik/yaegi/interp"

// Symbols is empty.
var Symbols interp.Exports
