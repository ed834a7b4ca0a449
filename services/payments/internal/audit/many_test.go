package audit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/audit"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// listing answers Stripe's list of payment intents with n of them, numbered
// from the newest; the other lists are empty.
func listing(n int, intent func(number int) map[string]any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		items := []map[string]any{}
		first := 0
		if after := r.URL.Query().Get("starting_after"); after != "" {
			_, _ = fmt.Sscanf(after, "pi_%d", &first)
			first++
		}
		last := first
		if strings.HasSuffix(r.URL.Path, "/payment_intents") {
			for last = first; last < n && last < first+100; last++ {
				items = append(items, intent(last))
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "url": r.URL.Path, "has_more": last < n && len(items) > 0, "data": items})
	})
}

// heap is the memory in use.
func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// TestManyPayments compares thousands of payments, of some hundred sellers,
// and does not keep them in memory.
func TestManyPayments(t *testing.T) {
	const payments, sellers = 6000, 200
	memory := statetest.NewMemory()
	w := writer.New(memory, nobody{}, writer.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	require.NoError(t, w.Start(t.Context()))
	orders, sellerIDs, now := make([]string, payments), make([]string, sellers), time.Now().UTC()
	for i := range sellerIDs {
		sellerIDs[i] = id.New()
	}
	var all sync.WaitGroup
	for worker := range 50 {
		all.Go(func() {
			for i := worker; i < payments; i += 50 {
				orders[i] = id.New()
				p := payment.Restore(payment.State{
					ID: orders[i], OrderID: orders[i], SellerID: sellerIDs[i%sellers], Amount: 1000, Currency: "usd",
					Status: payment.Captured, IntentID: fmt.Sprintf("pi_%d", i), Version: 3, UpdatedAt: now,
				})
				_, err := writer.Do(context.Background(), w, store.Keys(orders[i]), func(tx *writer.Tx) (struct{}, error) {
					return struct{}{}, store.SavePayment(tx, p)
				})
				if err != nil {
					t.Errorf("save: %v", err)
				}
			}
		})
	}
	all.Wait()
	require.NoError(t, w.Close(t.Context()))
	server := httptest.NewServer(listing(payments, func(n int) map[string]any {
		return map[string]any{
			"id": fmt.Sprintf("pi_%d", n), "object": "payment_intent", "status": "succeeded", "amount": 1000, "amount_received": 1000,
			"currency": "usd", "created": now.Unix(), "metadata": map[string]string{"order_id": orders[n]},
		}
	}))
	defer server.Close()

	before, most, steps := heap(), uint64(0), 0
	report, err := audit.Run(t.Context(), audit.Options{
		Reader: state.NewReader(memory), Stripe: audit.NewClient("sk_test_1", server.URL), Clock: time.Now,
		Progress: func(string) {
			if steps++; steps%40 == 0 {
				most = max(most, heap())
			}
		},
	})
	require.NoError(t, err)
	require.True(t, report.Clean(), printed(t, report))
	require.Equal(t, []audit.Count{{
		Kind: audit.Payment, State: "captured", Currency: "usd", AtStripe: payments, StripeAmount: 1000 * payments, InLedger: payments, LedgerAmount: 1000 * payments,
	}}, report.Counts)
	require.Greater(t, report.Balances, sellers)
	t.Logf("%d payments in %.2f s, with %d KiB more in use", payments, report.Seconds, (max(most, before)-before)>>10)
	require.Less(t, max(most, before)-before, uint64(4<<20), "a page, a shard's sellers and the sums, not the payments")
}
