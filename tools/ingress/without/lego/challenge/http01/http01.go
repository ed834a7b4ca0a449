// Package http01 has the names of the challenge by HTTP.
package http01

import "time"

// PathPrefix is where a challenge is answered.
const PathPrefix = "/.well-known/acme-challenge/"

// ChallengeOption changes nothing.
type ChallengeOption struct{}

// SetDelay gives an option.
func SetDelay(time.Duration) ChallengeOption { return ChallengeOption{} }
