// Package problem is Stripe's error object: what a refused request is answered with.
package problem

import "fmt"

// Types of errors that the emulator answers with.
const (
	TypeInvalidRequest = "invalid_request_error"
	TypeIdempotency    = "idempotency_error"
	TypeCard           = "card_error"
	TypeAPI            = "api_error"
)

// CodeUnexpectedState says that a PaymentIntent's status forbids what was asked.
const CodeUnexpectedState = "payment_intent_unexpected_state"

// Error is an API error with the HTTP status it is sent with.
type Error struct {
	Status      int    `json:"-"`
	Type        string `json:"type"`
	Code        string `json:"code,omitempty"`
	DeclineCode string `json:"decline_code,omitempty"`
	Message     string `json:"message"`
	Param       string `json:"param,omitempty"`
	Charge      string `json:"charge,omitempty"`
	DocURL      string `json:"doc_url,omitempty"`
	// Intent is the PaymentIntent that the request met, as Stripe shows it.
	Intent any `json:"payment_intent,omitempty"`
	// Executed says that the request was well formed and the endpoint ran, so that its answer is kept under the idempotency
	// key. Refused parameters are not kept: the caller mends them and sends the same key again.
	Executed bool `json:"-"`
	// Commits says that the request changed something all the same, so that it is stored and not undone.
	Commits bool `json:"-"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s (%d %s)", e.Message, e.Status, e.Code) }

// Invalid refuses a request for the parameter named, with one of Stripe's error codes.
func Invalid(code, param, format string, args ...any) *Error {
	return &Error{Status: 400, Type: TypeInvalidRequest, Code: code, DocURL: doc(code), Param: param, Message: fmt.Sprintf(format, args...)}
}

// Refused says that the state of an object forbids the request.
func Refused(code, param, format string, args ...any) *Error {
	e := Invalid(code, param, format, args...)
	e.Executed = true
	return e
}

// Missing says that there is no such object; kind is its name in Stripe's messages, like payment_intent.
func Missing(kind, param, id string) *Error {
	e := Invalid("resource_missing", param, "No such %s: '%s'", kind, id)
	e.Status = 404
	return e
}

// Internal hides a fault of the emulator itself; its cause belongs in the log.
func Internal() *Error {
	return &Error{Status: 500, Type: TypeAPI, Message: "An unknown error occurred"}
}

func doc(code string) string {
	if code == "" {
		return ""
	}
	return "https://stripe.com/docs/error-codes/" + code
}
