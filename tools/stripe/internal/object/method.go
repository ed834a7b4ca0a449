package object

// Method is the card of a payment, without what may not be kept.
type Method struct {
	ID, Brand, Funding, Last4 string
	ExpMonth, ExpYear         int
	Created                   int64
}

// View shows the PaymentMethod.
func (m *Method) View() View {
	return View{
		"id": m.ID, "object": "payment_method", "type": "card", "livemode": false, "created": m.Created, "metadata": View{},
		"customer": nil, "billing_details": billing(""), "card": View{
			"brand": m.Brand, "checks": checks(""), "country": "US", "display_brand": m.Brand, "exp_month": m.ExpMonth, "exp_year": m.ExpYear,
			"fingerprint": m.fingerprint(), "funding": m.Funding, "generated_from": nil, "last4": m.Last4, "networks": nil,
			"three_d_secure_usage": View{"supported": true}, "wallet": nil,
		},
	}
}

// details shows the card on a charge.
func (m *Method) details(charge *Charge) View {
	return View{"type": "card", "card": View{
		"amount_authorized": charge.authorized(), "authorization_code": nil, "brand": m.Brand, "checks": checks(charge.FailureCode),
		"country": "US", "exp_month": m.ExpMonth, "exp_year": m.ExpYear, "extended_authorization": View{"status": "disabled"},
		"fingerprint": m.fingerprint(), "funding": m.Funding, "incremental_authorization": View{"status": "unavailable"},
		"installments": nil, "last4": m.Last4, "mandate": nil, "multicapture": View{"status": "unavailable"}, "network": m.Brand,
		"network_token": View{"used": false}, "network_transaction_id": nil, "regulated_status": nil, "transaction_link_id": nil,
		"overcapture":    View{"maximum_amount_capturable": charge.Amount, "status": "unavailable"},
		"three_d_secure": charge.threeDSecure(), "wallet": nil,
	}}
}

// fingerprint is equal for equal cards, as with Stripe.
func (m *Method) fingerprint() string { return "emulated" + m.Brand + m.Last4 }

func checks(failure string) View {
	cvc := "pass"
	if failure == "incorrect_cvc" {
		cvc = "fail"
	}
	return View{"address_line1_check": nil, "address_postal_code_check": nil, "cvc_check": cvc}
}

func billing(email string) View {
	return View{"address": address(), "email": orNull(email), "name": nil, "phone": nil, "tax_id": nil}
}
