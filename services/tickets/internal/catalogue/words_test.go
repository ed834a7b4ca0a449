package catalogue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/tickets/internal/catalogue"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                     nil,
		" -- ... ":             nil,
		"Old Hall":             {"old", "hall"},
		"old OLD Öld":          {"old"},
		"Café Zürich":          {"cafe", "zurich"},
		"Cafe\u0301":           {"cafe"},
		"Straße, ŁÓDŹ; Smørås": {"strasse", "lodz", "smoras"},
		"ΣΊΣΥΦΟΣ":              {"σισυφοσ"},
		"İstanbul ısı":         {"istanbul", "isi"},
		"rock'n'roll 3-day":    {"rock", "n", "roll", "3", "day"},
		"$100 voucher 🎟️":      {"$", "100", "voucher", "🎟"},
		"C++":                  {"c", "+"},
		"東京ドーム":                {"東", "京", "ト", "ー", "ム"},
		"ﬁnale ２０２６":           {"finale", "2026"},
		"<b>bold</b>\r\nline":  {"<", "b", ">", "bold", "line"},
	} {
		t.Run(text, func(t *testing.T) {
			require.Equal(t, want, catalogue.Words(text))
		})
	}
}

func TestWordsOfSeveralTexts(t *testing.T) {
	require.Equal(t, []string{"a", "b", "c"}, catalogue.Words("A b", "", "b c"))
}
