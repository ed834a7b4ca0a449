package card_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/saheedt/pass/tools/stripe/internal/card"
)

func TestExpiryIsReadInItsUsualForms(t *testing.T) {
	for _, text := range []string{"03/34", "03 / 34", "0334", "03/2034", "03-34"} {
		month, year, ok := card.Expiry(text)
		assert.True(t, ok, text)
		assert.Equal(t, [2]int{3, 2034}, [2]int{month, year}, text)
	}
	for _, text := range []string{"", "13/34", "00/34", "3/34", "ab/cd", "03/034"} {
		_, _, ok := card.Expiry(text)
		assert.False(t, ok, text)
	}
}

func TestCardIsGoodToTheEndOfItsMonth(t *testing.T) {
	assert.False(t, card.Expired(12, 2030, time.Date(2030, 12, 31, 23, 59, 59, 0, time.UTC)))
	assert.True(t, card.Expired(12, 2030, time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)))
}

func TestSecurityCodeHasTheCardsLength(t *testing.T) {
	amex, _ := card.Find("3782 822463 10005")
	visa, _ := card.Find("4242424242424242")
	assert.True(t, amex.ValidCVC("1234"))
	assert.False(t, amex.ValidCVC("123"))
	assert.True(t, visa.ValidCVC("123"))
	assert.False(t, visa.ValidCVC("12a"))
}
