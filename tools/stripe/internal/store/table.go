package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/object"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// Row is what a table keeps.
type Row interface {
	Key() string
	At() int64
}

// Table keeps rows of one kind by key, and remembers the order in which they came.
type Table[R Row] struct {
	name string
	make func() R
	// groups are what lists ask for, such as a charge's refunds; nil when they ask for nothing. A row never leaves a group.
	groups func(R) []string
}

// The tables.
var (
	Sessions            = Table[*object.Session]{"sessions", func() *object.Session { return &object.Session{} }, (*object.Session).Groups}
	Intents             = Table[*object.Intent]{"intents", func() *object.Intent { return &object.Intent{} }, nil}
	Charges             = Table[*object.Charge]{"charges", func() *object.Charge { return &object.Charge{} }, (*object.Charge).Groups}
	Refunds             = Table[*object.Refund]{"refunds", func() *object.Refund { return &object.Refund{} }, (*object.Refund).Groups}
	Accounts            = Table[*object.Account]{"accounts", func() *object.Account { return &object.Account{} }, nil}
	AccountLinks        = Table[*object.AccountLink]{"links", func() *object.AccountLink { return &object.AccountLink{} }, nil}
	Transfers           = Table[*object.Transfer]{"transfers", func() *object.Transfer { return &object.Transfer{} }, (*object.Transfer).Groups}
	BalanceTransactions = Table[*object.BalanceTransaction]{"balance", func() *object.BalanceTransaction { return &object.BalanceTransaction{} }, (*object.BalanceTransaction).Groups}
	Disputes            = Table[*object.Dispute]{"disputes", func() *object.Dispute { return &object.Dispute{} }, (*object.Dispute).Groups}
	Events              = Table[*object.Event]{"events", func() *object.Event { return &object.Event{} }, nil}
	Deliveries          = Table[*object.Delivery]{"deliveries", func() *object.Delivery { return &object.Delivery{} }, nil}
	Replies             = Table[*Reply]{"replies", func() *Reply { return &Reply{} }, nil}
)

var tables = []string{
	Sessions.name, Intents.name, Charges.name, Refunds.name, Accounts.name, AccountLinks.name, Transfers.name, BalanceTransactions.name, Disputes.name, Events.name,
	Deliveries.name, Replies.name,
}

// sequenceSize is the length of the row's place in the order, which stands before its JSON.
const sequenceSize = 8

// Get reads a row; [ErrNotFound] when it is missing.
func (t Table[R]) Get(tx *Tx, key string) (R, error) {
	value := tx.bucket(t.name).Get([]byte(key))
	if value == nil {
		var none R
		return none, fmt.Errorf("%s %q: %w", t.name, key, ErrNotFound)
	}
	row := t.make()
	return row, json.Unmarshal(value[sequenceSize:], row)
}

// Put writes a row, new or changed.
func (t Table[R]) Put(tx *Tx, row R) error {
	document, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encode %s: %w", t.name, err)
	}
	place, err := t.place(tx, row.Key())
	if err != nil {
		return err
	}
	if err := t.group(tx, row, place); err != nil {
		return err
	}
	return tx.bucket(t.name).Put([]byte(row.Key()), slices.Concat(place, document))
}

func (t Table[R]) place(tx *Tx, key string) ([]byte, error) {
	if old := tx.bucket(t.name).Get([]byte(key)); old != nil {
		return slices.Clone(old[:sequenceSize]), nil
	}
	order := tx.bucket(t.name + ".order")
	number, err := order.NextSequence()
	if err != nil {
		return nil, fmt.Errorf("number %s: %w", t.name, err)
	}
	place := binary.BigEndian.AppendUint64(nil, number)
	return place, order.Put(place, []byte(key))
}

// Delete removes a row; a missing one is no error.
func (t Table[R]) Delete(tx *Tx, key string) error {
	old := tx.bucket(t.name).Get([]byte(key))
	if old == nil {
		return nil
	}
	if err := tx.bucket(t.name + ".order").Delete(slices.Clone(old[:sequenceSize])); err != nil {
		return err
	}
	return tx.bucket(t.name).Delete([]byte(key))
}
