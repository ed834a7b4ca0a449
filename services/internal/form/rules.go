package form

import (
	"fmt"
	"math"
)

// Rule bounds one field.
type Rule func(*Rules)

// Rules are the bounds of one field, made by its Rule functions.
type Rules struct {
	required  bool
	multiline bool
	length    *[2]int
	rng       *[2]int64
	text      string
	number    int64
	truth     bool
}

// Required refuses an absent field, null, and a text without any visible
// character.
func Required(r *Rules) { r.required = true }

// Multiline allows line ends and tabs in a text, where other control
// characters stay refused.
func Multiline(r *Rules) { r.multiline = true }

// Length bounds a text's length in characters (Unicode code points), both
// ends included.
func Length(least, most int) Rule {
	return func(r *Rules) { r.length = &[2]int{least, most} }
}

// Range bounds a number, both ends included.
func Range(least, most int64) Rule {
	return func(r *Rules) { r.rng = &[2]int64{least, most} }
}

// Default is the value of a field that is absent or null.
func Default[T string | int | int64 | bool](v T) Rule {
	return func(r *Rules) {
		switch v := any(v).(type) {
		case string:
			r.text = v
		case int:
			r.number = int64(v)
		case int64:
			r.number = v
		case bool:
			r.truth = v
		}
	}
}

func collect(rules []Rule) Rules {
	var r Rules
	for _, rule := range rules {
		rule(&r)
	}
	return r
}

func (r Rules) whole() string {
	if r.rng == nil {
		return "must be a whole number"
	}
	if r.rng[1] == math.MaxInt64 {
		return fmt.Sprintf("must be a whole number of at least %d", r.rng[0])
	}
	return fmt.Sprintf("must be a whole number from %d to %d", r.rng[0], r.rng[1])
}

func (r Rules) long() string {
	if r.length[0] <= 0 {
		return fmt.Sprintf("must have at most %d characters", r.length[1])
	}
	return fmt.Sprintf("must have %d to %d characters", r.length[0], r.length[1])
}
