package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/seller"
)

// waitShards is how many lists share the sales that wait for one seller, so
// that instances seldom meet. Their number is part of the stored form.
const waitShards = 4

// accountSuffix tells accounts from payments among what is due.
const accountSuffix = "/account"

// AccountKey is the document of a seller's account.
func AccountKey(userID string) string { return "account/" + userID }

func accountOfKey(accountID string) string { return "account-of/" + accountID }

func waitsKey(userID string, n uint32) string { return fmt.Sprintf("waits/%s/%d", userID, n) }

// AccountDue is the name under which a seller's account is due.
func AccountDue(userID string) string { return userID + accountSuffix }

// DueAccount gives the seller whose account is due under name; "" when it is
// none.
func DueAccount(name string) string {
	userID, found := strings.CutSuffix(name, accountSuffix)
	if !found {
		return ""
	}
	return userID
}

// AccountKeys are the documents that a change of the seller's account touches.
func AccountKeys(userID string) []string {
	return []string{AccountKey(userID), dueKey(AccountDue(userID))}
}

// accountOwner is whose account it is.
type accountOwner struct {
	UserID string `json:"userId"`
}

// waitsChunk is a full chunk of sales that wait. It is never changed.
type waitsChunk struct {
	Orders []string `json:"orders"`
}

// SellerAccount gives the account of a seller, nil when there was never one.
func SellerAccount(tx *writer.Tx, userID string) (*seller.Account, error) {
	doc, err := writer.Get[seller.State](tx, AccountKey(userID))
	if err != nil || doc == nil {
		return nil, err
	}
	a := seller.Restore(*doc)
	return &a, nil
}

// SaveAccount keeps an account, with what is needed to find it by Stripe's id
// and when it is due. When it can be paid out, or can't any more, its sales
// learn of it: those that come to wait from then on do what is right.
func SaveAccount(tx *writer.Tx, before, after seller.Account) error {
	s := after.State()
	if s.AccountID != "" && s.AccountID != before.State().AccountID {
		writer.Put(tx, accountOfKey(s.AccountID), &accountOwner{s.UserID})
	}
	if before.Payouts() != after.Payouts() {
		if err := open(tx, s.UserID, after.Payouts()); err != nil {
			return err
		}
	}
	writer.Put(tx, AccountKey(s.UserID), &s)
	return SaveDue(tx, AccountDue(s.UserID), s.DueAt)
}

func open(tx *writer.Tx, userID string, is bool) error {
	for n := range uint32(waitShards) {
		w, err := waits(tx, userID, n)
		if err != nil {
			return err
		}
		w.Open = is
		writer.Put(tx, waitsKey(userID, n), &w)
	}
	return nil
}

func waits(tx *writer.Tx, userID string, n uint32) (seller.Waits, error) {
	doc, err := writer.Get[seller.Waits](tx, waitsKey(userID, n))
	if err != nil || doc == nil {
		return seller.Waits{}, err
	}
	return *doc, nil
}

// Wait lists a sale that waits for its seller's account, and says whether it
// has to: it has not when the seller can be paid out.
func Wait(tx *writer.Tx, userID, orderID string) (bool, error) {
	h := fnv.New32a()
	h.Write([]byte(orderID))
	n := h.Sum32() % waitShards
	w, err := waits(tx, userID, n)
	if err != nil || w.Open {
		return false, err
	}
	next, full := w.Add(orderID)
	if full != nil {
		writer.InsertFresh(tx, chunkKey(waitsKey(userID, n), w.Next), &waitsChunk{full})
	}
	writer.Put(tx, waitsKey(userID, n), &next)
	return true, nil
}

// Release takes up to most sales from those that wait for a seller, and says
// whether some are left.
func Release(tx *writer.Tx, userID string, most int) (orders []string, more bool, err error) {
	for n := range uint32(waitShards) {
		w, err := waits(tx, userID, n)
		if err == nil && len(orders) < most && !w.Empty() {
			var taken []string
			w, taken, err = pop(tx, userID, n, w, most-len(orders))
			orders = append(orders, taken...)
		}
		if err != nil {
			return nil, false, err
		}
		more = more || !w.Empty()
	}
	return orders, more, nil
}

// pop takes up to most sales from one list.
func pop(tx *writer.Tx, userID string, n uint32, w seller.Waits, most int) (seller.Waits, []string, error) {
	w, err := refill(tx, userID, n, w)
	if err != nil {
		return w, nil, err
	}
	next, taken := w.Take(most)
	writer.Put(tx, waitsKey(userID, n), &next)
	return next, taken, nil
}

// refill gives a list whose sales have all gone the newest full chunk.
func refill(tx *writer.Tx, userID string, n uint32, w seller.Waits) (seller.Waits, error) {
	if len(w.Orders) > 0 || len(w.Full) == 0 {
		return w, nil
	}
	last := len(w.Full) - 1
	key := chunkKey(waitsKey(userID, n), w.Full[last])
	chunk, err := writer.Get[waitsChunk](tx, key)
	if err != nil {
		return w, err
	}
	if chunk == nil {
		return w, fmt.Errorf("there is no %s", key)
	}
	w.Orders = chunk.Orders
	w.Full = w.Full[:last:last]
	tx.Delete(key)
	return w, nil
}

// Seller finds the seller whose account it is, "" when it is none of ours.
func Seller(tx *writer.Tx, accountID string) (string, error) {
	doc, err := writer.Get[accountOwner](tx, accountOfKey(accountID))
	if err != nil || doc == nil {
		return "", err
	}
	return doc.UserID, nil
}

// ReadAccount gives a seller's account as it is now, nil when there was never
// one.
func ReadAccount(ctx context.Context, r *state.Reader, userID string) (*seller.Account, error) {
	doc, err := state.Read[seller.State](ctx, r, AccountKey(userID))
	if err != nil || doc == nil {
		return nil, err
	}
	a := seller.Restore(*doc)
	return &a, nil
}
