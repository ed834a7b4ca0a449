// Package page gives lists their limit and their cursors. A cursor holds the
// position after the last item shown and is signed, so that a made-up one is
// refused; to clients it is opaque.
package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/saheedt/pass/services/internal/form"
)

// Limits of ?limit=.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

const (
	macSize   = 16
	maxCursor = 2048
)

// Cursors signs and reads cursors with one secret.
type Cursors struct{ key func() []byte }

// NewCursors uses the key that the function returns at each use; it must stay
// the same for cursors to stay valid.
func NewCursors(key func() []byte) *Cursors { return &Cursors{key} }

// Read takes ?limit= and ?cursor= from the query. The position in the cursor
// is decoded into after, a pointer to a plain struct; more is false for the
// first page. Scope names the list together with everything that shapes it
// (owner, filters, order): a cursor of another scope is refused. Mistakes are
// on the query form.
func (k *Cursors) Read(query *form.Form, scope string, after any) (limit int, more bool) {
	limit = int(query.Int("limit", form.Default(DefaultLimit), form.Range(1, MaxLimit)))
	cursor := query.String("cursor")
	if cursor == "" {
		if query.Has("cursor") {
			query.Reject("cursor", "is not a cursor of this list")
		}
		return limit, false
	}
	if err := k.open(cursor, scope, after); err != nil {
		query.Reject("cursor", "is not a cursor of this list")
		return limit, false
	}
	return limit, true
}

// Next makes the cursor that leads on from the given position. It panics on a
// position that is not JSON, which is a programming error.
func (k *Cursors) Next(scope string, position any) string {
	payload, err := json.Marshal(position)
	if err != nil {
		panic(fmt.Sprintf("page: position: %v", err))
	}
	return base64.RawURLEncoding.EncodeToString(append(k.sign(scope, payload), payload...))
}

func (k *Cursors) open(cursor, scope string, after any) error {
	if len(cursor) > maxCursor {
		return fmt.Errorf("cursor of %d bytes", len(cursor))
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= macSize {
		return fmt.Errorf("cursor: not in its form")
	}
	if !hmac.Equal(raw[:macSize], k.sign(scope, raw[macSize:])) {
		return fmt.Errorf("cursor: signature differs")
	}
	return json.Unmarshal(raw[macSize:], after)
}

func (k *Cursors) sign(scope string, payload []byte) []byte {
	mac := hmac.New(sha256.New, k.key())
	fmt.Fprintf(mac, "%d:%s", len(scope), scope)
	mac.Write(payload)
	return mac.Sum(nil)[:macSize]
}

// List is the answer to every list: the items and where to go on.
type List[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"nextCursor"`
}

// Of makes a list's answer. An empty next says that this was the last page.
func Of[T any](items []T, next string) List[T] {
	if items == nil {
		items = []T{}
	}
	if next == "" {
		return List[T]{Items: items}
	}
	return List[T]{Items: items, NextCursor: &next}
}
