// Package card knows Stripe's published test cards and what each of them does.
package card

import (
	"strconv"
	"strings"
	"time"
)

// Decline is why a bank refuses, in Stripe's codes and words.
type Decline struct {
	Code, DeclineCode, Message string
}

// Card is one published test number. Without a decline it pays.
type Card struct {
	Number, Brand, Funding string
	// Authenticate asks the person to confirm the payment with the bank first (3D Secure).
	Authenticate bool
	Decline      *Decline
	// Dispute is the reason for which the payment is disputed after its capture; an Inquiry asks first and takes no money.
	Dispute string
	Inquiry bool
	// Refund is what becomes of refunds.
	Refund string
	// CaptureRefused lets the authorisation end before the capture.
	CaptureRefused bool
}

// What becomes of refunds to some cards: they look successful and fail later, or are pending and succeed later.
const (
	RefundFails = "fails"
	RefundPends = "pends"
)

const refused = "Your card was declined."

var (
	generic      = &Decline{"card_declined", "generic_decline", refused}
	insufficient = &Decline{"card_declined", "insufficient_funds", "Your card has insufficient funds."}
)

var cards = []Card{
	{Number: "4242424242424242", Brand: "visa", Funding: "credit"},
	{Number: "4000056655665556", Brand: "visa", Funding: "debit"},
	{Number: "5555555555554444", Brand: "mastercard", Funding: "credit"},
	{Number: "378282246310005", Brand: "amex", Funding: "credit"},
	{Number: "4000002500003155", Brand: "visa", Funding: "credit", Authenticate: true},
	{Number: "4000000000003220", Brand: "visa", Funding: "credit", Authenticate: true},
	{Number: "4000008260003178", Brand: "visa", Funding: "credit", Authenticate: true, Decline: insufficient},
	{Number: "4000008400001629", Brand: "visa", Funding: "credit", Authenticate: true, Decline: generic},
	{Number: "4000000000000259", Brand: "visa", Funding: "credit", Dispute: "fraudulent"},
	{Number: "4000000000002685", Brand: "visa", Funding: "credit", Dispute: "product_not_received"},
	{Number: "4000000000001976", Brand: "visa", Funding: "credit", Dispute: "general", Inquiry: true},
	{Number: "4000000000005126", Brand: "visa", Funding: "credit", Refund: RefundFails},
	{Number: "4000000000007726", Brand: "visa", Funding: "credit", Refund: RefundPends},
	{Number: "4000000000008849", Brand: "visa", Funding: "credit", CaptureRefused: true}, // the emulator's own: Stripe has none that does this
	{Number: "4000000000000002", Brand: "visa", Funding: "credit", Decline: generic},
	{Number: "4000000000009995", Brand: "visa", Funding: "credit", Decline: insufficient},
	{Number: "4000000000009987", Brand: "visa", Funding: "credit", Decline: &Decline{"card_declined", "lost_card", refused}},
	{Number: "4000000000009979", Brand: "visa", Funding: "credit", Decline: &Decline{"card_declined", "stolen_card", refused}},
	{Number: "4000000000000069", Brand: "visa", Funding: "credit", Decline: &Decline{"expired_card", "expired_card", "Your card has expired."}},
	{Number: "4000000000000127", Brand: "visa", Funding: "credit", Decline: &Decline{"incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."}},
	{Number: "4000000000000119", Brand: "visa", Funding: "credit", Decline: &Decline{"processing_error", "processing_error", "An error occurred while processing your card. Try again in a little bit."}},
}

// ByLast4 finds a card whose payment goes on after it was made; any other is as good as one without a number.
func ByLast4(last4 string) Card {
	for _, known := range cards {
		if (known.Dispute != "" || known.Refund != "" || known.CaptureRefused) && known.Last4() == last4 {
			return known
		}
	}
	return Card{}
}

// Find looks a number up, written with or without spaces.
func Find(number string) (Card, bool) {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(number)
	for _, known := range cards {
		if known.Number == digits {
			return known, true
		}
	}
	return Card{}, false
}

// Last4 are the digits that may be shown.
func (c Card) Last4() string { return c.Number[len(c.Number)-4:] }

// ValidCVC tells whether the security code has the card's length: four digits for American Express, else three.
func (c Card) ValidCVC(cvc string) bool {
	length := 3
	if c.Brand == "amex" {
		length = 4
	}
	return len(cvc) == length && strings.Trim(cvc, "0123456789") == ""
}

// Expiry reads a month and year written as MM/YY, MM / YY, MM/YYYY or MMYY; ok is false when it can't be read.
func Expiry(text string) (month, year int, ok bool) {
	text = strings.NewReplacer(" ", "", "/", "", "-", "").Replace(text)
	if len(text) != 4 && len(text) != 6 || strings.Trim(text, "0123456789") != "" {
		return 0, 0, false
	}
	month, _ = strconv.Atoi(text[:2])
	year, _ = strconv.Atoi(text[2:])
	if year < 100 {
		year += 2000
	}
	return month, year, month >= 1 && month <= 12
}

// Expired tells whether the month is over.
func Expired(month, year int, now time.Time) bool {
	return !now.Before(time.Date(year, time.Month(month)+1, 1, 0, 0, 0, 0, time.UTC))
}

// AfterAuthentication is the bank's answer once the person has confirmed; the card is known by its last digits, for no more
// of it is kept.
func AfterAuthentication(last4 string) *Decline {
	for _, known := range cards {
		if known.Authenticate && known.Last4() == last4 {
			return known.Decline
		}
	}
	return nil
}
