package catalogue

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plain spells letters that no decomposition takes apart the way people type
// them who lack the key.
var plain = strings.NewReplacer(
	"ø", "o", "ł", "l", "đ", "d", "ð", "d", "ħ", "h", "ŧ", "t", "ı", "i",
	"æ", "ae", "œ", "oe", "þ", "th",
)

// Words takes a text apart into what it is found by: each word once, without
// case and accents. A symbol, such as an emoji or a currency sign, is a word
// of its own; so is a character of a script that is written without spaces.
func Words(texts ...string) []string {
	var words []string
	seen := map[string]bool{}
	for _, text := range texts {
		split(fold(text), func(word string) {
			if !seen[word] {
				seen[word] = true
				words = append(words, word)
			}
		})
	}
	return words
}

// fold takes case and accents away. Marks go between the two steps: the case
// folding of some letters depends on the marks they carry.
func fold(text string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return plain.Replace(cases.Fold().String(bare))
}

func split(text string, yield func(word string)) {
	start := -1 // of the word that r may continue
	end := func(at int) {
		if start >= 0 {
			yield(text[start:at])
		}
		start = -1
	}
	for at, r := range text {
		switch {
		case standsAlone(r):
			end(at)
			yield(text[at : at+len(string(r))])
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			if start < 0 {
				start = at
			}
		default:
			end(at)
		}
	}
	end(len(text))
}

func standsAlone(r rune) bool {
	return unicode.IsSymbol(r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
