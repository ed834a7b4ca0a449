// Package object holds the emulator's things as they are stored, and shows them as Stripe's API does.
//
// Amounts are in the currency's minor unit, times in seconds since 1970, both as in Stripe's API.
package object

import (
	"crypto/rand"
	"strings"
)

// APIVersion is the version of Stripe's API whose shapes are answered; stripe-go v76 is pinned to it.
const APIVersion = "2023-10-16"

// View is an object as the API shows it.
type View = map[string]any

// NewID makes an identifier like Stripe's: a prefix and random letters and digits.
func NewID(prefix string, length int) string {
	text := rand.Text()
	for len(text) < length {
		text += rand.Text()
	}
	return prefix + strings.ToLower(text[:length])
}

// orNull shows an unset string as null, as Stripe does.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func orNullTime(seconds int64) any {
	if seconds == 0 {
		return nil
	}
	return seconds
}

func metadata(pairs map[string]string) map[string]string {
	if pairs == nil {
		return map[string]string{}
	}
	return pairs
}

// List is a page of objects.
func List(url string, items []View, more bool) View {
	if items == nil {
		items = []View{}
	}
	return View{"object": "list", "data": items, "has_more": more, "url": url}
}

func address() View {
	return View{"city": nil, "country": nil, "line1": nil, "line2": nil, "postal_code": nil, "state": nil}
}

// Group is the name of the set of rows whose member has the value; "" for no value.
func Group(member, value string) string {
	if value == "" {
		return ""
	}
	return member + "=" + value
}

// groups names the sets that a row is in, from pairs of members and values.
func groups(pairs ...string) (names []string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			names = append(names, Group(pairs[i], pairs[i+1]))
		}
	}
	return names
}
