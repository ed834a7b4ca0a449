package infra

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// preparePostgres gives every app a role of its own and a database that only this role may use.
func preparePostgres(ctx context.Context, t target) error {
	conn, err := pgx.Connect(ctx, t.url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, app := range t.apps() {
		password, err := t.secrets.Get(app, "postgres-password")
		if err != nil {
			return err
		}
		if err := ensureDatabase(ctx, conn, accountName(app), password); err != nil {
			return fmt.Errorf("%s: %w", app, err)
		}
	}
	return nil
}

// accountName is what an app's role, user and database are called.
func accountName(app string) string { return "pass_" + app }

func ensureDatabase(ctx context.Context, conn *pgx.Conn, name, password string) error {
	id := pgx.Identifier{name}.Sanitize()
	secret := "'" + strings.ReplaceAll(password, "'", "''") + "'"
	for _, step := range []string{
		"CREATE ROLE " + id + " LOGIN",
		"ALTER ROLE " + id + " PASSWORD " + secret,
		"CREATE DATABASE " + id + " OWNER " + id,
		"REVOKE ALL ON DATABASE " + id + " FROM PUBLIC",
	} {
		if _, err := conn.Exec(ctx, step); err != nil && !exists(err) {
			// The statement is left out: one of them has the password.
			return err
		}
	}
	return nil
}

// exists reports whether an error says that a role or a database is there already.
func exists(err error) bool {
	const duplicateObject, duplicateDatabase, uniqueViolation = "42710", "42P04", "23505"
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	// A unique violation: another program makes the same one at this moment.
	return pg.Code == duplicateObject || pg.Code == duplicateDatabase || pg.Code == uniqueViolation
}
