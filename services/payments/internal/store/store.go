// Package store keeps payments and copies of orders as documents:
//
//	payment/<order id>    the payment of an order
//	charge/<order id>     the money that was taken for it, and what became of it since
//	order/<order id>      the copy of an order
//	session/<session id>  the order that a Stripe session belongs to
//	intent/<intent id>    the order that a Stripe payment intent belongs to
//	webhook/<event id>    a webhook that was taken; removed after a while
//	due/<n>               when things have to be looked at by name, in shards: an
//	                      order id for its payment, <order id>/charge for its charge
//	account/<user id>     a seller's account at Stripe
//	account-of/<account>  the seller whose it is
//	waits/<user>/<n>, …/<chunk>  orders whose share waits for the seller's account
//	ledger/<order id>     the entries of an order's money
//	book/<n>, …/<chunk>   the orders that have a ledger, in shards
//	seller/<user>/<n>, …/<chunk>  what a seller's orders come to, and their list
package store

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

const (
	// shards is how many documents share the payments that have to be looked
	// at. Their number is part of the stored form.
	shards = 32
	// webhookMemory is how long a webhook is remembered. Stripe repeats one for
	// up to three days.
	webhookMemory = 7 * 24 * time.Hour
)

// PaymentKey is the document of the order's payment.
func PaymentKey(orderID string) string { return "payment/" + orderID }

// OrderKey is the document of the order's copy.
func OrderKey(orderID string) string { return "order/" + orderID }

func sessionKey(id string) string { return "session/" + id }
func intentKey(id string) string  { return "intent/" + id }
func webhookKey(id string) string { return "webhook/" + id }
func shardKey(n uint32) string    { return fmt.Sprintf("due/%d", n) }

// dueKey is the shard of what has the name: all that belongs to an order, or
// to anything else that stands before the slash, is in one.
func dueKey(name string) string {
	owner, _, _ := strings.Cut(name, "/")
	return shardKey(shard(owner))
}

// Keys are the documents that a change of the order's payment touches.
func Keys(orderID string) []string {
	return []string{PaymentKey(orderID), OrderKey(orderID), dueKey(orderID)}
}

// WebhookKeys are the documents that tell whose a webhook is, and whether it
// is new. The ids of session and intent may be empty.
func WebhookKeys(eventID, sessionID, intentID string) []string {
	keys := []string{webhookKey(eventID)}
	if sessionID != "" {
		keys = append(keys, sessionKey(sessionID))
	}
	if intentID != "" {
		keys = append(keys, intentKey(intentID))
	}
	return keys
}

type due struct {
	At map[string]time.Time `json:"at"` // by name
}

type owner struct {
	OrderID string `json:"orderId"`
}

type taken struct {
	At time.Time `json:"at"`
}

// Payment gives the payment of an order, nil when there is none.
func Payment(tx *writer.Tx, orderID string) (*payment.Payment, error) {
	doc, err := writer.Get[payment.State](tx, PaymentKey(orderID))
	if err != nil || doc == nil {
		return nil, err
	}
	p := payment.Restore(*doc)
	return &p, nil
}

// Order gives the copy of an order, nil when there is none. It is shared.
func Order(tx *writer.Tx, orderID string) (*payment.Order, error) {
	return writer.Get[payment.Order](tx, OrderKey(orderID))
}

// SaveOrder keeps the copy of an order.
func SaveOrder(tx *writer.Tx, o payment.Order) { writer.Put(tx, OrderKey(o.ID), &o) }

// SavePayment keeps a payment, with what is needed to find it by Stripe's ids
// and when it is due, and posts to its ledger what the change has moved.
func SavePayment(tx *writer.Tx, p payment.Payment) error {
	s := p.State()
	old, err := writer.Get[payment.State](tx, PaymentKey(s.OrderID))
	if err != nil {
		return err
	}
	count(tx, old, s)
	if old == nil {
		old = &payment.State{}
	}
	if s.Session.ID != "" && s.Session.ID != old.Session.ID {
		writer.Put(tx, sessionKey(s.Session.ID), &owner{s.OrderID})
	}
	if s.IntentID != "" && s.IntentID != old.IntentID {
		writer.Put(tx, intentKey(s.IntentID), &owner{s.OrderID})
	}
	writer.Put(tx, PaymentKey(s.OrderID), &s)
	if err := postPayment(tx, *old, s); err != nil {
		return err
	}
	return SaveDue(tx, s.OrderID, s.DueAt)
}

// SaveDue lists the name as due at the time, or no more when that is zero.
func SaveDue(tx *writer.Tx, name string, at time.Time) error {
	shard, err := writer.Get[due](tx, dueKey(name))
	if err != nil {
		return err
	}
	if shard == nil {
		shard = &due{}
	}
	if old, listed := shard.At[name]; listed == !at.IsZero() && old.Equal(at) {
		return nil
	}
	next := due{At: maps.Clone(shard.At)}
	if next.At == nil {
		next.At = map[string]time.Time{}
	}
	next.At[name] = at
	if at.IsZero() {
		delete(next.At, name)
	}
	writer.Put(tx, dueKey(name), &next)
	return nil
}

// Owner finds the order that a Stripe session or intent belongs to; either id
// may be empty. It gives "" for those that are not ours.
func Owner(tx *writer.Tx, sessionID, intentID string) (string, error) {
	for _, key := range WebhookKeys("", sessionID, intentID)[1:] {
		doc, err := writer.Get[owner](tx, key)
		if err != nil {
			return "", err
		}
		if doc != nil {
			return doc.OrderID, nil
		}
	}
	return "", nil
}

// TakeWebhook remembers a webhook by its event id and says whether it is new.
func TakeWebhook(tx *writer.Tx, eventID string, now time.Time) (bool, error) {
	old, err := writer.Get[taken](tx, webhookKey(eventID))
	if err != nil || old != nil {
		return false, err
	}
	writer.PutTTL(tx, webhookKey(eventID), &taken{now}, webhookMemory)
	return true, nil
}

// Read gives the payment and the copy of an order as they are now; nil where
// there is none.
func Read(ctx context.Context, r *state.Reader, orderID string) (*payment.Payment, *payment.Order, error) {
	items, err := r.Get(ctx, PaymentKey(orderID), OrderKey(orderID))
	if err != nil {
		return nil, nil, fmt.Errorf("read payment: %w", err)
	}
	return decode(items, orderID)
}

// Due lists the names of what has to be looked at by now.
func Due(ctx context.Context, r *state.Reader, now time.Time) ([]string, error) {
	keys := make([]string, shards)
	for n := range keys {
		keys[n] = shardKey(uint32(n))
	}
	docs, err := state.ReadMany[due](ctx, r, keys)
	if err != nil {
		return nil, fmt.Errorf("read due payments: %w", err)
	}
	gauge(docs, now)
	var names []string
	for _, doc := range docs {
		if doc == nil {
			continue
		}
		for name, at := range doc.At {
			if !at.After(now) {
				names = append(names, name)
			}
		}
	}
	return names, nil
}
