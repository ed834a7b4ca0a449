package stripetest

import "net/http"

// Refund is a refund as Stripe shows it.
type Refund struct {
	ID            string            `json:"id"`
	PaymentIntent string            `json:"payment_intent"`
	Amount        int64             `json:"amount"`
	Currency      string            `json:"currency"`
	Status        string            `json:"status"`
	Metadata      map[string]string `json:"metadata"`
}

// Refunds lists all refunds, the newest first.
func (s *Stripe) Refunds() []Refund {
	s.t.Helper()
	return all(s, "/v1/refunds", func(r Refund) string { return r.ID })
}

// Transfer is a transfer as Stripe shows it.
type Transfer struct {
	ID                string            `json:"id"`
	Amount            int64             `json:"amount"`
	AmountReversed    int64             `json:"amount_reversed"`
	Currency          string            `json:"currency"`
	Destination       string            `json:"destination"`
	SourceTransaction string            `json:"source_transaction"`
	TransferGroup     string            `json:"transfer_group"`
	Metadata          map[string]string `json:"metadata"`
}

// Transfers lists all transfers, the newest first.
func (s *Stripe) Transfers() []Transfer {
	s.t.Helper()
	return all(s, "/v1/transfers", func(t Transfer) string { return t.ID })
}

// Account is a connected account as Stripe shows it.
type Account struct {
	ID             string            `json:"id"`
	Email          string            `json:"email"`
	Country        string            `json:"country"`
	Type           string            `json:"type"`
	PayoutsEnabled bool              `json:"payouts_enabled"`
	Metadata       map[string]string `json:"metadata"`
}

// Accounts lists all connected accounts, the newest first.
func (s *Stripe) Accounts() []Account {
	s.t.Helper()
	return all(s, "/v1/accounts", func(a Account) string { return a.ID })
}

// all pages through a list of the API.
func all[T any](s *Stripe, path string, id func(T) string) (items []T) {
	s.t.Helper()
	after := ""
	for {
		var page struct {
			Data    []T
			HasMore bool `json:"has_more"`
		}
		req, err := http.NewRequest(http.MethodGet, s.base+path+"?limit=100"+after, nil)
		if err != nil {
			s.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+dashboardKey)
		s.answer(req, &page)
		items = append(items, page.Data...)
		if !page.HasMore || len(page.Data) == 0 {
			return items
		}
		after = "&starting_after=" + id(page.Data[len(page.Data)-1])
	}
}
