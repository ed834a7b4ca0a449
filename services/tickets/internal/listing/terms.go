package listing

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/saheedt/pass/services/internal/money"
)

// Limits of what a seller may offer. Lengths are in characters. Those of prices
// are Stripe's, see package money.
const (
	TitleMax       = 200
	VenueMax       = 200
	DescriptionMax = 4000
	QuantityMin    = 1
	QuantityMax    = 10_000
	YearMin        = 2000
	YearMax        = 2199

	DefaultCurrency = "usd"
	DefaultQuantity = 1
)

// Terms are what the seller decides about a listing.
type Terms struct {
	Title       string
	Description string     // may have several lines; may be empty
	Venue       string     // may be empty
	StartsAt    *time.Time // UTC; nil for an offer without a date
	Price       int64      // per unit, in the currency's minor unit
	Currency    string     // ISO 4217, lower case
	Quantity    int        // units on offer, free or not
	// Refundable lets buyers have their money back until StartsAt. What they
	// give back goes on sale again if RestockRefunds is true.
	Refundable     bool
	RestockRefunds bool
}

// FieldError says what is wrong with one field of the terms.
type FieldError struct {
	Field, Message string
}

// InvalidError lists every field of the terms that breaks a rule.
type InvalidError struct {
	Fields []FieldError
}

func (e *InvalidError) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Field + " " + f.Message
	}
	return "invalid terms: " + strings.Join(names, "; ")
}

// Check returns every broken rule, none for valid terms.
func (t Terms) Check() []FieldError { return t.CheckAfter(Terms{}) }

// CheckAfter is Check for terms that replace others, or none at all. A price in a currency that
// stays as it was is not looked at: Stripe's rules may be stricter now than when
// it was set, and the seller may still mend a typo in the title.
func (t Terms) CheckAfter(old Terms) []FieldError {
	var found []FieldError
	add := func(field, message string) {
		if message != "" {
			found = append(found, FieldError{field, message})
		}
	}
	add("title", checkTitle(t.Title))
	add("description", checkText(t.Description, DescriptionMax, isTextControl))
	add("venue", checkText(t.Venue, VenueMax, isLineControl))
	add("startsAt", checkStart(t.StartsAt))
	if kept := old.Currency != "" && t.Currency == old.Currency && t.Price == old.Price; !kept {
		add("price", checkPrice(t.Price, t.Currency))
		add("currency", checkCurrency(t.Currency))
	}
	add("quantity", checkRange(int64(t.Quantity), QuantityMin, QuantityMax))
	return found
}

func (t Terms) validate(old Terms) error {
	if found := t.CheckAfter(old); len(found) > 0 {
		return &InvalidError{found}
	}
	return nil
}

func checkTitle(title string) string {
	if strings.TrimSpace(title) == "" {
		return "must not be empty"
	}
	return checkText(title, TitleMax, isLineControl)
}

func checkText(s string, longest int, forbidden func(rune) bool) string {
	switch {
	case !utf8.ValidString(s):
		return "must be UTF-8"
	case utf8.RuneCountInString(s) > longest:
		return fmt.Sprintf("must have at most %d characters", longest)
	case strings.ContainsFunc(s, forbidden):
		return "must not contain control characters"
	}
	return ""
}

// isLineControl tells what a text of one line can't hold. Format characters
// such as the joiners inside emoji are fine.
func isLineControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// isTextControl is isLineControl for a text of several lines.
func isTextControl(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
}

func checkRange(n, least, most int64) string {
	if n < least || n > most {
		return fmt.Sprintf("must be from %d to %d", least, most)
	}
	return ""
}

func checkStart(at *time.Time) string {
	if at != nil && (at.UTC().Year() < YearMin || at.UTC().Year() > YearMax) {
		return fmt.Sprintf("must be in the years %d to %d", YearMin, YearMax)
	}
	return ""
}

func checkPrice(price int64, currency string) string {
	step := money.Step(currency)
	least, most := money.Minimum(currency), money.Maximum/step*step
	if price >= least && price <= most && price%step == 0 {
		return ""
	}
	message := fmt.Sprintf("must be from %d to %d", least, most)
	if money.Known(currency) {
		message += " in " + currency
	}
	if step > 1 {
		message += fmt.Sprintf(", a multiple of %d", step)
	}
	return message
}

func checkCurrency(code string) string {
	if !money.Known(code) {
		return "must be the ISO 4217 code, in lower case, of a currency that can be paid in"
	}
	return ""
}
