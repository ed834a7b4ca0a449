package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/auth/internal/account"
)

func TestEmailKey(t *testing.T) {
	for typed, want := range map[string]string{
		"Ada@Example.com":      "email/ada@example.com",
		"a||b@example.com":     "email/a%7C%7Cb@example.com",
		"a%7C%7Cb@example.com": "email/a%257c%257cb@example.com",
		"a/b@example.com":      "email/a%2Fb@example.com",
		"MÜ@example.com":       "email/m%C3%BC@example.com",
	} {
		email, err := account.ParseEmail(typed)
		require.NoError(t, err)
		require.Equal(t, want, EmailKey(email))
		require.NotContains(t, EmailKey(email), "||", "stores divide their keys with it")
	}
}
