package object

// Reversal takes a part of a transfer back.
type Reversal struct {
	ID                 string
	Created, Amount    int64
	Metadata           map[string]string
	BalanceTransaction string
	PaymentRefund      string
}

// Transfer moves money from the platform to a connected account.
type Transfer struct {
	ID                 string
	Created            int64
	Amount             int64
	Currency           string
	Destination        string
	DestinationPayment string
	SourceTransaction  string
	Group              string
	Description        string
	Metadata           map[string]string
	BalanceTransaction string
	Reversals          []Reversal
}

// Key is the transfer's id.
func (t *Transfer) Key() string { return t.ID }

// At is the time of creation.
func (t *Transfer) At() int64 { return t.Created }

// Groups are what lists of transfers ask for.
func (t *Transfer) Groups() []string {
	return groups("destination", t.Destination, "transfer_group", t.Group, "source_transaction", t.SourceTransaction)
}

// Reversed is the sum of what was taken back.
func (t *Transfer) Reversed() (sum int64) {
	for _, reversal := range t.Reversals {
		sum += reversal.Amount
	}
	return sum
}

// View shows the transfer with its last ten reversals.
func (t *Transfer) View() View {
	views := t.ReversalViews()
	return View{
		"id": t.ID, "object": "transfer", "livemode": false, "created": t.Created, "amount": t.Amount, "amount_reversed": t.Reversed(),
		"currency": t.Currency, "destination": t.Destination, "destination_payment": t.DestinationPayment,
		"source_transaction": orNull(t.SourceTransaction), "source_type": "card", "transfer_group": orNull(t.Group),
		"description": orNull(t.Description), "metadata": metadata(t.Metadata), "balance_transaction": orNull(t.BalanceTransaction),
		"reversed":  t.Reversed() == t.Amount,
		"reversals": List("/v1/transfers/"+t.ID+"/reversals", views[:min(len(views), 10)], len(views) > 10),
	}
}

// ReversalViews shows what was taken back, the newest first.
func (t *Transfer) ReversalViews() []View {
	var views []View
	for i := len(t.Reversals) - 1; i >= 0; i-- {
		views = append(views, t.ReversalView(t.Reversals[i]))
	}
	return views
}

// ReversalView shows one reversal.
func (t *Transfer) ReversalView(r Reversal) View {
	return View{
		"id": r.ID, "object": "transfer_reversal", "created": r.Created, "amount": r.Amount, "currency": t.Currency, "transfer": t.ID,
		"metadata": metadata(r.Metadata), "balance_transaction": orNull(r.BalanceTransaction),
		"destination_payment_refund": orNull(r.PaymentRefund), "source_refund": nil,
	}
}
