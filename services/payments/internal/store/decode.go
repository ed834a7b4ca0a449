package store

import (
	"encoding/json"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

func decode(items map[string]state.Item, orderID string) (*payment.Payment, *payment.Order, error) {
	doc, err := decodeAs[payment.State](items, PaymentKey(orderID))
	if err != nil {
		return nil, nil, err
	}
	order, err := decodeAs[payment.Order](items, OrderKey(orderID))
	if err != nil || doc == nil {
		return nil, order, err
	}
	p := payment.Restore(*doc)
	return &p, order, nil
}

func decodeAs[T any](items map[string]state.Item, key string) (*T, error) {
	item, ok := items[key]
	if !ok {
		return nil, nil
	}
	value := new(T)
	if err := json.Unmarshal(item.Value, value); err != nil {
		return nil, fmt.Errorf("decode %s: %w", key, err)
	}
	return value, nil
}
