// Package market speaks pass's public API, as a person's browser or script
// would.
package market

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client is one visitor of the site, with a session of their own.
type Client struct {
	Base  string // of the site, http://127.0.0.1:3000
	Token string // the session, empty when signed out
	User  User
	http  *http.Client
	key   string // goes with each POST, unless it is empty
}

// shared keeps connections open between clients; hundreds are used at once.
var shared = &http.Client{
	Timeout: 30 * time.Second,
	Transport: &http.Transport{
		MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000, IdleConnTimeout: time.Minute,
		DialContext: dialAddress,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// dialAddress finds names below localhost on this machine, as browsers do.
func dialAddress(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
		address = net.JoinHostPort("127.0.0.1", port)
	}
	return dialer.DialContext(ctx, network, address)
}

// New is a visitor who is not signed in.
func New(base string) *Client { return &Client{Base: base, http: shared} }

// At is the same visitor at another address, such as a service's own.
func (c *Client) At(base string) *Client {
	other := *c
	other.Base = base
	return &other
}

// Once is the same visitor, whose POSTs have their effect once however often
// they are sent: they carry an idempotency key.
func (c *Client) Once(key string) *Client {
	other := *c
	other.key = key
	return &other
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is an RFC 9457 answer.
type Problem struct {
	Type, Title, Detail string
	Status              int
	Errors              []struct{ Field, Message string }
}

// Error is an answer that was not the one hoped for.
type Error struct {
	Method, Path string
	Answer       Answer
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: %d %s", e.Method, e.Path, e.Answer.Status, e.Answer.Body)
}

// Status is the status of an error that came as an answer, 0 for any other.
func Status(err error) int {
	if e, ok := err.(*Error); ok {
		return e.Answer.Status
	}
	return 0
}

// Option changes a request before it is sent.
type Option func(*http.Request)

// Header sets a header.
func Header(name, value string) Option {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// Do sends a request; body is JSON-encoded unless it is nil, a string or
// bytes. Any answer is a success here.
func (c *Client) Do(ctx context.Context, method, path string, body any, options ...Option) (Answer, error) {
	reader, err := encode(body)
	if err != nil {
		return Answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.Base+path, reader)
	if err != nil {
		return Answer{}, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" && method == http.MethodPost {
		request.Header.Set("Idempotency-Key", c.key)
	}
	if c.Token != "" {
		request.AddCookie(&http.Cookie{Name: "session", Value: c.Token})
	}
	for _, option := range options {
		option(request)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, content}, err
}

func encode(body any) (io.Reader, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case string:
		return strings.NewReader(b), nil
	case []byte:
		return bytes.NewReader(b), nil
	}
	content, err := json.Marshal(body)
	return bytes.NewReader(content), err
}

// call expects one of the statuses and reads the answer into out.
func (c *Client) call(ctx context.Context, method, path string, body, out any, statuses ...int) (Answer, error) {
	answer, err := c.Do(ctx, method, path, body)
	if err != nil {
		return answer, err
	}
	for _, status := range statuses {
		if answer.Status != status {
			continue
		}
		if out == nil {
			return answer, nil
		}
		return answer, json.Unmarshal(answer.Body, out)
	}
	return answer, &Error{method, path, answer}
}

// User is a person with an account.
type User struct{ ID, Email string }

// SignUp makes an account and keeps its session.
func (c *Client) SignUp(ctx context.Context, email, password string) error {
	return c.enter(ctx, "/api/v1/users/signup", email, password, http.StatusCreated)
}

// SignIn starts a session.
func (c *Client) SignIn(ctx context.Context, email, password string) error {
	return c.enter(ctx, "/api/v1/users/signin", email, password, http.StatusOK)
}

func (c *Client) enter(ctx context.Context, path, email, password string, status int) error {
	answer, err := c.call(ctx, http.MethodPost, path, map[string]string{"email": email, "password": password}, &c.User, status)
	if err != nil {
		return err
	}
	response := http.Response{Header: answer.Header}
	for _, cookie := range response.Cookies() {
		if cookie.Name == "session" {
			c.Token = cookie.Value
		}
	}
	if c.Token == "" {
		return fmt.Errorf("%s set no session cookie", path)
	}
	return nil
}

// Ticket is a listing.
type Ticket struct {
	ID, Title, Description, Venue, Currency, Status, SellerID string
	StartsAt                                                  *time.Time
	Price                                                     int64
	Quantity, Held, Sold, Available                           int
	Refundable, RestockRefunds                                bool
	Version                                                   int64
	CreatedAt, UpdatedAt                                      time.Time
}

// NewTicket is what a seller lists.
type NewTicket struct {
	Title       string     `json:"title"`
	Price       int64      `json:"price"`
	Quantity    int        `json:"quantity,omitempty"`
	Currency    string     `json:"currency,omitempty"`
	Description string     `json:"description,omitempty"`
	Venue       string     `json:"venue,omitempty"`
	StartsAt    *time.Time `json:"startsAt,omitempty"`

	Refundable     bool  `json:"refundable,omitempty"`
	RestockRefunds *bool `json:"restockRefunds,omitempty"` // nil: yes
}

// List puts a listing on sale.
func (c *Client) List(ctx context.Context, ticket NewTicket) (Ticket, error) {
	var t Ticket
	_, err := c.call(ctx, http.MethodPost, "/api/v1/tickets", ticket, &t, http.StatusCreated)
	return t, err
}

// Ticket shows a listing.
func (c *Client) Ticket(ctx context.Context, id string) (Ticket, error) {
	var t Ticket
	_, err := c.call(ctx, http.MethodGet, "/api/v1/tickets/"+id, nil, &t, http.StatusOK)
	return t, err
}

// Page is a page of a list.
type Page[T any] struct {
	Items      []T
	NextCursor *string
}

// Search lists listings.
func (c *Client) Search(ctx context.Context, query url.Values) (Page[Ticket], error) {
	var page Page[Ticket]
	_, err := c.call(ctx, http.MethodGet, "/api/v1/tickets?"+query.Encode(), nil, &page, http.StatusOK)
	return page, err
}
