// Package money has what is to be known of amounts before Stripe is asked to
// take them: which currencies there are, their decimals, the smallest amounts,
// and how shares are rounded. Amounts are integers in the unit in which Stripe
// counts a currency, its minor unit: 2500 is 25.00 usd, 2,500 jpy, 2.500 kwd.
//
// Source: Stripe, "Supported currencies" (zero-decimal and three-decimal
// currencies, special cases, minimum and maximum charge amounts),
// https://docs.stripe.com/currencies
package money

import "math/bits"

// Maximum is the largest amount that Stripe takes: eight digits.
const Maximum = 99_999_999

// Step is the unit in which amounts of the currency can be charged: Stripe
// wants the last digit of a three-decimal currency to be 0, and ISK and UGX,
// which have no decimals, counted as if they had two.
func Step(currency string) int64 {
	switch currency {
	case "bhd", "jod", "kwd", "omr", "tnd":
		return 10
	case "isk", "ugx":
		return 100
	}
	return 1
}

// Share is amount × part ÷ whole, rounded to the currency's step, half to even
// (IEEE 754 roundTiesToEven). It needs amount and part of at least 0, whole of
// at least 1, and part ≤ 10,000 × whole.
func Share(amount, part, whole int64, currency string) int64 {
	step := Step(currency)
	hi, lo := bits.Mul64(uint64(amount), uint64(part))
	by := uint64(whole * step)
	quotient, rest := bits.Div64(hi, lo, by)
	if rest > by-rest || rest == by-rest && quotient%2 == 1 {
		quotient++
	}
	return int64(quotient) * step
}
