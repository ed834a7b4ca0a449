package form

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/saheedt/pass/services/internal/id"
)

// wholeForm is an integer without exponent and fraction.
var wholeForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// take makes the field known and gives its value, if there is one to look at.
func (f *Form) take(name string, r Rules) (value, bool) {
	f.asked[name] = true
	v, ok := f.values[name]
	if ok && v.kind != kindNull {
		return v, true
	}
	if r.required {
		f.Reject(name, "is required")
	}
	return value{}, false
}

// String reads a text, exactly as it was sent. Without a value it is the
// Default, else empty.
func (f *Form) String(name string, rules ...Rule) string {
	r := collect(rules)
	v, ok := f.take(name, r)
	if !ok {
		return r.text
	}
	if v.kind != kindText && v.kind != kindQuery {
		f.Reject(name, "must be a string")
		return ""
	}
	if fault := faultOf(v.text, r); fault != "" {
		f.Reject(name, fault)
		return ""
	}
	return v.text
}

func faultOf(text string, r Rules) string {
	switch {
	case !printable(text, r.multiline):
		return "must not contain control characters or broken Unicode"
	case r.required && blank(text):
		return "must not be blank"
	case r.length != nil && !within(utf8.RuneCountInString(text), r.length):
		return r.long()
	}
	return ""
}

func within(n int, bounds *[2]int) bool { return bounds[0] <= n && n <= bounds[1] }

// Int reads a whole number. Without a value it is the Default, else 0.
func (f *Form) Int(name string, rules ...Rule) int64 {
	r := collect(rules)
	v, ok := f.take(name, r)
	if !ok {
		return r.number
	}
	number := v.kind == kindNumber || v.kind == kindQuery
	if !number || !wholeForm.MatchString(v.text) {
		f.Reject(name, r.whole())
		return 0
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil || r.rng != nil && (n < r.rng[0] || n > r.rng[1]) {
		f.Reject(name, r.whole())
		return 0
	}
	return n
}

// Bool reads true or false. Without a value it is the Default, else false.
func (f *Form) Bool(name string, rules ...Rule) bool {
	r := collect(rules)
	v, ok := f.take(name, r)
	if !ok {
		return r.truth
	}
	known := v.kind == kindBool || v.kind == kindQuery && (v.text == "true" || v.text == "false")
	if !known {
		f.Reject(name, "must be true or false")
		return false
	}
	return v.text == "true"
}

// Time reads an RFC 3339 time and gives it in UTC; nil without a value.
func (f *Form) Time(name string, rules ...Rule) *time.Time {
	v, ok := f.take(name, collect(rules))
	if !ok {
		return nil
	}
	const want = "must be an RFC 3339 time such as 2026-06-01T19:30:00Z"
	if v.kind != kindText && v.kind != kindQuery {
		f.Reject(name, want)
		return nil
	}
	at, err := time.Parse(time.RFC3339, v.text)
	// Beyond these years a time in UTC no longer has an RFC 3339 form.
	if err != nil || at.UTC().Year() < 1 || at.UTC().Year() > 9999 {
		f.Reject(name, want)
		return nil
	}
	at = at.UTC()
	return &at
}

// ID reads the identifier of a thing; empty without a value.
func (f *Form) ID(name string, rules ...Rule) string {
	v, ok := f.take(name, collect(rules))
	if !ok {
		return ""
	}
	text := strings.ToLower(v.text)
	if v.kind != kindText && v.kind != kindQuery || !id.Valid(text) {
		f.Reject(name, "must be a UUID")
		return ""
	}
	return text
}

// Choice reads one of the given words. Without a value it is the Default,
// else empty.
func (f *Form) Choice(name string, choices []string, rules ...Rule) string {
	r := collect(rules)
	v, ok := f.take(name, r)
	if !ok {
		return r.text
	}
	if v.kind == kindText || v.kind == kindQuery {
		for _, choice := range choices {
			if v.text == choice {
				return choice
			}
		}
	}
	f.Reject(name, "must be one of "+strings.Join(choices, ", "))
	return ""
}
