package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
	"github.com/stripe/stripe-go/v76/webhook"
)

// program is the built emulator, which the test kills and starts again.
type program struct {
	t           *testing.T
	binary, dir string
	webhooks    string
	command     *exec.Cmd
	base        string
	stripe      *client.API
}

func mustBuild(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "stripe")
	output, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(output))
	return binary
}

// start runs the binary on a port that the kernel picks; the first line of its log says which.
func (p *program) start() {
	p.t.Helper()
	p.command = exec.Command(p.binary, "-port", "0", "-data", p.dir, "-webhook-url", p.webhooks, "-public-url", "http://checkout.example")
	log, err := p.command.StderrPipe()
	require.NoError(p.t, err)
	require.NoError(p.t, p.command.Start())
	lines := bufio.NewReader(log)
	first, err := lines.ReadString('\n')
	require.NoError(p.t, err)
	var ready struct{ Address string }
	require.NoError(p.t, json.Unmarshal([]byte(first), &ready), first)
	go func() { _, _ = io.Copy(io.Discard, lines) }() // ends with the process
	p.base = "http://" + ready.Address
	p.stripe = client.New("sk_test_emulator", &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(p.base), MaxNetworkRetries: stripe.Int64(0), LeveledLogger: &stripe.LeveledLogger{},
	})})
}

func (p *program) kill() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Kill())
	_ = p.command.Wait() // it was killed: that is its error
}

// inbox verifies webhooks and remembers which intents were told of as captured.
type inbox struct {
	mu       sync.Mutex
	captured map[string]bool
}

func (i *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	payload, _ := io.ReadAll(r.Body) // a cut body fails its signature
	event, err := webhook.ConstructEvent(payload, r.Header.Get("Stripe-Signature"), "whsec_emulator")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if event.Type == stripe.EventTypePaymentIntentSucceeded {
		i.captured[event.GetObjectValue("id")] = true
	}
}

func (i *inbox) heard(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.captured[id]
}

// TestKilledEmulatorLosesNothing kills the emulator in the middle of captures, again and again. What was answered must be
// there afterwards, a repeated call with the same key must not act twice, and every capture's webhook must come.
func TestKilledEmulatorLosesNothing(t *testing.T) {
	hooks := &inbox{captured: map[string]bool{}}
	receiver := httptest.NewServer(hooks)
	defer receiver.Close()
	p := &program{t: t, binary: mustBuild(t), dir: t.TempDir(), webhooks: receiver.URL}
	p.start()
	defer func() { p.kill() }()

	var intents []string
	for round := range 4 {
		var batch []string
		for n := range 8 {
			batch = append(batch, p.mustAuthorize(fmt.Sprintf("order-%d-%d", round, n)))
		}
		p.captureUntilKilled(batch)
		p.start()
		for _, id := range batch {
			captured, err := p.capture(id)
			require.NoError(t, err)
			require.Equal(t, stripe.PaymentIntentStatusSucceeded, captured.Status)
		}
		intents = append(intents, batch...)
	}
	for _, id := range intents {
		require.Eventually(t, func() bool { return hooks.heard(id) }, 20*time.Second, 20*time.Millisecond, "no webhook for %s", id)
	}
	p.assertCapturedOnce(len(intents))
}

// captureUntilKilled sends captures side by side and kills the emulator among them.
func (p *program) captureUntilKilled(batch []string) {
	var calls sync.WaitGroup
	answered := make(chan string, len(batch))
	for _, id := range batch {
		calls.Go(func() {
			if _, err := p.capture(id); err == nil {
				answered <- id
			}
		})
	}
	<-answered
	p.kill()
	calls.Wait()
}

func (p *program) capture(id string) (*stripe.PaymentIntent, error) {
	params := &stripe.PaymentIntentCaptureParams{}
	params.SetIdempotencyKey("capture-" + id)
	return p.stripe.PaymentIntents.Capture(id, params)
}

func (p *program) mustAuthorize(order string) string {
	p.t.Helper()
	session, err := p.stripe.CheckoutSessions.New(&stripe.CheckoutSessionParams{
		Mode: stripe.String("payment"), SuccessURL: stripe.String("http://shop.example/" + order),
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{CaptureMethod: stripe.String("manual")},
		LineItems: []*stripe.CheckoutSessionLineItemParams{{Quantity: stripe.Int64(1), PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
			Currency: stripe.String("usd"), UnitAmount: stripe.Int64(2500),
			ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String("Ticket")},
		}}},
	})
	require.NoError(p.t, err)
	require.True(p.t, strings.HasPrefix(session.URL, "http://checkout.example/c/pay/"))
	form := url.Values{"cardNumber": {"4242424242424242"}, "cardExpiry": {"12/34"}, "cardCvc": {"123"}}
	request, err := http.NewRequest(http.MethodPost, p.base+"/c/pay/"+session.ID, strings.NewReader(form.Encode()))
	require.NoError(p.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(p.t, err)
	require.NoError(p.t, response.Body.Close())
	require.Equal(p.t, http.StatusSeeOther, response.StatusCode)
	paid, err := p.stripe.CheckoutSessions.Get(session.ID, nil)
	require.NoError(p.t, err)
	return paid.PaymentIntent.ID
}

func (p *program) assertCapturedOnce(total int) {
	p.t.Helper()
	response, err := http.Get(p.base + "/emulator/payment_intents")
	require.NoError(p.t, err)
	defer response.Body.Close()
	var seen struct {
		Data []struct {
			Captures int
			Status   string
		}
	}
	require.NoError(p.t, json.NewDecoder(response.Body).Decode(&seen))
	assert.Len(p.t, seen.Data, total)
	for _, intent := range seen.Data {
		assert.Equal(p.t, 1, intent.Captures)
		assert.Equal(p.t, "succeeded", intent.Status)
	}
}

func TestSecondEmulatorOnTheSameDataSaysWhy(t *testing.T) {
	p := &program{t: t, binary: mustBuild(t), dir: t.TempDir(), webhooks: "http://127.0.0.1:1"}
	p.start()
	defer p.kill()
	output, err := exec.Command(p.binary, "-port", "0", "-data", p.dir).CombinedOutput()
	assert.Error(t, err)
	assert.Contains(t, string(output), "is another emulator using it?")
	_, port, _ := strings.Cut(strings.TrimPrefix(p.base, "http://"), ":")
	output, err = exec.Command(p.binary, "-port", port, "-data", t.TempDir()).CombinedOutput()
	assert.Error(t, err)
	assert.Contains(t, string(output), "address already in use")
}

func TestTerminatedEmulatorEndsCleanly(t *testing.T) {
	p := &program{t: t, binary: mustBuild(t), dir: t.TempDir(), webhooks: "http://127.0.0.1:1"}
	p.start()
	p.mustAuthorize("order-1")
	require.NoError(t, p.command.Process.Signal(os.Interrupt))
	assert.NoError(t, p.command.Wait())
}
