package inspect

import (
	"net/http"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Summary counts everything. Money is per currency in minor units. DoubleCaptures must stay 0.
type Summary struct {
	Sessions       map[string]int   `json:"sessions"`
	Intents        map[string]int   `json:"payment_intents"`
	Webhooks       map[string]int   `json:"webhooks"`
	Captured       map[string]int64 `json:"captured"`
	Refunded       map[string]int64 `json:"refunded"`
	Authorized     map[string]int64 `json:"authorized"`
	DoubleCaptures int              `json:"double_captures"`
}

func (i *Inspector) summary(w http.ResponseWriter, _ *http.Request) {
	total := Summary{
		Sessions: map[string]int{}, Intents: map[string]int{}, Webhooks: map[string]int{},
		Captured: map[string]int64{}, Refunded: map[string]int64{}, Authorized: map[string]int64{},
	}
	err := i.store.View(func(tx *store.Tx) error {
		if err := store.Sessions.Newest(tx, "", func(session *object.Session) bool {
			total.Sessions[session.Status]++
			return true
		}); err != nil {
			return err
		}
		if err := store.Deliveries.Newest(tx, "", func(delivery *object.Delivery) bool {
			total.Webhooks[delivery.State]++
			return true
		}); err != nil {
			return err
		}
		return store.Intents.Newest(tx, "", func(intent *object.Intent) bool {
			total.add(describe(intent))
			return true
		})
	})
	i.write(w, total, err)
}

func (s *Summary) add(intent Intent) {
	s.Intents[intent.Status]++
	s.Captured[intent.Currency] += intent.AmountReceived
	s.Refunded[intent.Currency] += intent.AmountRefunded
	s.Authorized[intent.Currency] += intent.AmountCapturable
	if intent.Captures > 1 {
		s.DoubleCaptures++
	}
}
