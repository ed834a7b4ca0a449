package form_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/problem"
)

type listing struct {
	title, description, currency, ticketID string
	price, quantity                        int64
	startsAt                               *time.Time
}

func read(body string) (listing, error) {
	f, err := form.Read([]byte(body))
	if err != nil {
		return listing{}, err
	}
	l := listing{
		title:       f.String("title", form.Required, form.Length(1, 200)),
		description: f.String("description", form.Multiline, form.Length(0, 500)),
		currency:    f.Choice("currency", []string{"usd", "eur"}, form.Default("usd")),
		ticketID:    f.ID("ticketId"),
		price:       f.Int("price", form.Required, form.Range(50, 99_999_999)),
		quantity:    f.Int("quantity", form.Default(1), form.Range(1, 10_000)),
		startsAt:    f.Time("startsAt"),
	}
	return l, f.Err()
}

// fields are the names that a 400 blames.
func fields(t *testing.T, err error) []string {
	t.Helper()
	var p *problem.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusBadRequest, p.Status)
	names := []string{}
	for _, e := range p.Errors {
		names = append(names, e.Field)
	}
	return names
}

func TestGood(t *testing.T) {
	l, err := read(`{"title":"$100 voucher 🎟","price":2500,"description":"a \"b\" <c>\r\n\td","startsAt":"2026-06-01T21:30:00+02:00","quantity":null,"ticketId":"0195A1B2-0000-7000-8000-000000000001"}`)
	require.NoError(t, err)
	require.Equal(t, "$100 voucher 🎟", l.title)
	require.Equal(t, "a \"b\" <c>\r\n\td", l.description)
	require.Equal(t, "usd", l.currency)
	require.EqualValues(t, 1, l.quantity)
	require.EqualValues(t, 2500, l.price)
	require.Equal(t, "0195a1b2-0000-7000-8000-000000000001", l.ticketID)
	require.Equal(t, time.Date(2026, 6, 1, 19, 30, 0, 0, time.UTC), *l.startsAt)
}

func TestTitlesComeBackAsSent(t *testing.T) {
	for _, title := range []string{
		"$", "$ref", " spaces around ", "👩‍👩‍👧‍👦 family", "🏳️‍🌈", "é", "e\u0301", "עברית \u200f!", "\U0001fae8", "\uFFFD", `\ud800`,
		`quotes " and \ and <b>`, strings.Repeat("🎟", 200),
	} {
		f, err := form.Read([]byte(`{"title":` + quote(title) + `}`))
		require.NoError(t, err)
		require.Equal(t, title, f.String("title", form.Required, form.Length(1, 200)))
		require.NoError(t, f.Err(), "%q", title)
	}
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func TestBadFields(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		want       []string
	}{
		{"all at once, in order", `{"title":"","price":2.5,"quantity":"1","currency":"gbp","ticketId":"x","startsAt":"tomorrow","description":5,"extra":1}`,
			[]string{"title", "description", "currency", "ticketId", "price", "quantity", "startsAt", "extra"}},
		{"missing", `{}`, []string{"title", "price"}},
		{"null", `{"title":null,"price":null}`, []string{"title", "price"}},
		{"blank", `{"title":" \u200b\u200d ","price":50}`, []string{"title"}},
		{"too long", `{"title":"` + strings.Repeat("🎟", 201) + `","price":50}`, []string{"title"}},
		{"NUL", `{"title":"a\u0000b","price":50}`, []string{"title"}},
		{"escape character", `{"title":"a\u001bb","price":50}`, []string{"title"}},
		{"C1 control", `{"title":"a\u0085b","price":50}`, []string{"title"}},
		{"line end in a line", `{"title":"a\nb","price":50}`, []string{"title"}},
		{"line separator in a line", `{"title":"a\u2028b","price":50}`, []string{"title"}},
		{"text order override", `{"title":"a\u202eb","price":50}`, []string{"title"}},
		{"NUL in lines", `{"title":"a","description":"a\u0000b","price":50}`, []string{"description"}},
		{"lone surrogate", `{"title":"a\ud800b","price":50}`, []string{"title"}},
		{"huge exponent", `{"title":"a","price":1e400}`, []string{"price"}},
		{"exponent", `{"title":"a","price":1e3}`, []string{"price"}},
		{"fraction", `{"title":"a","price":50.0}`, []string{"price"}},
		{"beyond int64", `{"title":"a","price":9223372036854775808}`, []string{"price"}},
		{"far beyond int64", `{"title":"a","price":` + strings.Repeat("9", 5000) + `}`, []string{"price"}},
		{"negative", `{"title":"a","price":-50}`, []string{"price"}},
		{"number as text", `{"title":"a","price":"50"}`, []string{"price"}},
		{"boolean", `{"title":true,"price":false}`, []string{"title", "price"}},
		{"list", `{"title":["a"],"price":[50]}`, []string{"title", "price"}},
		{"object", `{"title":{"a":1},"price":{}}`, []string{"title", "price"}},
		{"deep", `{"title":"a","price":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, []string{"price"}},
		{"twice", `{"title":"a","price":50,"price":50}`, []string{"price"}},
		{"another case", `{"Title":"a","title":"a","price":50}`, []string{"Title"}},
		{"prototype", `{"title":"a","price":50,"__proto__":{}}`, []string{"__proto__"}},
		{"year beyond RFC 3339", `{"title":"a","price":50,"startsAt":"0001-01-01T00:00:00+01:00"}`, []string{"startsAt"}},
		{"no such day", `{"title":"a","price":50,"startsAt":"2026-02-30T00:00:00Z"}`, []string{"startsAt"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := read(tc.body)
			require.ElementsMatch(t, tc.want, fields(t, err))
		})
	}
}

func TestNotOneObject(t *testing.T) {
	for _, body := range []string{
		"", " \n", "null", "[]", `"a"`, "1", "{", `{"a":}`, `{"a":1,}`, `{'a':1}`, `{"a":1}{}`, `{"a":1} x`, `{"a":01}`,
		"{\"a\":\"\xff\"}", "{\"a\":\"\x00\"}", `{"a":NaN}`, `{"a":1`, `{"a":"b`, `{1:2}`, "\xef\xbb\xbf{}",
		`{"a":` + strings.Repeat("[", 30000),
	} {
		_, err := form.Read([]byte(body))
		var p *problem.Problem
		require.ErrorAs(t, err, &p, "%.40q", body)
		require.Equal(t, 400, p.Status, "%.40q", body)
	}
}

func TestManyUnknownFieldsAnswerIsBounded(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"title":"a","price":50`)
	for i := range 5000 {
		body.WriteString(`,"` + strings.Repeat("x", i%100) + string(rune('a'+i%26)) + `":1`)
	}
	body.WriteString("}")
	_, err := read(body.String())
	require.LessOrEqual(t, len(fields(t, err)), 101)
}

func TestContentTypes(t *testing.T) {
	app := fiber.New(fiber.Config{BodyLimit: 1 << 20, ErrorHandler: func(c *fiber.Ctx, err error) error {
		return (&problem.Table{}).Of(err).Send(c)
	}})
	app.Post("/", func(c *fiber.Ctx) error {
		_, err := form.Parse(c)
		return err
	})
	for _, tc := range []struct {
		contentType, encoding, body string
		want                        int
	}{
		{"application/json", "", "{}", 200},
		{"application/json; charset=utf-8", "", "{}", 200},
		{"Application/JSON;charset=UTF-8", "identity", "{}", 200},
		{"application/json; charset=latin1", "", "{}", 415},
		{"application/merge-patch+json", "", "{}", 415},
		{"text/plain", "", "{}", 415},
		{"", "", "{}", 415},
		{"application/json; charset", "", "{}", 415},
		{"application/json", "gzip", "{}", 415},
		{"application/json", "", "", 400},
		{"application/json", "", strings.Repeat(" ", form.MaxBody-2) + "{}", 200},
		{"application/json", "", strings.Repeat(" ", form.MaxBody-1) + "{}", 413},
	} {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tc.body))
		req.Header.Set("Content-Type", tc.contentType)
		if tc.encoding != "" {
			req.Header.Set("Content-Encoding", tc.encoding)
		}
		res, err := app.Test(req)
		require.NoError(t, err)
		require.Equal(t, tc.want, res.StatusCode, "%q %q %d bytes", tc.contentType, tc.encoding, len(tc.body))
	}
}

func TestQuery(t *testing.T) {
	app := fiber.New(fiber.Config{ErrorHandler: func(c *fiber.Ctx, err error) error {
		return (&problem.Table{}).Of(err).Send(c)
	}})
	app.Get("/", func(c *fiber.Ctx) error {
		q := form.Query(c)
		words, n := q.String("q", form.Length(0, 10)), q.Int("limit", form.Default(20), form.Range(1, 100))
		if err := q.Err(); err != nil {
			return err
		}
		return c.JSON([]any{words, n})
	})
	for query, want := range map[string]int{
		"": 200, "q=a+b&limit=5": 200, "utm_source=x": 200, "limit=0": 400, "limit=101": 400, "limit=x": 400, "limit=5.5": 400,
		"q=%00": 400, "q=%ff": 400, "q=12345678901": 400, "limit=1&limit=2": 400, "limit=": 400, "limit=99999999999999999999": 400,
	} {
		res, err := app.Test(httptest.NewRequest(http.MethodGet, "/?"+query, nil))
		require.NoError(t, err)
		require.Equal(t, want, res.StatusCode, query)
	}
}

// FuzzRead holds that whatever comes in, the answer is a 400 or a text that is
// valid and free of control characters.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{"title":"a","price":50}`, `{"title":"\ud83c\udf9f","price":1e400}`, `{"a":{"b":[1]}}`, `{"title":"\ud800\ufffd"}`, "{"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := read(string(body))
		var p *problem.Problem
		if err != nil {
			if !errors.As(err, &p) || p.Status != 400 {
				t.Fatalf("%v", err)
			}
			return
		}
		if !utf8.ValidString(l.title) || strings.ContainsAny(l.title, "\x00\n\x1b") || l.price < 50 {
			t.Fatalf("%+v", l)
		}
	})
}

func TestBool(t *testing.T) {
	f, err := form.Read([]byte(`{"yes":true,"no":false,"null":null}`))
	require.NoError(t, err)
	require.True(t, f.Bool("yes"))
	require.False(t, f.Bool("no", form.Default(true)))
	require.True(t, f.Bool("null", form.Default(true)))
	require.True(t, f.Bool("absent", form.Default(true)))
	require.False(t, f.Bool("nothing"))
	require.NoError(t, f.Err())
}

func TestBoolRefuses(t *testing.T) {
	f, err := form.Read([]byte(`{"text":"true","number":1,"list":[true]}`))
	require.NoError(t, err)
	for _, name := range []string{"text", "number", "list"} {
		require.False(t, f.Bool(name))
	}
	f.Bool("absent", form.Required)
	require.ElementsMatch(t, []string{"text", "number", "list", "absent"}, fields(t, f.Err()))
}
