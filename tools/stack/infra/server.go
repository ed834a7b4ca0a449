package infra

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

// server is a product that components lead to. Which a profile needs follows from the types of its components.
type server struct {
	name, title string
	types       []string
	// env is the setting with an administrator's URL, or an address.
	env string
	// port is where it listens; ports, where one of one's own listens, by name of what does.
	port  func(Ports) int
	ports func(Ports) map[string]int
	// admin makes an administrator's URL of an address. A password is known for a server of one's own only.
	admin func(address, password string) string
	// part is one of one's own. It fails when its program is missing.
	part func(Config, target) (*Part, error)
	// prepare creates what Dapr does not, and may be called again.
	prepare func(context.Context, target) error
}

// servers are all that are known here. What a component of another type leads to must run and be prepared already.
var servers = []server{natsServer, postgresServer, redisServer, rabbitServer, kafkaServer, mongoServer}

func (s server) needed(p Profile) bool { return len(p.of(s.types...)) > 0 }

// is reports whether the profile uses the server as a kind of building block, "state" or "pubsub".
func (s server) is(kind string, p Profile) bool {
	return slices.ContainsFunc(p.of(s.types...), func(c Component) bool { return strings.HasPrefix(c.Type, kind+".") })
}

// target is one running server, and what a profile wants of it.
type target struct {
	server       server
	address, url string
	profile      Profile
	secrets      Secrets
	config       Config
	// met says that nobody named the server: it listens where one of one's own would.
	met bool
}

func (t target) String() string { return t.server.title + " at " + t.address }

// brokers lists the components that carry events through this server.
func (t target) brokers() []Component {
	return slices.DeleteFunc(t.profile.of(t.server.types...), func(c Component) bool { return !strings.HasPrefix(c.Type, "pubsub.") })
}

// apps lists the apps that use this server.
func (t target) apps() []string { return t.profile.apps(t.server.types...) }

// prepare makes the passwords of the apps that use the server, and creates there what Dapr does not.
func (t target) prepare(ctx context.Context) error {
	for _, app := range t.apps() {
		if err := t.secrets.Ensure(app); err != nil {
			return err
		}
	}
	if err := t.server.prepare(ctx, t); err != nil {
		mend := t.server.env + " says where it is and whom to sign in as"
		if t.met {
			mend += "; or stop it, and one of pass's own takes its place"
		}
		return fmt.Errorf("prepare %s: %w (%s)", t, err, mend)
	}
	return nil
}

// find returns where the server is, or would be started, and whether it runs already: what was given, then what the
// environment says, then what answers where it would be started.
func (c Config) find(s server, p Profile) (t target, found bool, err error) {
	t = target{server: s, profile: p, secrets: SecretsIn(c.Data), config: c}
	given := c.Given[s.name]
	if given == "" {
		given = os.Getenv(s.env)
	}
	if given != "" {
		t.address, t.url = hosts(given), given
		if !strings.Contains(given, "://") {
			t.url = s.admin(given, "")
		}
		return t, true, nil
	}
	t.address = address(s.port(c.Ports))
	found = answers(t.address)
	t.met = found
	password, err := adminPassword(c.adminPath(s.name), !found)
	if err != nil {
		return t, false, fmt.Errorf("password of %s: %w", s.title, err)
	}
	t.url = s.admin(t.address, password)
	return t, found, nil
}

func (c Config) adminPath(server string) string { return below(c.profileData(), server+".password") }

// hosts returns what stands between the scheme, with its user, and the path of a URL. There may be several hosts.
func hosts(url string) string {
	if _, after, ok := strings.Cut(url, "://"); ok {
		url = after
	}
	if end := strings.IndexAny(url, "/?"); end >= 0 {
		url = url[:end]
	}
	return url[strings.LastIndex(url, "@")+1:]
}

func answers(address string) bool {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}
