package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable reports whether text holds only characters that a page can show:
// any letter, sign or emoji with its joiners, but no control characters, and
// none of those that reorder the text around them. Characters younger than
// Go's Unicode tables pass.
func printable(text string, multiline bool) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return refused(r, multiline) }) < 0
}

func refused(r rune, multiline bool) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
		return !multiline
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}

// blank reports whether text shows nothing at all.
func blank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r)
	}) < 0
}
