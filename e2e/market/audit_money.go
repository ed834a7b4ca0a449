package market

import "fmt"

// settled holds money against orders: captured if and only if complete, every
// authorisation captured or voided, nothing captured twice.
func settled(orders map[string]Order, intents []Intent) (wrong []string) {
	captured := map[string]int{}
	for _, intent := range intents {
		order, ours := orders[intent.OrderID()]
		if !ours {
			continue
		}
		captured[order.ID] += intent.Captures
		switch {
		case intent.Status == "succeeded" && order.Status != "complete":
			wrong = append(wrong, fmt.Sprintf("order %s is %s, its money was captured", order.ID, order.Status))
		case intent.Status == "requires_capture":
			wrong = append(wrong, fmt.Sprintf("intent %s of order %s (%s) is neither captured nor voided", intent.ID, order.ID, order.Status))
		case intent.Status == "succeeded" && (intent.AmountReceived != order.Total || intent.Currency != order.Currency):
			wrong = append(wrong, fmt.Sprintf("order %s costs %d %s, captured was %d %s", order.ID, order.Total, order.Currency, intent.AmountReceived, intent.Currency))
		}
	}
	for id, order := range orders {
		switch {
		case order.Status == "complete" && captured[id] != 1:
			wrong = append(wrong, fmt.Sprintf("order %s is complete, captured %d times", id, captured[id]))
		case !order.Final():
			wrong = append(wrong, fmt.Sprintf("order %s is still %s, its refunds %+v", id, order.Status, order.Refunds))
		}
	}
	return wrong
}

// refunded holds the refunds that orders tell of against those at Stripe: the
// same money, by one refund for each decision, and never more than was paid.
func refunded(orders map[string]Order, intents []Intent, refunds []StripeRefund) (wrong []string) {
	orderOf, atStripe, decisions := map[string]string{}, map[string]int64{}, map[string]int{}
	for _, intent := range intents {
		orderOf[intent.ID] = intent.OrderID()
	}
	for _, refund := range refunds {
		order, ours := orders[orderOf[refund.PaymentIntent]]
		if !ours || refund.Status == "failed" || refund.Status == "canceled" {
			continue
		}
		atStripe[order.ID] += refund.Amount
		decision := refund.Metadata["refund_id"]
		if decisions[decision]++; decision != "" && decisions[decision] > 1 {
			wrong = append(wrong, fmt.Sprintf("refund %s of order %s was made %d times", decision, order.ID, decisions[decision]))
		}
	}
	for id, order := range orders {
		var given int64
		for _, refund := range order.Refunds {
			if refund.Status == "succeeded" {
				given += refund.Amount
			}
		}
		if given != atStripe[id] {
			wrong = append(wrong, fmt.Sprintf("order %s says that %d was refunded, Stripe says %d", id, given, atStripe[id]))
		}
		if given > order.Total {
			wrong = append(wrong, fmt.Sprintf("order %s cost %d, refunded was %d", id, order.Total, given))
		}
	}
	return wrong
}
