package password

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		want  error
	}{
		"shortest":            {"12345678", nil},
		"too short":           {"1234567", ErrLength},
		"empty":               {"", ErrLength},
		"longest":             {strings.Repeat("x", 128), nil},
		"too long":            {strings.Repeat("x", 129), ErrLength},
		"eight emoji":         {strings.Repeat("🎟", 8), nil},
		"seven emoji":         {strings.Repeat("🎟", 7), ErrLength},
		"longest, wide":       {strings.Repeat("界", 128), nil},
		"blanks count":        {"a b c d ", nil},
		"composed is shorter": {strings.Repeat("u\u0308", 4), ErrLength},
		"control character":   {"1234\x005678", ErrCharacters},
		"line end":            {"12345678\n", ErrCharacters},
		"bad UTF-8":           {"12345678\xff", ErrCharacters},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.typed)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestPasswordIsTheSameInEveryUnicodeForm(t *testing.T) {
	composed, err := Parse("m\u00fcnchen-1972")
	require.NoError(t, err)
	decomposed, err := Parse("mu\u0308nchen-1972")
	require.NoError(t, err)
	require.Equal(t, composed, decomposed)

	// Compatibility characters stay apart: a superscript two is no two.
	plain, err := Parse("12345672")
	require.NoError(t, err)
	superscript, err := Parse("1234567²")
	require.NoError(t, err)
	require.NotEqual(t, plain, superscript)
}

func TestPasswordIsNotPrinted(t *testing.T) {
	secret, err := Parse("correct horse battery")
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, secret), "horse")
	}
}
