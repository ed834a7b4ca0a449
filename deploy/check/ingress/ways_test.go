package ingress

import (
	"slices"
	"testing"
)

type check struct {
	name string
	run  func(*testing.T, *way)
}

// TestWays opens each way in once, and asks of both the same.
func TestWays(t *testing.T) {
	checks := []check{
		{"every route of the API reaches its service", routesReachOwners},
		{"all else reaches web", restReachesWeb},
		{"a service gets nothing but its own", servicesGetTheirOwn},
		{"the inner routes are closed", innerRoutesAreClosed},
		{"addresses and protocols are told by the controller", forwardedHeadersAreTheControllers},
		{"another host is nobody's", otherHostsAreUnknown},
		{"events of a stream come one by one", streamsAreNotBuffered},
		{"bodies that services take pass", bodiesPass},
	}
	secure := []check{
		{"TLS is the site's own", tlsIsTheSites},
		{"without TLS there is only the way to it", plainIsRedirected},
	}
	// The Gateway API has no such limits: there, services bound bodies, and auth the tries of an address.
	limits := []check{
		{"larger bodies are refused", largerBodiesAreRefused},
		{"an address that asks too often has to wait", rateIsLimited},
	}
	for _, f := range flavours {
		t.Run(f.name, func(t *testing.T) {
			w := open(t, f)
			all := checks
			if f.scheme == "https" {
				all = slices.Concat(all, secure)
			}
			if f.limits {
				all = slices.Concat(all, limits)
			}
			for _, check := range all {
				t.Run(check.name, func(t *testing.T) { check.run(t, w) })
			}
		})
	}
}
