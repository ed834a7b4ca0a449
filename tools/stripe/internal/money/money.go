// Package money knows the currencies that Stripe takes: their decimals, and the smallest and largest amounts.
package money

import (
	"fmt"
	"strings"
)

// Max is the largest amount that Stripe takes, in minor units.
const Max = 99_999_999

// supported are Stripe's presentment currencies.
const supported = " aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop " +
	"crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr " +
	"kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk " +
	"php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std svc szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs " +
	"vnd vuv wst xaf xcd xof xpf yer zar zmw "

var (
	zeroDecimals  = " bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf "
	threeDecimals = " bhd jod kwd omr tnd "
)

// minimums are the smallest amounts of the common currencies, in minor units.
var minimums = map[string]int64{
	"aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500,
	"inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}

// Supported tells whether the code, in lower case, is a currency of Stripe's.
func Supported(currency string) bool {
	return len(currency) == 3 && strings.Contains(supported, " "+currency+" ")
}

// Min is the smallest amount that may be charged, in minor units; 1 where no other is known.
func Min(currency string) int64 {
	if least, known := minimums[currency]; known {
		return least
	}
	return 1
}

// Step is what amounts must be a multiple of: the last digit of three decimals is 0, and so are both decimals of currencies that
// have none and that Stripe counts as if they had two.
func Step(currency string) int64 {
	switch {
	case Decimals(currency) == 3:
		return 10
	case currency == "isk" || currency == "ugx":
		return 100
	}
	return 1
}

// Decimals is the number of digits after the point.
func Decimals(currency string) int {
	switch {
	case strings.Contains(zeroDecimals, " "+currency+" "):
		return 0
	case strings.Contains(threeDecimals, " "+currency+" "):
		return 3
	}
	return 2
}

// Text writes an amount in minor units for people: $1,025.00, or 1,025.00 CHF where there is no sign that everybody knows.
func Text(amount int64, currency string) string {
	places := Decimals(currency)
	digits, fraction := fmt.Sprintf("%0*d", places+1, amount), ""
	if places > 0 {
		digits, fraction = digits[:len(digits)-places], "."+digits[len(digits)-places:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	digits += fraction
	if sign, known := map[string]string{"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}[currency]; known {
		return sign + digits
	}
	return digits + " " + strings.ToUpper(currency)
}

// homes are the currencies in which accounts of a country are paid, where it is not the dollar of the United States.
var homes = map[string]string{
	"AT": "eur", "AU": "aud", "BE": "eur", "CA": "cad", "CH": "chf", "CZ": "czk", "DE": "eur", "DK": "dkk", "ES": "eur", "FI": "eur", "FR": "eur",
	"GB": "gbp", "IE": "eur", "IT": "eur", "JP": "jpy", "LU": "eur", "NL": "eur", "NO": "nok", "NZ": "nzd", "PL": "pln", "PT": "eur", "SE": "sek",
	"SG": "sgd",
}

// Of is the currency in which accounts of the country are paid.
func Of(country string) string {
	if currency, known := homes[country]; known {
		return currency
	}
	return "usd"
}
