package throttle

import (
	"net/netip"
	"strings"
)

// Client finds where a request came from. Every proxy adds the address that
// it saw to the end of X-Forwarded-For; the last trusted entries were written
// by our own proxies, and the first of these is the client. What stands before
// it, the client may have made up. peer is who opened the connection to us; it
// counts when there is no header, or nobody to trust.
//
// IPv6 clients are known by their /64, which is what one customer gets.
func Client(peer string, forwardedFor []string, trusted int) string {
	hops := strings.Split(strings.Join(forwardedFor, ","), ",")
	if len(forwardedFor) == 0 || trusted == 0 {
		return network(peer)
	}
	return network(hops[max(0, len(hops)-trusted)])
}

// network is the address that a client is known by; what is no address is
// known as it is, so that it has a limit too.
func network(s string) string {
	address, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil {
		return strings.Clone(s)
	}
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address, 64).Masked().String()
}
