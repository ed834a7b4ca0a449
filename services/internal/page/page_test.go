package page_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/page"
)

type position struct {
	Chunk int    `json:"c"`
	ID    string `json:"i"`
}

var cursors = page.NewCursors(func() []byte { return []byte("secret") })

// ask reads a query as a list of the given scope would.
func ask(t testing.TB, keys *page.Cursors, scope, query string) (limit int, more bool, after position, err error) {
	app := fiber.New()
	app.Get("/", func(c *fiber.Ctx) error {
		q := form.Query(c)
		limit, more = keys.Read(q, scope, &after)
		err = q.Err()
		return nil
	})
	_, failed := app.Test(httptest.NewRequest("GET", "/?"+query, nil))
	require.NoError(t, failed)
	return limit, more, after, err
}

func TestCursorLeadsOn(t *testing.T) {
	cursor := cursors.Next("orders of ana", position{3, "x"})
	limit, more, after, err := ask(t, cursors, "orders of ana", "limit=7&cursor="+cursor)
	require.NoError(t, err)
	require.True(t, more)
	require.Equal(t, 7, limit)
	require.Equal(t, position{3, "x"}, after)
}

func TestFirstPage(t *testing.T) {
	limit, more, _, err := ask(t, cursors, "s", "")
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, page.DefaultLimit, limit)
}

func TestMadeUpCursors(t *testing.T) {
	good := cursors.Next("s", position{1, "x"})
	others := page.NewCursors(func() []byte { return []byte("another secret") })
	for _, cursor := range []string{
		"x", "%00", "a b", good + "A", good[1:], good[:len(good)-2], strings.ToUpper(good), good + "=", "",
		strings.Repeat("A", 100), strings.Repeat("A", 3000), others.Next("s", position{1, "x"}), cursors.Next("t", position{1, "x"}),
	} {
		_, more, after, err := ask(t, cursors, "s", "cursor="+url.QueryEscape(cursor))
		require.Error(t, err, cursor)
		require.False(t, more)
		require.Zero(t, after)
	}
}

func TestListAnswers(t *testing.T) {
	last, err := json.Marshal(page.Of([]int(nil), ""))
	require.NoError(t, err)
	require.JSONEq(t, `{"items":[],"nextCursor":null}`, string(last))
	first, err := json.Marshal(page.Of([]int{1}, "abc"))
	require.NoError(t, err)
	require.JSONEq(t, `{"items":[1],"nextCursor":"abc"}`, string(first))
}

func FuzzCursor(f *testing.F) {
	good := cursors.Next("s", position{1, "x"})
	f.Add(good)
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		if cursor == good {
			return
		}
		if _, more, _, err := ask(t, cursors, "s", "cursor="+url.QueryEscape(cursor)); err == nil || more {
			t.Fatalf("%q passed", cursor)
		}
	})
}
