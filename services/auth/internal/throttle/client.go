package throttle

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks whose word about a client's address is taken.
type Proxies []netip.Prefix

// ParseProxies reads networks in CIDR form, or single addresses.
func ParseProxies(networks []string) (Proxies, error) {
	var proxies Proxies
	for _, s := range networks {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			address, notAddress := netip.ParseAddr(s)
			if notAddress != nil {
				return nil, fmt.Errorf("trusted proxy: %w", err)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}

// Client finds where a request came from: the last address of the chain that
// is no proxy of ours. Every proxy adds the address that it saw to the end of
// X-Forwarded-For, so what stands before that one may be made up. peer is who
// opened the connection to us.
//
// IPv6 clients are known by their /64, which is what one customer gets.
func (p Proxies) Client(peer string, forwardedFor []string) string {
	hops := append(strings.Split(strings.Join(forwardedFor, ","), ","), peer)
	client := ""
	for _, hop := range slices.Backward(hops) {
		address, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = address.Unmap().WithZone("")
		client = network(address)
		if !p.contains(address) {
			break
		}
	}
	return client
}

func (p Proxies) contains(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}

func network(address netip.Addr) string {
	if address.Is4() {
		return address.String()
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return address.String()
	}
	return prefix.String()
}
