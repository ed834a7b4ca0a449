package account

import (
	"errors"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxEmailLength is the longest address that SMTP can carry, in bytes.
const MaxEmailLength = 254

// ErrEmail says that a string is no e-mail address that an account can have.
var ErrEmail = errors.New("must be an e-mail address such as name@example.com")

// Email is a valid address: as it was typed, for showing it, and folded, for
// comparing it. The zero value is no address.
type Email struct {
	typed  string
	folded string
}

// ParseEmail takes an address without a display name, comments or quotes,
// whose domain is a host name with a dot. Blanks around it are dropped. Its
// error is ErrEmail.
func ParseEmail(s string) (Email, error) {
	s = strings.TrimSpace(s)
	if len(s) > MaxEmailLength || !utf8.ValidString(s) {
		return Email{}, ErrEmail
	}
	parsed, err := mail.ParseAddress(s)
	// ParseAddress also reads `Ada <ada@example.com>` and quoted local parts;
	// both come back different from what was typed.
	if err != nil || parsed.Address != s {
		return Email{}, ErrEmail
	}
	if !isHost(s[strings.LastIndexByte(s, '@')+1:]) {
		return Email{}, ErrEmail
	}
	return Email{typed: s, folded: fold(s)}, nil
}

// String is the address as it was typed at sign-up.
func (e Email) String() string { return e.typed }

// Key is the same for two addresses that differ in case or in the Unicode
// form of their letters only.
func (e Email) Key() string { return e.folded }

func fold(s string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
}

func isHost(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		if strings.IndexFunc(label, isNoHostRune) >= 0 {
			return false
		}
	}
	return len(labels) > 1
}

// isNoHostRune lets letters of any script pass (internationalised domains)
// and keeps the punctuation out that net/mail allows in an atom.
func isNoHostRune(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	digit := '0' <= r && r <= '9'
	return !letter && !digit && r != '-' && r < utf8.RuneSelf
}
