package page

import (
	"bytes"
	_ "embed" // the template is a file
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// States of the page.
const (
	statePay          = "pay"
	stateAuthenticate = "authenticate"
	stateComplete     = "complete"
	stateReleased     = "released" // complete, and given back before it was captured
	stateExpired      = "expired"
	stateMissing      = "missing"
)

// line is one thing that is bought, as people read it.
type line struct {
	Name, Description, Each, Amount string
	Quantity                        int64
}

// scene is what the template shows.
type scene struct {
	State, Total, Email   string
	Lines                 []line
	SuccessURL, CancelURL string
	// Failure is why the last attempt did not work; Wrong has a message for each field that can't be right.
	Failure *failure
	Wrong   map[string]string
	Expiry  string

	session *object.Session
	status  int
	paidNow bool
}

//go:embed page.html
var source string

//go:embed page.css
var style string

var layout = template.Must(template.New("page").Parse(source))

// Style is the page's style sheet: one request shows the page.
func (s *scene) Style() template.CSS { return template.CSS(style) }

var titles = map[string]string{
	stateAuthenticate: "Confirm your payment", stateComplete: "Payment complete", stateReleased: "Payment cancelled",
	stateExpired: "Checkout expired", stateMissing: "Checkout not found",
}

// Title begins with what is wrong: it is read first.
func (s *scene) Title() string {
	pay := "Pay " + s.Total
	switch {
	case s.State != statePay:
		return titles[s.State]
	case len(s.Wrong) > 0:
		return "Check the card. " + pay
	case s.Failure != nil:
		return s.Failure.Title + " " + pay
	}
	return pay
}

func (s *scene) fill() {
	s.Total, s.Email = money.Text(s.session.Total(), s.session.Currency), s.session.CustomerEmail
	for _, item := range s.session.LineItems {
		s.Lines = append(s.Lines, line{
			Name: item.Name, Description: item.Description, Quantity: item.Quantity,
			Each: money.Text(item.UnitAmount, s.session.Currency), Amount: money.Text(item.Amount(), s.session.Currency),
		})
	}
}

// look learns from the intent how the last attempt went.
func (s *scene) look(tx *store.Tx) error {
	intent, err := store.Intents.Get(tx, s.session.IntentID)
	if err != nil {
		return err
	}
	switch {
	case intent.Status == object.RequiresAction:
		s.State = stateAuthenticate
	case intent.Status == object.Canceled && s.State == stateComplete:
		s.State = stateReleased
	case intent.LastError != nil:
		s.Failure = failureOf(intent.LastError)
	}
	return nil
}

func (s *scene) write(w http.ResponseWriter, r *http.Request, log *slog.Logger) {
	var body bytes.Buffer
	if err := layout.Execute(&body, s); err != nil {
		log.Error("checkout page", "error", err)
		http.Error(w, "The page could not be made; the emulator's log says why.", http.StatusInternalServerError)
		return
	}
	respond(w, r, s.status, s.State == stateMissing, body.Bytes())
}

// respond sends a page. Programs learn from the status what became of the form. A person reads the page, and a browser would note
// any other status than 200 as an error of the page.
func respond(w http.ResponseWriter, r *http.Request, status int, missing bool, body []byte) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !missing {
		status = http.StatusOK
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	// No form-action: browsers hold it against the redirect to the shop too.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the browser has gone; there is nobody to tell
}
