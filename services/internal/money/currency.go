package money

import "strings"

// The tables are those of Stripe's page as of 2026: the presentment currencies
// of a platform in the United States, in the order of the alphabet, and what is
// said there of decimals and of the smallest amounts.
const (
	presentment = "" +
		"aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop " +
		"crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy " +
		"kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok " +
		"npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top " +
		"try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw"
	zeroDecimals  = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
	threeDecimals = "bhd jod kwd omr tnd"
)

// least is Stripe's smallest amount where it is not usual. That of bgn is from
// when it was the currency of a country; Stripe's page has left it out since.
var least = map[string]int64{
	"aed": 200, "bgn": 100, "czk": 1500, "dkk": 250, "gbp": 30, "hkd": 400, "huf": 17_500, "mxn": 1000,
	"myr": 200, "nok": 300, "pln": 200, "ron": 200, "sek": 300, "thb": 1000,
}

// usual is the smallest amount of the other currencies that Stripe lists, from
// 0.50 usd to 50 jpy. It is also ours for those that Stripe lists no smallest
// amount for.
const usual = 50

var decimals = decimalsByCurrency()

func decimalsByCurrency() map[string]int {
	known := map[string]int{}
	add := func(codes string, places int) {
		for _, code := range strings.Fields(codes) {
			known[code] = places
		}
	}
	add(presentment, 2)
	add(zeroDecimals, 0)
	add(threeDecimals, 3)
	return known
}

// Known tells whether Stripe takes money in the currency, given as an ISO 4217
// code in lower case.
func Known(currency string) bool {
	_, known := decimals[currency]
	return known
}

// Decimals is how many digits of an amount come after the point: 2 for 25.00
// usd and for 2,500 isk (Stripe counts ISK and UGX in hundredths, see Step), 0
// for 2,500 jpy, 3 for 2.500 kwd. A currency that is not Known has 2.
func Decimals(currency string) int {
	if places, known := decimals[currency]; known {
		return places
	}
	return 2
}

// Minimum is the smallest amount that can be charged. Stripe converts what it
// takes in another currency than the platform's account is kept in, and
// compares it with the smallest amount of that one too, so it may still refuse
// a charge of a currency of little worth; nobody can tell that before the day's
// rate is known.
func Minimum(currency string) int64 {
	amount, listed := least[currency]
	if !listed {
		amount = usual
	}
	step := Step(currency)
	return (amount + step - 1) / step * step
}
