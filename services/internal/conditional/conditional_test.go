package conditional_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/conditional"
)

// ask gets what the handler answers to the If-None-Match headers.
func ask(t *testing.T, handler fiber.Handler, known ...string) (*http.Response, string) {
	t.Helper()
	app := fiber.New()
	app.Get("/", handler)
	req := httptest.NewRequest("GET", "/", nil)
	for _, line := range known {
		req.Header.Add("If-None-Match", line)
	}
	res, err := app.Test(req)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body)
}

func versioned(c *fiber.Ctx) error {
	return conditional.JSON(c, conditional.Anyone, `"3-7"`, fiber.Map{"a": 1})
}

func TestJSON(t *testing.T) {
	for name, tc := range map[string]struct {
		known  []string
		status int
	}{
		"nothing":      {nil, 200},
		"the tag":      {[]string{`"3-7"`}, 304},
		"weak":         {[]string{`W/"3-7"`}, 304},
		"any":          {[]string{"*"}, 304},
		"among others": {[]string{`"a,b", "3-7"`}, 304},
		"second line":  {[]string{`"1-1"`, `"3-7"`}, 304},
		"another":      {[]string{`"3-8"`}, 200},
		"inside one":   {[]string{`"a,"3-7""`}, 200},
		"unquoted":     {[]string{`3-7`}, 200},
		"empty":        {[]string{``}, 200},
		"only commas":  {[]string{`,,`}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			res, body := ask(t, versioned, tc.known...)
			require.Equal(t, tc.status, res.StatusCode)
			require.Equal(t, `"3-7"`, res.Header.Get("ETag"))
			require.Equal(t, "no-cache", res.Header.Get("Cache-Control"))
			require.Equal(t, tc.status == 200, body == `{"a":1}`)
			require.Equal(t, tc.status == 304, body == "")
		})
	}
}

func TestHashed(t *testing.T) {
	value := "one"
	handler := func(c *fiber.Ctx) error { return conditional.Hashed(c, conditional.Person, value) }
	res, body := ask(t, handler)
	require.Equal(t, `"one"`, body)
	tag := res.Header.Get("ETag")
	require.Regexp(t, `^W/"[\w-]{20}"$`, tag)
	require.Equal(t, "private, no-cache", res.Header.Get("Cache-Control"))

	res, body = ask(t, handler, tag)
	require.Equal(t, 304, res.StatusCode)
	require.Equal(t, tag, res.Header.Get("ETag"))
	require.Empty(t, body)

	value = "two"
	res, body = ask(t, handler, tag)
	require.Equal(t, 200, res.StatusCode)
	require.Equal(t, `"two"`, body)
	require.NotEqual(t, tag, res.Header.Get("ETag"))
}
