package page

import (
	"bytes"
	_ "embed" // the template is a file
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

//go:embed setup.html
var setupSource string

var setupLayout = template.Must(template.New("setup").Parse(setupSource))

// Setup serves the hosted onboarding form to which account links lead.
type Setup struct {
	store  *store.Store
	engine *engine.Engine
	log    *slog.Logger
}

// NewSetup makes the handler of /setup/e/{account}/{token}.
func NewSetup(st *store.Store, eng *engine.Engine, log *slog.Logger) http.Handler {
	s := &Setup{st, eng, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /setup/e/{account}/{token}", s.show)
	mux.HandleFunc("POST /setup/e/{account}/{token}", s.submit)
	return mux
}

// form is what the template shows.
type form struct {
	Missing bool
	Fields  []field
}

// Style is the page's style sheet.
func (form) Style() template.CSS { return template.CSS(style) }

// Title begins with what is wrong: it is read first.
func (f form) Title() string {
	switch {
	case f.Missing:
		return "Link not found"
	case f.wrong():
		return "Check what you entered. Get paid through this shop"
	}
	return "Get paid through this shop"
}

func (f form) wrong() bool {
	for _, field := range f.Fields {
		if field.Error != "" {
			return true
		}
	}
	return false
}

// show opens the form, to which a link leads once; afterwards it leads to the platform, for another link.
func (s *Setup) show(w http.ResponseWriter, r *http.Request) {
	var link *object.AccountLink
	open := false
	err := s.store.Update(func(tx *store.Tx) (err error) {
		if link, err = find(tx, r); err == nil {
			open, err = s.engine.Visit(tx, link)
		}
		return err
	})
	switch {
	case err != nil:
		s.missing(w, r, err)
	case !open:
		http.Redirect(w, r, link.RefreshURL, http.StatusSeeOther)
	default:
		s.write(w, r, http.StatusOK, form{Fields: fields(nil)})
	}
}

// submit ends the visit. A form that can't be right is shown again, with what is wrong.
func (s *Setup) submit(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form could not be read.", http.StatusBadRequest)
		return
	}
	entered := form{Fields: fields(r.PostForm)}
	later := r.PostForm.Get("action") == "later"
	next := ""
	err := s.store.Update(func(tx *store.Tx) error {
		link, err := find(tx, r)
		if err != nil {
			return err
		}
		switch {
		case !s.engine.Open(link):
			next = link.RefreshURL
			return nil
		case !later && entered.wrong():
			return nil
		}
		next, link.Used = link.ReturnURL, true
		return s.complete(tx, link, r.PostForm.Get("action"))
	})
	switch {
	case err != nil:
		s.missing(w, r, err)
	case next == "":
		s.write(w, r, http.StatusBadRequest, entered)
	default:
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

func (s *Setup) missing(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, store.ErrNotFound) {
		s.log.Error("onboarding form", "error", err)
		http.Error(w, "Something went wrong in the emulator; its log says what.", http.StatusInternalServerError)
		return
	}
	s.write(w, r, http.StatusNotFound, form{Missing: true})
}

func (s *Setup) complete(tx *store.Tx, link *object.AccountLink, action string) error {
	if err := store.AccountLinks.Put(tx, link); err != nil || action == "later" {
		return err
	}
	account, err := store.Accounts.Get(tx, link.AccountID)
	if err != nil {
		return err
	}
	var due []string
	if action == "restricted" {
		due = []string{"individual.verification.document"}
	}
	return s.engine.Onboard(tx, account, due)
}

func find(tx *store.Tx, r *http.Request) (*object.AccountLink, error) {
	link, err := store.AccountLinks.Get(tx, r.PathValue("token"))
	if err == nil && link.AccountID != r.PathValue("account") {
		err = store.ErrNotFound
	}
	return link, err
}

// fields are the inputs, with what is wrong of each that was sent.
func fields(sent url.Values) []field {
	list := []field{
		{Name: "name", Label: "Your name", Hint: "Any name", Autocomplete: "name"},
		{Name: "accountNumber", Label: "Bank account", Hint: "Test account: 000123456789", Autocomplete: "off"},
	}
	if sent == nil {
		return list
	}
	list[0].Value, list[1].Value = sent.Get("name"), sent.Get("accountNumber")
	if strings.TrimSpace(list[0].Value) == "" {
		list[0].Error, list[0].Focus = "Enter a name.", true
	}
	if strings.ReplaceAll(list[1].Value, " ", "") != "000123456789" {
		list[1].Error, list[1].Focus = "This is not Stripe's test account. Never enter a real one here.", list[0].Error == ""
	}
	return list
}

func (s *Setup) write(w http.ResponseWriter, r *http.Request, status int, shown form) {
	var body bytes.Buffer
	if err := setupLayout.Execute(&body, shown); err != nil {
		s.log.Error("onboarding form", "error", err)
		http.Error(w, "The page could not be made; the emulator's log says why.", http.StatusInternalServerError)
		return
	}
	respond(w, r, status, shown.Missing, body.Bytes())
}
