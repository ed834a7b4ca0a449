package api

import (
	"net/http"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/store"
)

const accountPath = "/api/v1/payments/account"

var country = regexp.MustCompile("^[A-Z]{2}$")

// account is a seller's account as they see it.
type account struct {
	Status        string   `json:"status"`
	Payouts       bool     `json:"payouts"`
	Requirements  []string `json:"requirements"`
	OnboardingURL string   `json:"onboardingUrl,omitempty"`
	Version       int64    `json:"version"`
}

func accountView(a seller.Account) account {
	s := a.State()
	return account{
		Status: string(a.Status()), Payouts: a.Payouts(), Requirements: append([]string{}, s.Requirements...), Version: s.Version,
	}
}

// onboard gives the caller an account at Stripe, if they have none, and a page
// where they tell Stripe what it asks for: 201 when the account was made.
func (a *API) onboard(c *fiber.Ctx) error {
	f, err := form.Parse(c)
	if err != nil {
		return err
	}
	where := f.String("country")
	if where != "" && !country.MatchString(where) {
		f.Reject("country", "must be a two-letter country code such as DE")
	}
	if err := f.Err(); err != nil {
		return err
	}
	userID := session.Must(c).ID
	made, url, created, err := a.Settlement.Onboard(c.UserContext(), userID, where)
	if err != nil {
		return err
	}
	answer := idempotency.Answer{Status: http.StatusOK}
	if created {
		answer.Status = http.StatusCreated
		answer.Header = map[string]string{fiber.HeaderLocation: accountPath}
	}
	view := accountView(made)
	view.OnboardingURL = url
	answer.Body = view
	return a.Keeper.Do(c, []string{store.AccountKey(userID)}, func(*writer.Tx) (idempotency.Answer, error) { return answer, nil })
}

// account shows how far the caller has come with their account.
func (a *API) account(c *fiber.Ctx) error {
	ctx, userID := c.UserContext(), session.Must(c).ID
	if err := a.Settlement.AskAccount(ctx, userID); err != nil {
		return err
	}
	kept, err := store.ReadAccount(ctx, a.Reader, userID)
	if err != nil {
		return err
	}
	if kept == nil {
		none := seller.New(userID, a.Settlement.Now())
		kept = &none
	}
	return conditional.Hashed(c, conditional.Person, accountView(*kept))
}
