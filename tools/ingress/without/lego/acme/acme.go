// Package acme has accounts at a certificate authority.
package acme

import "errors"

// ErrWithout is every answer of this module: certificates come from Secrets,
// and the real module brings clients for 180 DNS services.
var ErrWithout = errors.New("this Traefik is built without ACME")

// Account is what an authority knows of its client.
type Account struct{}

// ExtendedAccount is an account and where it is.
type ExtendedAccount struct {
	Account
	Location string
}
