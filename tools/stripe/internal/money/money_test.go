package money_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/saheedt/pass/tools/stripe/internal/money"
)

func TestAmountsAreWrittenWithTheirDecimals(t *testing.T) {
	assert.Equal(t, "$25.00", money.Text(2500, "usd"))
	assert.Equal(t, "$999,999.99", money.Text(money.Max, "usd"))
	assert.Equal(t, "¥1,000,000", money.Text(1_000_000, "jpy"))
	assert.Equal(t, "¥100", money.Text(100, "jpy"))
	assert.Equal(t, "€0.05", money.Text(5, "eur"))
	assert.Equal(t, "¥500", money.Text(500, "jpy"))
	assert.Equal(t, "1.234 KWD", money.Text(1234, "kwd"))
	assert.Equal(t, "25.00 CHF", money.Text(2500, "chf"))
	assert.Equal(t, "25.00 UGX", money.Text(2500, "ugx"))
}

func TestOnlyStripesCurrenciesAreSupported(t *testing.T) {
	for currency, want := range map[string]bool{"usd": true, "jpy": true, "USD": false, "xyz": false, "": false, "d a": false} {
		assert.Equal(t, want, money.Supported(currency), currency)
	}
}

func TestStepsAreThoseOfTheDecimals(t *testing.T) {
	for currency, want := range map[string]int64{"usd": 1, "jpy": 1, "kwd": 10, "tnd": 10, "isk": 100, "ugx": 100} {
		assert.Equal(t, want, money.Step(currency), currency)
	}
}
