package inspect

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// maxOrder bounds what a control request says, in bytes.
const maxOrder = 1 << 16

// act reads what is wanted, does it in a transaction, and shows the object as it is then.
func act[T any](i *Inspector, w http.ResponseWriter, r *http.Request, do func(tx *store.Tx, wanted T) (object.View, error)) {
	var wanted T
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxOrder))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil && !errors.Is(err, io.EOF) {
		i.write(w, nil, problem.Invalid("", "", "The request can't be read: %v", err))
		return
	}
	var shown object.View
	err := i.store.Update(func(tx *store.Tx) (err error) {
		shown, err = do(tx, wanted)
		return err
	})
	i.write(w, shown, err)
}

type nothing struct{}

// expire lets the bank end an authorisation.
func (i *Inspector) expire(w http.ResponseWriter, r *http.Request) {
	act(i, w, r, func(tx *store.Tx, _ nothing) (object.View, error) {
		intent, err := store.Intents.Get(tx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		err = i.engine.ExpireAuthorization(tx, intent)
		return intent.View(), err
	})
}

// failRefund lets a refund fail.
func (i *Inspector) failRefund(w http.ResponseWriter, r *http.Request) {
	act(i, w, r, func(tx *store.Tx, _ nothing) (object.View, error) {
		refund, err := store.Refunds.Get(tx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		err = i.engine.FailRefund(tx, refund)
		return refund.View(), err
	})
}

// complaint is a dispute to be opened, of the intent or of the charge.
type complaint struct {
	Intent  string `json:"payment_intent"`
	Charge  string `json:"charge"`
	Reason  string `json:"reason"`
	Amount  int64  `json:"amount"`
	Inquiry bool   `json:"inquiry"`
}

// dispute opens a dispute of any captured payment.
func (i *Inspector) dispute(w http.ResponseWriter, r *http.Request) {
	act(i, w, r, func(tx *store.Tx, wanted complaint) (object.View, error) {
		if wanted.Charge == "" {
			intent, err := store.Intents.Get(tx, wanted.Intent)
			if err != nil {
				return nil, err
			}
			wanted.Charge = intent.LatestCharge
		}
		if wanted.Reason == "" {
			wanted.Reason = "fraudulent"
		}
		dispute, err := i.engine.Dispute(tx, wanted.Charge, engine.Complaint{Reason: wanted.Reason, Amount: wanted.Amount, Inquiry: wanted.Inquiry})
		if err != nil {
			return nil, err
		}
		return dispute.View(), nil
	})
}

// closeDispute decides a dispute as the bank would.
func (i *Inspector) closeDispute(w http.ResponseWriter, r *http.Request) {
	act(i, w, r, func(tx *store.Tx, wanted struct{ Status string }) (object.View, error) {
		if !slices.Contains([]string{object.Won, object.Lost, object.WarningClosed}, wanted.Status) {
			return nil, problem.Invalid("", "status", "A dispute is closed as won, lost or warning_closed, not %q.", wanted.Status)
		}
		dispute, err := store.Disputes.Get(tx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		err = i.engine.CloseDispute(tx, engine.Cause{}, dispute, wanted.Status)
		return dispute.View(), err
	})
}

// standing is what Stripe changes of an account; what is not given stays as it is.
type standing struct {
	Transfers  string   `json:"transfers"`
	Payouts    *bool    `json:"payouts"`
	Currencies []string `json:"currencies"`
	Reversals  *bool    `json:"reversals"`
}

// account changes what an account can do, as Stripe does when it has doubts.
func (i *Inspector) account(w http.ResponseWriter, r *http.Request) {
	act(i, w, r, func(tx *store.Tx, wanted standing) (object.View, error) {
		account, err := store.Accounts.Get(tx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		if wanted.Transfers != "" {
			account.TransfersOff = wanted.Transfers != "active"
		}
		if wanted.Payouts != nil {
			account.PayoutsOff = !*wanted.Payouts
		}
		if wanted.Currencies != nil {
			account.Currencies = wanted.Currencies
		}
		if wanted.Reversals != nil {
			account.Empty = !*wanted.Reversals
		}
		err = i.engine.UpdateAccount(tx, engine.Cause{}, account)
		return account.View(), err
	})
}
