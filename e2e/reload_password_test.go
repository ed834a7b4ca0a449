package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestPasswordChangesWhileRunning changes the password of orders' database
// twice, in traffic. Written into the file that the secret store has read, it
// is known after a restart of orders' sidecar, and of no other; the component
// reads its file once. Written into another file to which the secret
// store's component is led, it is known without any restart.
func TestPasswordChangesWhileRunning(t *testing.T) {
	requireComponent(t, "state.postgresql")
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	db, err := pgx.Connect(t.Context(), s.Infra.URLs["postgresql"])
	require.NoError(t, err)
	defer db.Close(context.Background())
	c := &credentials{s: s, db: db, app: s.App("orders")}
	crowd := newTraffic(t, s, 8)
	works := func() error {
		listing, err := crowd.crowd[0].List(t.Context(), market.NewTicket{Title: "Is it there?", Price: 1000})
		if err == nil {
			_, err = crowd.crowd[1].Reserve(t.Context(), listing.ID, 1)
		}
		return err
	}

	t.Run("the same file: one sidecar restarts", func(t *testing.T) {
		others := sidecars(s)
		delete(others, c.app.Instance)
		crowd.during(t, func() {
			time.Sleep(time.Second)
			c.change(t, "secrets")
			c.touch(t)
			c.disconnect(t)
			eventually(t, 30*time.Second, func() error {
				if err := works(); err == nil {
					return fmt.Errorf("the sidecar has the new password")
				}
				return nil
			})
			c.app.Sidecar.Stop(15 * time.Second)
			require.NoError(t, c.app.Start(t.Context()))
			eventually(t, 60*time.Second, works)
			time.Sleep(2 * time.Second)
		})
		t.Log(crowd)
		now := sidecars(s)
		delete(now, c.app.Instance)
		require.Equal(t, others, now, "another sidecar was started anew")
	})
	t.Run("another file: no restart", func(t *testing.T) {
		before := sidecars(s)
		crowd.during(t, func() {
			time.Sleep(time.Second)
			changed := c.change(t, "secrets-2")
			require.NoError(t, s.Change(stack.Profile()+"/secretstore.yaml", func(old string) string {
				require.Contains(t, old, ".data/secrets/")
				return strings.ReplaceAll(old, ".data/secrets/", ".data/secrets-2/")
			}))
			// Which of two changed components a sidecar takes first is chance: the store's may come
			// before the secrets'. It looks again by itself once a minute, and whenever a file changes.
			eventually(t, 60*time.Second, func() error {
				c.touch(t)
				time.Sleep(2 * time.Second)
				return c.connectedSince(t, changed)
			})
			c.disconnect(t)
			eventually(t, 60*time.Second, works)
			time.Sleep(2 * time.Second)
		})
		t.Log(crowd)
		require.Equal(t, before, sidecars(s), "a sidecar was started anew")
	})
	crowd.audit(t)
}

// credentials are an app's for its database.
type credentials struct {
	s   *stack.Stack
	db  *pgx.Conn // as administrator
	app *stack.App
	n   int
}

func (c *credentials) role() string { return "pass_" + c.app.ID }

// change gives the role another password and writes the secrets of all apps
// into a folder. It returns the server's time of that.
func (c *credentials) change(t *testing.T, folder string) (changed time.Time) {
	t.Helper()
	c.n++
	password := fmt.Sprintf("changed-%d", c.n)
	from, to := filepath.Join(c.s.Data(), "secrets"), filepath.Join(c.s.Data(), folder)
	require.NoError(t, os.MkdirAll(to, 0o700))
	files, err := filepath.Glob(filepath.Join(from, "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		if filepath.Base(file) == c.app.ID+".json" {
			var secrets map[string]string
			require.NoError(t, json.Unmarshal(content, &secrets))
			secrets["postgres-password"] = password
			content, err = json.Marshal(secrets)
			require.NoError(t, err)
		}
		require.NoError(t, os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600))
	}
	_, err = c.db.Exec(t.Context(), "ALTER ROLE "+pgx.Identifier{c.role()}.Sanitize()+" PASSWORD '"+password+"'")
	require.NoError(t, err)
	require.NoError(t, c.db.QueryRow(t.Context(), "SELECT clock_timestamp()").Scan(&changed))
	return changed
}

// touch changes the store's component file, but nothing in it that counts.
func (c *credentials) touch(t *testing.T) {
	t.Helper()
	require.NoError(t, c.s.Change(stack.Profile()+"/statestore.yaml", func(old string) string {
		return old + "# touched\n"
	}))
}

// disconnect ends all sessions of the role, whose password is only asked for
// at their beginning.
func (c *credentials) disconnect(t *testing.T) {
	t.Helper()
	_, err := c.db.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", c.role())
	require.NoError(t, err)
}

// connectedSince tells whether all sessions of the role, and at least one,
// began after a moment.
func (c *credentials) connectedSince(t *testing.T, moment time.Time) error {
	t.Helper()
	var before, since int
	require.NoError(t, c.db.QueryRow(t.Context(),
		"SELECT count(*) FILTER (WHERE backend_start < $2), count(*) FILTER (WHERE backend_start >= $2) FROM pg_stat_activity WHERE usename = $1",
		c.role(), moment).Scan(&before, &since))
	if before > 0 || since == 0 {
		return fmt.Errorf("%d sessions of the old password, %d of the new", before, since)
	}
	return nil
}
