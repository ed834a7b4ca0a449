package infra

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/saheedt/pass/tools/stack/process"
)

var postgresServer = server{
	name: "postgresql", title: "PostgreSQL", types: []string{"state.postgresql"}, env: "POSTGRES_URL",
	port:  func(p Ports) int { return p.PostgreSQL },
	ports: func(p Ports) map[string]int { return map[string]int{"PostgreSQL": p.PostgreSQL} },
	admin: func(address, password string) string {
		if password == "" {
			password = "postgres"
		}
		return "postgres://postgres:" + password + "@" + address + "/postgres"
	},
	part:    postgresPart,
	prepare: preparePostgres,
}

// postgresPart runs PostgreSQL with its own defaults for durability: what was committed survives a kill.
func postgresPart(c Config, t target) (*Part, error) {
	const program = "postgres"
	path, ok := findProgram(program, "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
	if !ok {
		return nil, t.server.missing(t.profile, program, "install it (Debian: apt-get install postgresql)")
	}
	as, err := account("postgres", "nobody")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	data := c.folder("postgresql")
	p := process.New(process.Spec{
		Name: "postgresql", Path: path, Log: c.log("postgresql"), As: as, Dir: "/",
		// SIGTERM would wait until every client has gone.
		OnStop: syscall.SIGINT,
		Args: []string{
			"-D", data, "-p", strconv.Itoa(c.Ports.PostgreSQL), "-c", "listen_addresses=" + loopback,
			"-c", "unix_socket_directories=", "-c", "max_connections=300",
		},
	})
	return &Part{
		Process: p,
		lay: func(ctx context.Context) error {
			return initPostgres(ctx, filepath.Join(filepath.Dir(path), "initdb"), data, c.adminPath(t.server.name), as)
		},
		ready: func(ctx context.Context) error {
			if err := process.Wait(ctx, p, func() error { return pingPostgres(ctx, t.url) }); err != nil {
				return err
			}
			return t.prepare(ctx)
		},
	}, nil
}

// initPostgres makes the data folder if it is not there: beside it first, so that half of one is never taken for it.
func initPostgres(ctx context.Context, initdb, data, password string, as *process.Account) error {
	if _, err := os.Stat(data); err == nil {
		return nil
	}
	dir := data + ".new"
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return err
	}
	secret := data + ".secret"
	content, err := os.ReadFile(password)
	if err != nil {
		return err
	}
	if err := os.WriteFile(secret, content, 0o600); err != nil {
		return err
	}
	defer os.Remove(secret)
	if as != nil {
		if err := errors.Join(os.Chown(dir, int(as.UID), int(as.GID)), os.Chown(secret, int(as.UID), int(as.GID))); err != nil {
			return err
		}
	}
	cmd := process.Spec{Path: initdb, As: as, Dir: "/", Args: []string{
		"-D", dir, "-U", "postgres", "-E", "UTF8", "--locale=C", "--auth=scram-sha-256", "--pwfile=" + secret,
	}}.Command()
	if out, err := cmd.CombinedOutput(); err != nil {
		if as != nil {
			return fmt.Errorf("initdb as user %d, who must be able to reach %s: %w: %s", as.UID, dir, err, out)
		}
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return os.Rename(dir, data)
}

func pingPostgres(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
