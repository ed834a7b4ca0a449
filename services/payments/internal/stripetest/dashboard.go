package stripetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// dashboardKey is the emulator's key that meets none of its faults.
const dashboardKey = "sk_test_dashboard"

// Do sends a request of somebody else's to the API, as from Stripe's
// dashboard.
func (s *Stripe) Do(method, path string) {
	s.t.Helper()
	s.Dashboard(method, path, nil)
}

// Dashboard is Do with parameters, and gives the object that was answered. The
// request does not pass the gate: no faults that a test set there meet it.
func (s *Stripe) Dashboard(method, path string, params url.Values) map[string]any {
	s.t.Helper()
	req, err := http.NewRequest(method, s.base+path, strings.NewReader(params.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+dashboardKey)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var object map[string]any
	s.answer(req, &object)
	return object
}

// Onboard fills in the form that an account link leads to and gives the status
// of the answer: 303 however it went. It ends as how says: complete,
// restricted (Stripe asks for more) or later (nothing was submitted).
func (s *Stripe) Onboard(link, how string) int {
	s.t.Helper()
	return s.submit(link, url.Values{"name": {"A seller"}, "accountNumber": {"000123456789"}, "action": {how}})
}

// Account changes what Stripe lets an account do; change is the JSON of the
// emulator's /emulator/accounts/{id}.
func (s *Stripe) Account(id, change string) {
	s.t.Helper()
	s.control(http.MethodPost, "/emulator/accounts/"+id, change, nil)
}

// Dispute opens a dispute of the intent's charge and gives its id; an amount
// of 0 is all of it.
func (s *Stripe) Dispute(intent string, amount int64) string {
	s.t.Helper()
	var dispute struct{ ID string }
	s.control(http.MethodPost, "/emulator/disputes", fmt.Sprintf(`{"payment_intent": %q, "amount": %d}`, intent, amount), &dispute)
	return dispute.ID
}

// CloseDispute decides a dispute: won, lost or warning_closed.
func (s *Stripe) CloseDispute(id, status string) {
	s.t.Helper()
	s.control(http.MethodPost, "/emulator/disputes/"+id+"/close", fmt.Sprintf(`{"status": %q}`, status), nil)
}

// FailRefund lets a refund fail that has succeeded.
func (s *Stripe) FailRefund(id string) {
	s.t.Helper()
	s.control(http.MethodPost, "/emulator/refunds/"+id+"/fail", "", nil)
}

// ExpireAuthorization lets the bank end an authorisation before its capture.
func (s *Stripe) ExpireAuthorization(intent string) {
	s.t.Helper()
	s.control(http.MethodPost, "/emulator/payment_intents/"+intent+"/expire", "", nil)
}

// Misbehave sets the emulator's own faults until Behave; plan is the JSON of
// its /emulator/faults.
func (s *Stripe) Misbehave(plan string) {
	s.t.Helper()
	s.control(http.MethodPost, "/emulator/faults", plan, nil)
}

// Behave ends what Misbehave began, and tells what was done: of how many, and
// by fate.
func (s *Stripe) Behave() (answers, webhooks map[string]int) {
	s.t.Helper()
	var state struct {
		Counts struct{ Answers, Webhooks map[string]int }
	}
	s.control(http.MethodDelete, "/emulator/faults", "", &state)
	return state.Counts.Answers, state.Counts.Webhooks
}

// control uses the emulator's own endpoints.
func (s *Stripe) control(method, path, body string, out any) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.base+path, bytes.NewBufferString(body))
	if err != nil {
		s.t.Fatal(err)
	}
	s.answer(req, out)
}

func (s *Stripe) answer(req *http.Request, out any) {
	s.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s: %d %s %v", req.Method, req.URL.Path, res.StatusCode, body, err)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(body, out); err != nil {
		s.t.Fatal(err)
	}
}
