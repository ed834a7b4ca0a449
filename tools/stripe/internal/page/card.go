package page

import (
	"net/url"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/card"
	"github.com/saheedt/pass/tools/stripe/internal/engine"
)

// readCard checks the form's fields, named as on Stripe's own page, and says what is wrong with each.
func readCard(form url.Values, now time.Time) (engine.Card, map[string]string) {
	wrong := map[string]string{}
	known, found := card.Find(strings.TrimSpace(form.Get("cardNumber")))
	switch {
	case strings.TrimSpace(form.Get("cardNumber")) == "":
		wrong["cardNumber"] = "Enter a card number."
	case !found:
		wrong["cardNumber"] = "This is not one of Stripe's test cards. Never enter a real one here."
	}
	month, year, read := card.Expiry(form.Get("cardExpiry"))
	switch {
	case !read:
		wrong["cardExpiry"] = "Enter the expiry date as MM / YY."
	case card.Expired(month, year, now):
		wrong["cardExpiry"] = "Your card's expiration date is in the past."
	}
	if cvc := strings.TrimSpace(form.Get("cardCvc")); found && !known.ValidCVC(cvc) || !found && cvc == "" {
		wrong["cardCvc"] = "Your card's security code is incomplete."
	}
	return engine.Card{Card: known, ExpMonth: month, ExpYear: year}, wrong
}
