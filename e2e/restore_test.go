package e2e

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
	"github.com/saheedt/pass/tools/stack/infra"
)

// TestRestore loses everything but a backup of documents and streams, as docs/backup.md takes and restores it: no reminder, no
// account of which event came to whom. What was paid for is there, open holds end in time, and the market goes on.
func TestRestore(t *testing.T) {
	if profile := stack.Profile(); profile != infra.DefaultProfile {
		t.Skipf("profile %s: the files of profile %s are backed up", profile, infra.DefaultProfile)
	}
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "40"}}})
	h := &house{stack: s}
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Still on after the flood", Price: 1500, Quantity: 10})
	paid := mustPaid(t, buyer, listing.ID, 2)
	held := mustReserve(t, buyer, listing.ID, 3)
	mustAvailable(t, buyer, listing.ID, 5, "on_sale")

	h.sleep(t)
	s.StopServers()
	backup := filepath.Join(t.TempDir(), "backup")
	require.NoError(t, os.CopyFS(backup, os.DirFS(s.Data())))
	require.NoError(t, s.Start(t.Context()))
	lost := mustReserve(t, buyer, listing.ID, 1)
	h.sleep(t)
	s.StopServers()
	h.loseAllBut(t, backup)

	require.NoError(t, s.Start(t.Context()))
	require.NoError(t, market.New(s.SiteURL).SignIn(t.Context(), buyer.User.Email, password))
	require.Equal(t, "complete", mustBecome(t, buyer, paid.ID, "complete").Status)
	mustPayment(t, buyer, paid.ID, "captured")
	_, err := buyer.Order(t.Context(), lost.ID)
	require.Equal(t, http.StatusNotFound, market.Status(err), "it was made after the backup")

	next := mustPaid(t, buyer, listing.ID, 1)
	time.Sleep(time.Until(held.ExpiresAt))
	// Nobody needs the units: it is the reminder, made anew from the events, that ends the hold.
	require.Equal(t, "expired", mustBecome(t, buyer, held.ID, "cancelled").CancelReason)
	mustAvailable(t, buyer, listing.ID, 7, "on_sale")
	mustHold(t, 30*time.Second, market.Audit{
		Site: s.SiteURL, Stripe: s.StripeURL, Listings: []string{listing.ID},
		Buyers: []*market.Client{buyer, seller}, Answered: []string{paid.ID, held.ID, next.ID},
	})
}

func mustPaid(t *testing.T, buyer *market.Client, listing string, quantity int) market.Order {
	t.Helper()
	order := mustReserve(t, buyer, listing, quantity)
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustPayment(t, buyer, order.ID, "captured")
	return mustBecome(t, buyer, order.ID, "complete")
}

// loseAllBut replaces the data by those of a backup that are restored: documents, and streams without their consumers.
func (h *house) loseAllBut(t *testing.T, backup string) {
	t.Helper()
	data := h.stack.Data()
	for _, pattern := range []string{"*.db*", "scheduler", "placement", "nats"} {
		found, err := filepath.Glob(filepath.Join(data, pattern))
		require.NoError(t, err)
		for _, path := range found {
			require.NoError(t, os.RemoveAll(path))
		}
	}
	restored, consumers := 0, 0
	require.NoError(t, filepath.WalkDir(backup, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(backup, path)
		documents := filepath.Dir(name) == "." && strings.Contains(name, ".db") && !strings.HasPrefix(name, "names") && !strings.Contains(name, "-actors")
		switch {
		case d.IsDir() && d.Name() == "obs":
			consumers++
			return fs.SkipDir
		case d.IsDir() || !documents && !strings.HasPrefix(name, "nats"+string(filepath.Separator)):
			return nil
		}
		restored++
		content, err := os.ReadFile(path)
		return errors.Join(err, os.MkdirAll(filepath.Dir(filepath.Join(data, name)), 0o755), os.WriteFile(filepath.Join(data, name), content, 0o600))
	}))
	require.NotZero(t, restored)
	require.NotZero(t, consumers, "the streams of the backup had no consumers to leave out")
}
