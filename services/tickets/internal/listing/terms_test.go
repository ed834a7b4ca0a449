package listing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

func year(y int) *time.Time {
	at := time.Date(y, 6, 1, 19, 30, 0, 0, time.UTC)
	return &at
}

func TestTermsCheck(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*listing.Terms)
		field  string // empty: valid
	}{
		"plain":                 {func(*listing.Terms) {}, ""},
		"dollar and emoji":      {func(s *listing.Terms) { s.Title = "$100 voucher 🎟" }, ""},
		"joined emoji":          {func(s *listing.Terms) { s.Title = "👩‍👩‍👧 day" }, ""},
		"quotes and brackets":   {func(s *listing.Terms) { s.Description = "\"A\" <b>\r\n\tend" }, ""},
		"longest title":         {func(s *listing.Terms) { s.Title = strings.Repeat("é", 200) }, ""},
		"no title":              {func(s *listing.Terms) { s.Title = "" }, "title"},
		"blank title":           {func(s *listing.Terms) { s.Title = " \u00a0 " }, "title"},
		"title too long":        {func(s *listing.Terms) { s.Title = strings.Repeat("é", 201) }, "title"},
		"title of two lines":    {func(s *listing.Terms) { s.Title = "a\nb" }, "title"},
		"title with a NUL":      {func(s *listing.Terms) { s.Title = "a\x00b" }, "title"},
		"title not UTF-8":       {func(s *listing.Terms) { s.Title = "a\xffb" }, "title"},
		"longest venue":         {func(s *listing.Terms) { s.Venue = strings.Repeat("v", 200) }, ""},
		"venue too long":        {func(s *listing.Terms) { s.Venue = strings.Repeat("v", 201) }, "venue"},
		"venue of two lines":    {func(s *listing.Terms) { s.Venue = "a\u2028b" }, "venue"},
		"longest description":   {func(s *listing.Terms) { s.Description = strings.Repeat("d", 4000) }, ""},
		"description too long":  {func(s *listing.Terms) { s.Description = strings.Repeat("d", 4001) }, "description"},
		"description with ESC":  {func(s *listing.Terms) { s.Description = "\x1b[31m" }, "description"},
		"no currency, no price": {func(s *listing.Terms) { s.Price, s.Currency = 50, "" }, "currency"},
		"cheapest":              {func(s *listing.Terms) { s.Price = 50 }, ""},
		"cheapest pound":        {func(s *listing.Terms) { s.Price, s.Currency = 30, "gbp" }, ""},
		"cheap pound":           {func(s *listing.Terms) { s.Price, s.Currency = 29, "gbp" }, "price"},
		"cheapest yen":          {func(s *listing.Terms) { s.Price, s.Currency = 50, "jpy" }, ""},
		"cheap forint":          {func(s *listing.Terms) { s.Price, s.Currency = 17_499, "huf" }, "price"},
		"dinar":                 {func(s *listing.Terms) { s.Price, s.Currency = 2_500, "kwd" }, ""},
		"dinar with a third":    {func(s *listing.Terms) { s.Price, s.Currency = 2_505, "kwd" }, "price"},
		"dearest dinar":         {func(s *listing.Terms) { s.Price, s.Currency = 99_999_990, "kwd" }, ""},
		"whole crowns":          {func(s *listing.Terms) { s.Price, s.Currency = 50_000, "isk" }, ""},
		"hundredth of a crown":  {func(s *listing.Terms) { s.Price, s.Currency = 50_050, "isk" }, "price"},
		"refundable":            {func(s *listing.Terms) { s.Refundable, s.RestockRefunds = true, true }, ""},
		"gold":                  {func(s *listing.Terms) { s.Currency = "xau" }, "currency"},
		"too cheap":             {func(s *listing.Terms) { s.Price = 49 }, "price"},
		"dearest":               {func(s *listing.Terms) { s.Price = 99_999_999 }, ""},
		"too dear":              {func(s *listing.Terms) { s.Price = 100_000_000 }, "price"},
		"negative price":        {func(s *listing.Terms) { s.Price = -2500 }, "price"},
		"euro":                  {func(s *listing.Terms) { s.Currency = "eur" }, ""},
		"currency upper case":   {func(s *listing.Terms) { s.Currency = "EUR" }, "currency"},
		"no currency":           {func(s *listing.Terms) { s.Currency = "" }, "currency"},
		"unknown currency":      {func(s *listing.Terms) { s.Currency = "zzz" }, "currency"},
		"most units":            {func(s *listing.Terms) { s.Quantity = 10_000 }, ""},
		"no unit":               {func(s *listing.Terms) { s.Quantity = 0 }, "quantity"},
		"too many units":        {func(s *listing.Terms) { s.Quantity = 10_001 }, "quantity"},
		"with a date":           {func(s *listing.Terms) { s.StartsAt = year(2030) }, ""},
		"date out of this time": {func(s *listing.Terms) { s.StartsAt = year(9999) }, "startsAt"},
		"date before the shop":  {func(s *listing.Terms) { s.StartsAt = year(1) }, "startsAt"},
	} {
		t.Run(name, func(t *testing.T) {
			offer := terms(3)
			tc.change(&offer)
			found := offer.Check()
			if tc.field == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Equal(t, tc.field, found[0].Field)
			require.NotEmpty(t, found[0].Message)
		})
	}
}

func TestPricesAreExplained(t *testing.T) {
	for currency, message := range map[string]string{
		"usd": "must be from 50 to 99999999 in usd",
		"huf": "must be from 17500 to 99999999 in huf",
		"kwd": "must be from 50 to 99999990 in kwd, a multiple of 10",
		"isk": "must be from 100 to 99999900 in isk, a multiple of 100",
	} {
		offer := terms(1)
		offer.Price, offer.Currency = 1, currency
		require.Equal(t, []listing.FieldError{{Field: "price", Message: message}}, offer.Check())
	}
}

// TestOldPricesStay updates listings from before prices were held against the
// currency.
func TestOldPricesStay(t *testing.T) {
	for name, price := range map[string]listing.Terms{
		"under Stripe's least": {Price: 50, Currency: "huf"},
		"between its steps":    {Price: 2505, Currency: "kwd"},
		"not taken by Stripe":  {Price: 50, Currency: "xau"},
	} {
		t.Run(name, func(t *testing.T) {
			old := terms(3)
			old.Price, old.Currency = price.Price, price.Currency
			l := listing.Restore(listing.State{ID: "id", SellerID: "seller", Terms: old, Version: 1, Revision: 1})
			changed := old
			changed.Title = "Concert, with a typo mended"
			require.NoError(t, l.Update("seller", nil, changed, later))
			require.Equal(t, changed, l.State().Terms)

			changed.Price++
			var invalid *listing.InvalidError
			require.ErrorAs(t, l.Update("seller", nil, changed, later), &invalid)
			changed.Price, changed.Currency = 50_000, "usd"
			require.NoError(t, l.Update("seller", nil, changed, later))
		})
	}
}

func TestNewNamesEveryBadField(t *testing.T) {
	_, err := listing.New("id", "seller", listing.Terms{Venue: "\n", Description: "\x00", StartsAt: year(1)}, created)
	var invalid *listing.InvalidError
	require.ErrorAs(t, err, &invalid)
	var fields []string
	for _, f := range invalid.Fields {
		fields = append(fields, f.Field)
	}
	require.ElementsMatch(t,
		[]string{"title", "description", "venue", "startsAt", "price", "currency", "quantity"}, fields)
	require.ErrorContains(t, err, "price must be from 50")
}
