package page

import (
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
)

// field is an input of the form, named as on Stripe's own page. Its Error is shown beside it, unless the card was Refused: then
// the alert above the form says why.
type field struct {
	Name, Label, Hint, Autocomplete string
	Value, Error                    string
	Refused, Focus                  bool
}

// ErrorID is the element that says what is wrong with the field.
func (f field) ErrorID() string {
	if f.Refused {
		return refusedID
	}
	return f.Name + "-error"
}

// refusedID is the alert's element in the template.
const refusedID = "refused"

// failure is why the last attempt did not work.
type failure struct{ Title, Message string }

func failureOf(cause *object.PaymentError) *failure {
	f := &failure{Title: "Your card was declined.", Message: cause.Message}
	if cause.Type != problem.TypeCard {
		f.Title = "The payment was not confirmed."
	}
	if f.Message == f.Title {
		f.Message = ""
	}
	return f
}

// Fields are the inputs, with what is wrong of each. The first wrong one has the focus, so that a screen reader begins there.
func (s *scene) Fields() []field {
	fields := []field{
		{Name: "cardNumber", Label: "Card number", Hint: "Test card: 4242 4242 4242 4242", Autocomplete: "cc-number"},
		{Name: "cardExpiry", Label: "Expiry", Hint: "MM / YY", Autocomplete: "cc-exp", Value: s.Expiry},
		{Name: "cardCvc", Label: "CVC", Hint: "3 or 4 digits", Autocomplete: "cc-csc"},
	}
	if s.Failure != nil { // the whole card is to be entered anew
		fields[0].Error, fields[0].Refused = s.Failure.Title, true
	}
	focused := false
	for i := range fields {
		f := &fields[i]
		if wrong := s.Wrong[f.Name]; wrong != "" {
			f.Error = wrong
		}
		f.Focus = f.Error != "" && !focused
		focused = focused || f.Focus
	}
	return fields
}
