package object

// BalanceTransaction is one movement on the platform's balance. Amounts that leave it are negative. Stripe's own fees are not
// emulated: the net is the amount.
type BalanceTransaction struct {
	ID          string
	Created     int64
	AvailableOn int64
	Amount      int64
	Currency    string
	Type        string
	Source      string
	Description string
}

// categories are the words of reports, where they differ from the transaction's type.
var categories = map[string]string{"payment_refund": "refund", "refund_failure": "refund_failure", "transfer_refund": "transfer_reversal"}

// Key is the transaction's id.
func (b *BalanceTransaction) Key() string { return b.ID }

// At is the time of creation.
func (b *BalanceTransaction) At() int64 { return b.Created }

// Groups are what lists of transactions ask for.
func (b *BalanceTransaction) Groups() []string { return groups("source", b.Source, "type", b.Type) }

// View shows the transaction, whose money is available two days later.
func (b *BalanceTransaction) View() View {
	category := b.Type
	if word, other := categories[b.Type]; other {
		category = word
	}
	if b.Type == "adjustment" {
		category = "dispute"
	}
	return View{
		"id": b.ID, "object": "balance_transaction", "created": b.Created, "available_on": b.AvailableOn, "amount": b.Amount, "fee": 0,
		"net": b.Amount, "fee_details": []any{}, "currency": b.Currency, "exchange_rate": nil, "type": b.Type,
		"reporting_category": category, "status": "pending", "source": orNull(b.Source), "description": orNull(b.Description),
		"balance_type": "payments",
	}
}
