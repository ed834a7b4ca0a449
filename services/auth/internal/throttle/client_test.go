package throttle

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestClient(t *testing.T) {
	for name, c := range map[string]struct {
		peer      string
		forwarded []string
		trusted   int
		want      string
	}{
		"no header":                {"203.0.113.9", nil, 2, "203.0.113.9"},
		"nobody trusted":           {"203.0.113.9", []string{"198.51.100.1"}, 0, "203.0.113.9"},
		"web client and sidecar":   {"127.0.0.1", []string{"203.0.113.9, 192.0.2.2"}, 2, "203.0.113.9"},
		"made up in front":         {"127.0.0.1", []string{"198.51.100.1, 203.0.113.9, 192.0.2.2"}, 2, "203.0.113.9"},
		"several headers":          {"127.0.0.1", []string{"198.51.100.1", "203.0.113.9", "192.0.2.2"}, 2, "203.0.113.9"},
		"fewer entries than hops":  {"127.0.0.1", []string{"203.0.113.9"}, 2, "203.0.113.9"},
		"IPv6 by its /64":          {"127.0.0.1", []string{"2001:db8:1:2:3:4:5:6, 192.0.2.2"}, 2, "2001:db8:1:2::/64"},
		"IPv4 in IPv6":             {"127.0.0.1", []string{"::ffff:203.0.113.9, 192.0.2.2"}, 2, "203.0.113.9"},
		"IPv6 with a zone":         {"fe80::1%eth0", nil, 2, "fe80::/64"},
		"an entry of no meaning":   {"127.0.0.1", []string{"unknown, 192.0.2.2"}, 2, "unknown"},
		"an entry that is nothing": {"127.0.0.1", []string{""}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, Client(c.peer, c.forwarded, c.trusted))
		})
	}
}
