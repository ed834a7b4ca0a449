// Package fee has what the platform asks of a buyer on top of the price.
package fee

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/saheedt/pass/services/internal/money"
)

// MaxBPS is the largest share that can be set, half of the price.
const MaxBPS = 5000

// whole is how many basis points make the whole.
const whole = 10_000

// Schedule says how much the fee is: a share of the sum of the units in basis
// points, and a fixed amount for the order by currency, in its minor unit. The
// zero Schedule is no fee.
type Schedule struct {
	BPS   int
	Fixed map[string]int64
}

// Of is the fee of an order whose units cost subtotal, rounded half to even to
// what can be charged in the currency.
func (s Schedule) Of(subtotal int64, currency string) int64 {
	return money.Share(subtotal, int64(s.BPS), whole, currency) + s.Fixed[currency]
}

// ErrFixed is returned for fixed amounts that can't be read or charged.
var ErrFixed = errors.New("not amounts such as usd:30,eur:25")

// ParseFixed reads fixed amounts in the form usd:30,eur:25; none when the text
// is empty. The error is ErrFixed, with what is wrong.
func ParseFixed(text string) (map[string]int64, error) {
	fixed := map[string]int64{}
	if text == "" {
		return fixed, nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		currency, digits, _ := strings.Cut(strings.TrimSpace(pair), ":")
		amount, err := strconv.ParseInt(digits, 10, 64)
		_, twice := fixed[currency]
		switch {
		case !money.Known(currency):
			return nil, fmt.Errorf("%w: %q is no currency that can be charged", ErrFixed, currency)
		case err != nil || amount < 0 || amount > money.Maximum || amount%money.Step(currency) != 0:
			return nil, fmt.Errorf("%w: %q can't be charged in %s", ErrFixed, digits, currency)
		case twice:
			return nil, fmt.Errorf("%w: %s comes twice", ErrFixed, currency)
		}
		fixed[currency] = amount
	}
	return fixed, nil
}
