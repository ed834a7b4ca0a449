package stripetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

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
	req.Header.Set("Authorization", "Bearer "+Key)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var object map[string]any
	s.answer(req, &object)
	return object
}

// Onboard fills in the form that an account link leads to: all that Stripe
// wants to know when complete, else Stripe asks for more.
func (s *Stripe) Onboard(link string, complete bool) {
	s.t.Helper()
	action := "complete"
	if !complete {
		action = "incomplete"
	}
	form := url.Values{"name": {"A seller"}, "accountNumber": {"000123456789"}, "action": {action}}
	if status := s.submit(link, form); status != http.StatusSeeOther {
		s.t.Fatalf("onboarding at %s: %d", link, status)
	}
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
