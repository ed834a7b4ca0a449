package infra

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/saheedt/pass/tools/stack/process"
)

var redisServer = server{
	name: "redis", title: "Redis", types: []string{"pubsub.redis", "state.redis"}, env: "REDIS_URL",
	port:  func(p Ports) int { return p.Redis },
	ports: func(p Ports) map[string]int { return map[string]int{"Redis": p.Redis} },
	admin: func(address, password string) string {
		if password == "" {
			return "redis://" + address
		}
		return "redis://default:" + password + "@" + address
	},
	part:    redisPart,
	prepare: prepareRedis,
}

// redisPart runs Redis so that what it answered is on the disk: by default it would lose the last second.
func redisPart(c Config, t target) (*Part, error) {
	const program = "redis-server"
	path, ok := findProgram(program, "/usr/local/bin", "/opt/homebrew/bin")
	if !ok {
		return nil, t.server.missing(t.profile, program, "install it (Debian: apt-get install redis-server)")
	}
	data := c.folder("redis")
	users := filepath.Join(data, "users.acl")
	p := process.New(process.Spec{
		Name: "redis", Path: path, Log: c.log("redis"),
		Args: []string{
			"--port", strconv.Itoa(c.Ports.Redis), "--bind", loopback, "--dir", data, "--aclfile", users,
			"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no",
		},
	})
	return &Part{
		Process: p,
		lay:     func(context.Context) error { return layRedisUsers(users, c.adminPath(t.server.name)) },
		ready: func(ctx context.Context) error {
			if err := process.Wait(ctx, p, func() error { return pingRedis(ctx, t.url) }); err != nil {
				return err
			}
			return t.prepare(ctx)
		},
	}, nil
}

// layRedisUsers writes the file of users with the administrator; Redis itself adds the others to it.
func layRedisUsers(path, password string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	secret, err := os.ReadFile(password)
	if err != nil {
		return err
	}
	return writeSecret(path, fmt.Appendf(nil, "user default on >%s ~* &* +@all\n", strings.TrimSpace(string(secret))))
}

func pingRedis(ctx context.Context, url string) error {
	client, err := redisClient(url)
	if err != nil {
		return err
	}
	defer client.Close()
	return client.Ping(ctx).Err()
}

func redisClient(url string) (*redis.Client, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, err
	}
	options.MaxRetries = -1
	return redis.NewClient(options), nil
}
