package throttle

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClient(t *testing.T) {
	proxies, err := ParseProxies([]string{"127.0.0.0/8", "10.0.0.0/8", "::1"})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"straight":                  {"203.0.113.9", nil, "203.0.113.9"},
		"straight, with a tale":     {"203.0.113.9", []string{"198.51.100.1"}, "203.0.113.9"},
		"through our proxies":       {"127.0.0.1", []string{"203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		"with a tale before":        {"127.0.0.1", []string{"198.51.100.1, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		"a tale of our proxies":     {"127.0.0.1", []string{"10.9.9.9, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		"several headers":           {"127.0.0.1", []string{"198.51.100.1", "203.0.113.9", "10.1.2.3"}, "203.0.113.9"},
		"all ours":                  {"127.0.0.1", []string{"10.0.0.7, 10.1.2.3"}, "10.0.0.7"},
		"rubbish ends the chain":    {"127.0.0.1", []string{"203.0.113.9, unknown, 10.1.2.3"}, "10.1.2.3"},
		"no header behind a proxy":  {"127.0.0.1", nil, "127.0.0.1"},
		"IPv6 by its /64":           {"127.0.0.1", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		"IPv4 in IPv6":              {"::ffff:127.0.0.1", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		"IPv6 proxy":                {"::1", []string{"203.0.113.9"}, "203.0.113.9"},
		"a peer that is no address": {"pipe", []string{"203.0.113.9"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, proxies.Client(c.peer, c.forwarded))
		})
	}
	_, err = ParseProxies([]string{"10.0.0.0/8", "proxy.example.com"})
	require.ErrorContains(t, err, "proxy.example.com")
}
