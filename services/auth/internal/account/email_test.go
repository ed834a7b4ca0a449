package account

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseEmail(t *testing.T) {
	long := strings.Repeat("a", 64) + "@" + strings.Repeat(strings.Repeat("b", 61)+".", 3) + "com"
	require.Len(t, long, 254)

	for name, c := range map[string]struct {
		typed, shown, key string
	}{
		"plain":                {"ada@example.com", "ada@example.com", "ada@example.com"},
		"case":                 {"Ada.L@Example.COM", "Ada.L@Example.COM", "ada.l@example.com"},
		"blanks around":        {"  ada@example.com\t", "ada@example.com", "ada@example.com"},
		"plus and bars":        {"a+b||c@example.com", "a+b||c@example.com", "a+b||c@example.com"},
		"other script":         {"JÜRGEN@MÜNCHEN.example", "JÜRGEN@MÜNCHEN.example", "jürgen@münchen.example"},
		"decomposed letters":   {"ju\u0308rgen@example.com", "ju\u0308rgen@example.com", "jürgen@example.com"},
		"a subdomain":          {"a@b.c.example.org", "a@b.c.example.org", "a@b.c.example.org"},
		"as long as SMTP goes": {long, long, long},
	} {
		t.Run(name, func(t *testing.T) {
			email, err := ParseEmail(c.typed)
			require.NoError(t, err)
			require.Equal(t, c.shown, email.String())
			require.Equal(t, c.key, email.Key())
		})
	}
	for name, typed := range map[string]string{
		"empty":              "",
		"no at":              "ada",
		"no local part":      "@example.com",
		"no domain":          "ada@",
		"two ats":            "ada@b@example.com",
		"display name":       "Ada <ada@example.com>",
		"angle brackets":     "<ada@example.com>",
		"comment":            "ada@example.com (Ada)",
		"quoted local part":  `"ada l"@example.com`,
		"two addresses":      "a@example.com,b@example.com",
		"no dot in domain":   "ada@localhost",
		"dots in a row":      "ada@example..com",
		"dot at the end":     "ada@example.com.",
		"address literal":    "ada@[127.0.0.1]",
		"hyphen first":       "ada@-example.com",
		"odd domain":         "ada@exa_mple.com",
		"line end":           "ada@example.com\r\nBcc: x@example.com",
		"control character":  "a\x00da@example.com",
		"blank inside":       "a da@example.com",
		"bad UTF-8":          "a\xffda@example.com",
		"longer than SMTP's": "a" + long,
		"label too long":     "a@" + strings.Repeat("b", 64) + ".com",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseEmail(typed)
			require.ErrorIs(t, err, ErrEmail)
		})
	}
}
