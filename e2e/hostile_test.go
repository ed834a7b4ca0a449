package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// inside is what no answer may give away.
var inside = regexp.MustCompile(`(?i)goroutine|\.go:\d|panic|ERR_[A-Z]|sqlite|postgres|pgx|redis|amqp|rabbitmq|kafka|sarama|daprd|grpc|rpc error|fiber|dial tcp|unmarshal|strconv|baggage|undici|whsec|sk_test`)

// requireRefusal holds an error answer to the contract.
func requireRefusal(t *testing.T, answer market.Answer, what string) {
	t.Helper()
	require.Less(t, answer.Status, 500, "%s: %s", what, answer.Body)
	require.Equal(t, "application/problem+json", answer.Header.Get("Content-Type"), "%s: %d %s", what, answer.Status, answer.Body)
	require.False(t, inside.Match(answer.Body), "%s: %s", what, answer.Body)
	var problem market.Problem
	require.NoError(t, json.Unmarshal(answer.Body, &problem), what)
	require.Equal(t, answer.Status, problem.Status, what)
	require.NotEmpty(t, problem.Detail, what)
}

// raw sends bytes that no HTTP client would, and reads the one answer.
func raw(t *testing.T, s *stack.Stack, text string) market.Answer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.SiteURL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
	_, err = conn.Write([]byte(text))
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err, "%.80q", text)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err, "%.80q", text)
	return market.Answer{Status: response.StatusCode, Header: response.Header, Body: body}
}

// TestHostileRequests sends requests that HTTP servers on the way read
// differently, or not at all.
func TestHostileRequests(t *testing.T) {
	s := mustShared(t)
	person := mustPerson(t, s)
	const route = "GET /api/v1/users/currentuser HTTP/1.1\r\nHost: x\r\n"
	session := "Cookie: session=" + person.Token + "\r\n"
	ticket := `{"title":"never","price":1000}`
	for name, c := range map[string]struct {
		text   string
		status int
	}{
		"a header in Latin-1":         {route + "Cookie: old=\xe9\r\n\r\n", 200},
		"an agent in no charset":      {route + "User-Agent: \xff\xfe\r\n\r\n", 200},
		"baggage of no form":          {route + "baggage: ,,=;\r\n\r\n", 200},
		"an upgrade":                  {route + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n", 200},
		"headers for a sidecar":       {route + "dapr-app-id: orders\r\ndapr-api-token: x\r\ngrpc-timeout: 1n\r\n\r\n", 200},
		"headers beyond the services": {route + "X: " + strings.Repeat("a", 13_000) + "\r\n\r\n", 431},
		"headers beyond the site":     {route + "X: " + strings.Repeat("a", 20_000) + "\r\n\r\n", 431},
		"a header with a control":     {route + "X: a\x01b\r\n\r\n", 400},
		"no method":                   {"FOO /api/v1/tickets HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"bytes in the address":        {"GET /api/v1/tickets?q=\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"another host's address":      {"GET http://127.0.0.1/v1.0/metadata HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"a page that can't be read":   {"GET /orders/%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"two lengths":                 {route + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400},
		"a length and chunks":         {route + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"a method taken for POST":     {fmt.Sprintf("PURGE /api/v1/tickets HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", session, len(ticket), ticket), 405},
	} {
		answer := raw(t, s, c.text)
		require.Equal(t, c.status, answer.Status, "%s: %s", name, answer.Body)
		if answer.Status >= 400 {
			requireRefusal(t, answer, name)
		}
	}
	mine, err := person.Search(t.Context(), map[string][]string{"seller": {"me"}})
	require.NoError(t, err)
	require.Empty(t, mine.Items)
}

// TestMutatedBodies breaks bodies of every route that takes one, at random.
// A change can leave a body good; all else is refused as the contract says.
func TestMutatedBodies(t *testing.T) {
	s := mustShared(t)
	person := mustPerson(t, s)
	listing := mustList(t, person, market.NewTicket{Title: "A target", Price: 1000, Quantity: 10_000})
	values := []string{
		`null`, `true`, `-1`, `1.5`, `1e999`, `9223372036854775808`, strings.Repeat("9", 4000), `""`, `"\u0000"`, `"\ud800"`, "\"\xff\"", `[]`,
		`{"a":{}}`, strings.Repeat("[", 20_000), `"` + strings.Repeat("😀", 300) + `"`, `"a||b"`, `"../.."`, `"9999-12-31T23:59:59-01:00"`, `NaN`, "\ufeff1",
	}
	routes := map[string][]string{
		"POST /api/v1/users/signup":           {"email", "password"},
		"POST /api/v1/users/signin":           {"email", "password"},
		"POST /api/v1/tickets":                {"title", "price", "currency", "quantity", "description", "venue", "startsAt"},
		"PUT /api/v1/tickets/" + listing.ID:   {"title", "price", "currency", "quantity", "description", "venue", "startsAt"},
		"POST /api/v1/orders":                 {"ticketId", "quantity", "ticketId"},
		"POST /api/v1/payments":               {"orderId", "extra"},
		"POST /api/v1/payments/webhook":       {"id", "type", "data"},
		"POST /api/v1/orders?quantity=1&x=%0": {"ticketId"},
	}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	for route, fields := range routes {
		method, path, _ := strings.Cut(route, " ")
		for range 40 {
			var members []string
			for _, field := range fields {
				if random.IntN(5) > 0 {
					members = append(members, `"`+field+`":`+values[random.IntN(len(values))])
				}
			}
			body := "{" + strings.Join(members, ",") + "}"
			if random.IntN(3) == 0 {
				at := random.IntN(len(body))
				body = body[:at] + string(`{}[]",:\`[random.IntN(8)]) + body[at:]
			}
			answer, err := person.Do(t.Context(), method, path, body)
			require.NoError(t, err)
			what := fmt.Sprintf("seed %d, %s %.120q", seed, route, body)
			if answer.Status >= 300 {
				requireRefusal(t, answer, what)
			}
		}
	}
}

// TestTwins sends the same at once: it happens once.
func TestTwins(t *testing.T) {
	s := mustShared(t)
	seller := mustPerson(t, s)
	statuses := func(n int, send func(i int) (market.Answer, error)) map[int]int {
		answers := make([]market.Answer, n)
		require.NoError(t, firstOf(parallel(n, n, func(i int) (err error) {
			answers[i], err = send(i)
			return err
		})))
		count := map[int]int{}
		for _, answer := range answers {
			count[answer.Status]++
		}
		return count
	}
	email := fmt.Sprintf("twin%d@example.com", time.Now().UnixNano())
	require.Equal(t, map[int]int{201: 1, 409: 5}, statuses(6, func(i int) (market.Answer, error) {
		spelt := []string{email, strings.ToUpper(email), " " + email}[i%3]
		return market.New(s.SiteURL).Do(t.Context(), http.MethodPost, "/api/v1/users/signup", map[string]string{"email": spelt, "password": password})
	}))
	key := market.Header("Idempotency-Key", "twins")
	require.Equal(t, map[int]int{201: 4, 409: 4}, statuses(8, func(i int) (market.Answer, error) {
		return seller.Do(t.Context(), http.MethodPost, "/api/v1/tickets", map[string]any{"title": fmt.Sprint("Twin ", i%2), "price": 1000}, key)
	}))
	mine, err := seller.Search(t.Context(), map[string][]string{"seller": {"me"}})
	require.NoError(t, err)
	require.Len(t, mine.Items, 1)
}
