// Package password keeps passwords: what may be one, and how it is hashed
// and checked without giving the machine's memory away.
package password

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The length of a password in Unicode code points.
const (
	MinLength = 8
	MaxLength = 128
)

// Why a string can't be a password.
var (
	ErrLength     = errors.New("must have 8 to 128 characters")
	ErrCharacters = errors.New("must be Unicode text without control characters")
)

// Password is a valid password. Print it and you see that it is one, not
// which.
type Password struct {
	normalised string
}

// Parse takes any Unicode text of 8 to 128 characters. It is brought into
// normalisation form C, as RFC 8265 (OpaqueString) and NIST SP 800-63B ask
// for, so that the same keys pressed on another system give the same
// password; case, width and blanks stay as they are. A character is a code
// point of the normalised text. Its errors are ErrLength and ErrCharacters.
func Parse(s string) (Password, error) {
	if !utf8.ValidString(s) || strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return Password{}, ErrCharacters
	}
	s = norm.NFC.String(s)
	if n := utf8.RuneCountInString(s); n < MinLength || n > MaxLength {
		return Password{}, ErrLength
	}
	return Password{normalised: s}, nil
}

// String hides the password from logs.
func (Password) String() string { return "[password]" }

// GoString hides the password from %#v.
func (Password) GoString() string { return "[password]" }

// Typed is what somebody typed to sign in. It need not be a valid password:
// what can't be one is simply wrong.
func Typed(s string) Password { return Password{normalised: norm.NFC.String(s)} }
