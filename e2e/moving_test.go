package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
	"github.com/saheedt/pass/tools/stack/infra"
)

// TestMovingHouse carries a market in the middle of its life from one profile
// to another, with every export and import killed once, and back again.
func TestMovingHouse(t *testing.T) {
	if profile := stack.Profile(); profile != infra.DefaultProfile {
		t.Skipf("profile %s: it moves from %s to %s and back", profile, infra.DefaultProfile, movesTo)
	}
	mustHouse(t, movesTo, "moving-new", nil) // before anything else: its servers may be missing
	old := mustHouse(t, infra.DefaultProfile, "moving-old", map[string]string{"ORDER_HOLD_SECONDS": "4"})
	require.NoError(t, old.stack.Start(t.Context()))
	life := mustLife(t, old)

	archive := filepath.Join(t.TempDir(), "archive")
	out, err := old.move(t, "export", archive)
	require.Error(t, err, "nothing is exported from a stack that runs")
	require.Contains(t, out, "pass runs")
	require.NoDirExists(t, archive)
	life.leaveEventsBehind(t, old)

	old.killed(t, "export", archive, "events:")
	out, err = old.move(t, "import", archive)
	require.Error(t, err)
	require.Contains(t, out, "not finished")
	old.mustMove(t, "export", archive)
	life.requireCarried(t, archive)
	old.stack.StopServers()

	next := mustHouse(t, movesTo, "moving-new", nil)
	require.NoError(t, next.stack.StartServers(t.Context()))
	next.refusesDamaged(t, archive)
	next.killed(t, "import", archive, "documents imported")
	next.mustMove(t, "import", archive)
	next.mustMove(t, "import", archive) // again: all of it is there
	next.stack.StopServers()
	next.takeStripe(t, old)
	require.NoError(t, next.stack.Start(t.Context()))
	life.goesOn(t, next)

	next.sleep(t)
	archive = filepath.Join(t.TempDir(), "archive")
	next.mustMove(t, "export", archive)
	next.stack.StopServers()
	back := mustHouse(t, infra.DefaultProfile, "moving-back", nil)
	require.NoError(t, back.stack.StartServers(t.Context()))
	back.mustMove(t, "import", archive)
	back.stack.StopServers()
	back.takeStripe(t, next)
	require.NoError(t, back.stack.Start(t.Context()))
	life.isTheSame(t, back)
}

// movesTo is the profile that is moved to.
const movesTo = "postgres-redis"

// house is a stack of a profile, with the folder that it lives in.
type house struct {
	stack   *stack.Stack
	profile string
	dir     string
}

func mustHouse(t *testing.T, profile, name string, orders map[string]string) *house {
	t.Helper()
	requireBuilt(t)
	require.FileExists(t, "../.bin/move", "run make tools first")
	dir, err := stack.Folder("pass-e2e", name)
	require.NoError(t, err)
	t.Setenv("PROFILE", profile)
	settings := map[string]map[string]string{"auth": {}, "orders": orders}
	for name, value := range stack.GenerousLimits {
		settings["auth"][name] = value
	}
	s, err := stack.New(dir, stack.Options{Settings: settings})
	_, missing := infra.Installed(infra.Config{
		Components: "../components", Profile: profile, Bin: "../.bin", Data: t.TempDir(), Logs: t.TempDir(), Ports: infra.DefaultPorts(),
	})
	if err != nil && missing != nil {
		t.Skip(missing)
	}
	require.NoError(t, err)
	t.Cleanup(s.Stop)
	return &house{stack: s, profile: profile, dir: dir}
}

// command is a call of the mover as `make export` and `make import` make it.
func (h *house) command(t *testing.T, direction, archive string) *exec.Cmd {
	t.Helper()
	program, err := filepath.Abs("../.bin/move")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, direction, "-profile", h.profile, "-file", archive,
		"-components", filepath.Join(h.dir, "components"), "-scheduler", h.stack.SchedulerAddress())
	cmd.Dir = h.dir
	return cmd
}

func (h *house) move(t *testing.T, direction, archive string) (string, error) {
	t.Helper()
	out, err := h.command(t, direction, archive).CombinedOutput()
	t.Logf("%s %s:\n%s", direction, h.profile, out)
	return string(out), err
}

func (h *house) mustMove(t *testing.T, direction, archive string) {
	t.Helper()
	began := time.Now()
	out, err := h.move(t, direction, archive)
	require.NoError(t, err, out)
	t.Logf("%s %s took %s", direction, h.profile, time.Since(began).Round(100*time.Millisecond))
}

// killed begins a move and kills it once it says something.
func (h *house) killed(t *testing.T, direction, archive, says string) {
	t.Helper()
	cmd := h.command(t, direction, archive)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), says) {
	}
	if direction == "export" {
		// Some of the events are taken by then, and the broker has them no more.
		eventually(t, 30*time.Second, func() error { return linesIn(filepath.Join(archive, "events.jsonl"), 1) })
	}
	_ = cmd.Process.Kill()
	_, _ = io.Copy(io.Discard, out)
	if cmd.Wait() == nil {
		t.Logf("%s: it was done before it could be killed", direction)
	}
}

func linesIn(path string, least int) error {
	content, err := os.ReadFile(path)
	if n := bytes.Count(content, []byte("\n")); err == nil && n < least {
		err = fmt.Errorf("%s has %d lines, not %d", path, n, least)
	}
	return err
}

// refusesDamaged changes one letter of an archive, which is found out before
// anything is imported.
func (h *house) refusesDamaged(t *testing.T, archive string) {
	t.Helper()
	damaged := filepath.Join(t.TempDir(), "damaged")
	require.NoError(t, os.CopyFS(damaged, os.DirFS(archive)))
	file := filepath.Join(damaged, "documents", "orders.jsonl")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	at := bytes.Index(content, []byte("buyerId"))
	require.Positive(t, at)
	content[at] = 'B'
	require.NoError(t, os.WriteFile(file, content, 0o600))
	out, err := h.move(t, "import", damaged)
	require.Error(t, err)
	require.Contains(t, out, "the archive is damaged: its documents of orders")
}

// takeStripe hands the emulator's data on: at Stripe nothing moves when pass
// does.
func (h *house) takeStripe(t *testing.T, from *house) {
	t.Helper()
	data := filepath.Join(h.dir, ".data", "stripe")
	require.NoError(t, os.RemoveAll(data))
	require.NoError(t, os.CopyFS(data, os.DirFS(filepath.Join(from.dir, ".data", "stripe"))))
}

// sleep stops the apps; the servers run on.
func (h *house) sleep(t *testing.T) {
	t.Helper()
	errs := parallel(len(h.stack.Apps()), 8, func(i int) error { h.stack.Apps()[i].Stop(); return nil })
	require.NoError(t, firstOf(errs))
}

// life is what goes on at the market when the house is moved.
type life struct {
	seller, buyer *market.Client
	listing       market.Ticket
	paid          market.Order // complete
	cancelled     market.Order
	expired       market.Order
	held          market.Order // open, with a reminder
	paying        market.Order // its buyer is at the checkout
	checkout      string
	unheard       market.Order // its event waits at the broker for tickets and expiration
	unsent        market.Order // its event waits in the outbox
	orders        []market.Order
}

const holdWhileMoving = 180 * time.Second

func mustLife(t *testing.T, h *house) *life {
	t.Helper()
	s := h.stack
	l := &life{seller: mustPerson(t, s), buyer: mustPerson(t, s)}
	l.listing = mustList(t, l.seller, market.NewTicket{Title: "$ Moving day 📦", Price: 1500, Quantity: 20})
	l.expired = mustReserve(t, l.buyer, l.listing.ID, 1)
	l.expired = mustBecome(t, l.buyer, l.expired.ID, "cancelled")
	require.NoError(t, s.App("orders").Restart(t.Context(), map[string]string{
		"ORDER_HOLD_SECONDS": fmt.Sprint(holdWhileMoving.Seconds()), "SHUTDOWN_SECONDS": "2",
	}))
	l.cancelled = mustReserve(t, l.buyer, l.listing.ID, 1)
	require.NoError(t, l.buyer.Cancel(t.Context(), l.cancelled.ID))
	l.paid = mustReserve(t, l.buyer, l.listing.ID, 2)
	payment, err := l.buyer.Checkout(t.Context(), l.paid.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustPayment(t, l.buyer, l.paid.ID, "captured")
	l.held = mustReserve(t, l.buyer, l.listing.ID, 3)
	l.paying = mustReserve(t, l.buyer, l.listing.ID, 4)
	payment, err = l.buyer.Checkout(t.Context(), l.paying.ID)
	require.NoError(t, err)
	l.checkout = payment.CheckoutURL
	mustBecome(t, l.buyer, l.paying.ID, "awaiting_payment")
	mustAvailable(t, l.buyer, l.listing.ID, 11, "on_sale")
	return l
}

// leaveEventsBehind makes one order that two services do not hear of, and one
// whose event the broker never gets. Nothing but the servers runs afterwards.
func (l *life) leaveEventsBehind(t *testing.T, h *house) {
	t.Helper()
	s := h.stack
	s.App("tickets").Stop()
	s.App("expiration").Stop()
	l.unheard = l.reserve(t, s, 5)
	events, err := market.Record(t.Context(), s.BrokerURL(), "orders")
	require.NoError(t, err)
	eventually(t, 30*time.Second, func() error {
		for _, e := range events.Of("order.created") {
			if e.Subject == l.unheard.ID {
				return nil
			}
		}
		return fmt.Errorf("the broker has no event of order %s", l.unheard.ID)
	})
	events.Close()
	s.Broker().Kill()
	l.unsent = l.reserve(t, s, 6)
	h.sleep(t)
	require.NoError(t, s.Broker().Start(t.Context()))
}

// reserve asks orders itself: the listing's page has no part in it.
func (l *life) reserve(t *testing.T, s *stack.Stack, quantity int) market.Order {
	t.Helper()
	order, err := l.buyer.At(s.App("orders").URL()).Reserve(t.Context(), l.listing.ID, quantity)
	require.NoError(t, err)
	return order
}

// requireCarried looks into the archive: the event that was not delivered is
// there once for each who missed it, and nobody but the owner may look.
func (l *life) requireCarried(t *testing.T, archive string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(archive, "events.jsonl"))
	require.NoError(t, err)
	missed := map[string]bool{}
	for line := range bytes.Lines(content) {
		var event struct{ Topic, Service, Event string }
		require.NoError(t, json.Unmarshal(line, &event))
		if strings.Contains(event.Event, l.unheard.ID) {
			missed[event.Service] = true
		}
	}
	require.True(t, missed["tickets"] && missed["expiration"], "the archive has it for %v", missed)
	require.NoError(t, filepath.WalkDir(archive, func(path string, d os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s is open to others", path)
		return nil
	}))
}

// goesOn is the life in the new house, begun while the holds are open.
func (l *life) goesOn(t *testing.T, h *house) {
	t.Helper()
	l.enter(h)
	ctx := t.Context()
	for _, held := range []*market.Order{&l.held, &l.unheard, &l.unsent} {
		now := mustBecome(t, l.buyer, held.ID, "created")
		require.True(t, held.ExpiresAt.Equal(now.ExpiresAt), "the deadline moved")
	}
	require.Less(t, time.Now(), l.held.ExpiresAt.Add(-2*time.Second), "the move took longer than the holds")
	require.NoError(t, market.New(h.stack.SiteURL).SignIn(ctx, l.buyer.User.Email, password), "by password")
	mustBecome(t, l.buyer, l.paid.ID, "complete")
	// 20 less 2 sold and 3+4+5+6 held: what the outbox and the broker had has arrived.
	mustAvailable(t, l.buyer, l.listing.ID, 0, "reserved")

	_, _, err := market.Pay(ctx, atEmulator(t, l.checkout, h.stack.StripeURL), market.CardPays)
	require.NoError(t, err)
	mustPayment(t, l.buyer, l.paying.ID, "captured")
	mustBecome(t, l.buyer, l.paying.ID, "complete")

	for _, held := range []market.Order{l.held, l.unheard, l.unsent} {
		time.Sleep(time.Until(held.ExpiresAt))
		require.Equal(t, "expired", mustBecome(t, l.buyer, held.ID, "cancelled").CancelReason)
	}
	mustAvailable(t, l.buyer, l.listing.ID, 14, "on_sale")
	l.audit(t, h)
	l.orders, err = l.buyer.Orders(ctx)
	require.NoError(t, err)
}

// isTheSame finds what was left, and goes on selling.
func (l *life) isTheSame(t *testing.T, h *house) {
	t.Helper()
	l.enter(h)
	orders, err := l.buyer.Orders(t.Context())
	require.NoError(t, err)
	require.Equal(t, l.orders, orders)
	mustAvailable(t, l.buyer, l.listing.ID, 14, "on_sale")
	order := mustReserve(t, l.buyer, l.listing.ID, 1)
	require.NoError(t, l.buyer.Cancel(t.Context(), order.ID))
	l.audit(t, h)
}

// enter leads everybody to the new house, with the sessions of the old one.
func (l *life) enter(h *house) {
	l.seller, l.buyer = l.seller.At(h.stack.SiteURL), l.buyer.At(h.stack.SiteURL)
}

func (l *life) audit(t *testing.T, h *house) {
	t.Helper()
	var answered []string
	for _, o := range []market.Order{l.paid, l.cancelled, l.expired, l.held, l.paying, l.unheard, l.unsent} {
		answered = append(answered, o.ID)
	}
	mustHold(t, 30*time.Second, market.Audit{
		Site: h.stack.SiteURL, Stripe: h.stack.StripeURL, Listings: []string{l.listing.ID},
		Buyers: []*market.Client{l.buyer, l.seller}, Answered: answered,
	})
}

// atEmulator leads a checkout page to where the emulator is now; the
// development stack's is always in the same place.
func atEmulator(t *testing.T, checkout, emulator string) string {
	t.Helper()
	page, err := url.Parse(checkout)
	require.NoError(t, err)
	now, err := url.Parse(emulator)
	require.NoError(t, err)
	page.Host = now.Host
	return page.String()
}
