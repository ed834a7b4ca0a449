package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

// awkward are documents that a store might read instead of keeping.
var awkward = map[string]string{
	"leading dollar":      `"$field"`,
	"an operator":         `{"$set":{"a":1},"$inc":{"b":2}}`,
	"an expression":       `{"title":"$100 voucher","$expr":{"$eq":["$a","$b"]}}`,
	"emoji":               `{"title":"🎟 👩‍👩‍👧 ñ Ω 漢字"}`,
	"escapes":             `{"note":"\"quoted\" \\ <b>&amp; \n \t \u0001 \u001f \u2028"}`,
	"control characters":  "{\"raw\":\"\x01\x02\x1f\x7f\"}",
	"white space":         " {\n\t\"a\" : 1 ,\r\n \"b\":[ ] }\n ",
	"order of fields":     `{"z":1,"a":2,"z2":{"y":1,"b":2}}`,
	"numbers as they are": `{"n":1.0,"big":12345678901234567890,"e":1e2,"neg":-0}`,
	"dots in names":       `{"a.b":{"c.d":1},"":2}`,
	"a megabyte":          `{"big":"` + strings.Repeat("x", 1<<20) + `"}`,
}

func values(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "values")
	for name, value := range awkward {
		if err := b.Auth[0].Transact(ctx, bed.Op{Key: key(name), Value: value}); err != nil {
			return "", fmt.Errorf("%s was not taken: %w", name, err)
		}
		for _, s := range b.Auth {
			item, ok, err := s.GetOne(ctx, key(name))
			switch {
			case err != nil:
				return "", err
			case !ok:
				return "", fmt.Errorf("%s was written and is not there", name)
			case item.Value != value:
				return "", fmt.Errorf("%s: %.60q came back as %.60q", name, value, item.Value)
			}
		}
	}
	return fmt.Sprintf("%d documents", len(awkward)), nil
}

// names are keys that might be taken for one another.
var names = []string{
	"a/b/c", "a/b", "a", "A", "a b", "a.b", "a_b", "a%2Fb", "a*b", "a?b=c&d", "$a", "a'b", `a"b`, "{a}", "a:b|c", "é", "e\u0301", "漢字/🎟",
	strings.Repeat("long/", 40),
}

func keys(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "keys")
	var ops []bed.Op
	var all []string
	for i, name := range names {
		ops = append(ops, bed.Op{Key: key(name), Value: fmt.Sprint(i), Insert: true})
		all = append(all, key(name))
	}
	if err := b.Auth[0].Transact(ctx, ops...); err != nil {
		return "", fmt.Errorf("%d documents under unusual keys were not taken: %w", len(ops), err)
	}
	items, err := b.Auth[1].Get(ctx, all...)
	if err != nil {
		return "", err
	}
	for i, name := range names {
		if items[key(name)].Value != fmt.Sprint(i) {
			return "", fmt.Errorf("under the key %q there is %q, not %d", name, items[key(name)].Value, i)
		}
	}
	return fmt.Sprintf("%d keys", len(names)), nil
}

// separation uses one key in two services.
func separation(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "separation")("same key")
	for i, s := range []*bed.Sidecar{b.Auth[0], b.Tickets[0], b.Orders, b.Payments} {
		if _, ok, err := s.GetOne(ctx, key); err != nil || ok {
			return "", orElse(err, "%s sees what another service wrote", s.ID)
		}
		if err := s.Transact(ctx, bed.Op{Key: key, Value: fmt.Sprint(i), Insert: true}); err != nil {
			return "", fmt.Errorf("%s can't insert a document whose key is another service's, too: %w", s.ID, err)
		}
	}
	item, _, err := b.Auth[1].GetOne(ctx, key)
	if err != nil || item.Value != "0" {
		return "", orElse(err, "another service changed auth's document to %s", item.Value)
	}
	return "4 services", nil
}

func remove(ctx context.Context, b *bed.Bed) (string, error) {
	s, key := b.Auth[0], keyspace(b, "delete")
	if err := s.Transact(ctx, bed.Op{Key: key("a"), Value: "1"}, bed.Op{Key: key("b"), Value: "1"}); err != nil {
		return "", err
	}
	item, _, err := s.GetOne(ctx, key("a"))
	if err != nil {
		return "", err
	}
	if err := s.Transact(ctx, bed.Op{Key: key("a"), ETag: item.ETag, Delete: true}, bed.Op{Key: key("b"), Delete: true}, bed.Op{Key: key("never there"), Delete: true}); err != nil {
		return "", fmt.Errorf("a transaction of deletes, one of what is not there: %w", err)
	}
	for _, s := range b.Auth {
		if left, err := s.Get(ctx, key("a"), key("b")); err != nil || len(left) > 0 {
			return "", orElse(err, "%d of 2 deleted documents are still there", len(left))
		}
	}
	if err := s.Transact(ctx, bed.Op{Key: key("a"), Value: "2", Insert: true}); err != nil {
		return "", property.Broken("an e-mail address could never be used again", "a deleted document can't be inserted again: %v", err)
	}
	return "", nil
}

// orElse is the error, or what was seen if there is none.
func orElse(err error, saw string, args ...any) error {
	if err != nil {
		return err
	}
	return fmt.Errorf(saw, args...)
}
