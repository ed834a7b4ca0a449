package api

import (
	"errors"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// expandable are the members that hold an id and can be shown whole, by the kind of object that they refer to.
var expandable = map[string]func(tx *store.Tx, id string) (object.View, error){
	"payment_intent": show(store.Intents),
	"latest_charge":  show(store.Charges),
	"charge":         show(store.Charges),

	"source_transaction":          show(store.Charges),
	"dispute":                     show(store.Disputes),
	"destination":                 show(store.Accounts),
	"transfer":                    show(store.Transfers),
	"balance_transaction":         show(store.BalanceTransactions),
	"failure_balance_transaction": show(store.BalanceTransactions),
}

type viewed interface {
	store.Row
	View() object.View
}

func show[R viewed](table store.Table[R]) func(*store.Tx, string) (object.View, error) {
	return func(tx *store.Tx, id string) (object.View, error) {
		row, err := table.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return row.View(), nil
	}
}

// expand replaces ids by their objects, along paths such as payment_intent.latest_charge or data.payment_intent.
func expand(tx *store.Tx, view object.View, paths []string) error {
	for _, path := range paths {
		if len(strings.Split(path, ".")) > 4 {
			return problem.Invalid("", "expand", "You cannot expand more than 4 levels of a property (%s).", path)
		}
		if err := follow(tx, view, path, path); err != nil {
			return err
		}
	}
	return nil
}

func follow(tx *store.Tx, view object.View, path, whole string) error {
	name, rest, more := strings.Cut(path, ".")
	if err := open(tx, view, name, whole); err != nil || !more {
		return err
	}
	switch member := view[name].(type) {
	case object.View:
		return follow(tx, member, rest, whole)
	case []object.View:
		for _, item := range member {
			if err := follow(tx, item, rest, whole); err != nil {
				return err
			}
		}
	}
	return nil
}

// open shows one member whole.
func open(tx *store.Tx, view object.View, name, whole string) error {
	if name == "line_items" && view["object"] == "checkout.session" {
		return openLines(tx, view)
	}
	if name == "refunds" && view["object"] == "charge" {
		return openRefunds(tx, view)
	}
	if name == "data" && view["object"] == "list" {
		return nil
	}
	find, known := expandable[name]
	if _, there := view[name]; !known || !there {
		return problem.Invalid("", "expand", "This property cannot be expanded (%s).", whole)
	}
	id, closed := view[name].(string)
	if !closed {
		return nil
	}
	found, err := find(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	view[name] = found
	return err
}

func openLines(tx *store.Tx, view object.View) error {
	id := view["id"].(string)
	session, err := store.Sessions.Get(tx, id)
	if err != nil {
		return err
	}
	view["line_items"] = object.List("/v1/checkout/sessions/"+id+"/line_items", session.LineItemViews(), false)
	return nil
}

func openRefunds(tx *store.Tx, view object.View) error {
	id := view["id"].(string)
	var refunds []object.View
	err := store.Refunds.Group(tx, object.Group("charge", id), "", false, func(refund *object.Refund) bool {
		refunds = append(refunds, refund.View())
		return true
	})
	view["refunds"] = object.List("/v1/charges/"+id+"/refunds", refunds, false)
	return err
}
