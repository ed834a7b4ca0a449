package object

import "slices"

// Types of connected accounts.
const (
	AccountCustom   = "custom"
	AccountExpress  = "express"
	AccountStandard = "standard"
)

// Capabilities that the emulator knows.
const (
	CapabilityTransfers    = "transfers"
	CapabilityCardPayments = "card_payments"
)

// Account is a connected account of Stripe Connect.
type Account struct {
	ID              string
	Created         int64
	Type            string
	Country         string
	Currency        string
	Email           string
	BusinessType    string
	BusinessProfile map[string]string
	Metadata        map[string]string
	// Requested are the capabilities that the platform wants for the account.
	Requested []string
	// Submitted says that the person finished the onboarding form; Due is what Stripe wants to know all the same.
	Submitted   bool
	SubmittedAt int64
	Due         []string
	// TransfersOff and PayoutsOff are what Stripe has stopped; Currencies, when there are any, are those that it takes; Empty says
	// that there is nothing left on the account that could be taken back.
	TransfersOff, PayoutsOff, Empty bool
	Currencies                      []string
}

// Key is the account's id.
func (a *Account) Key() string { return a.ID }

// At is the time of creation.
func (a *Account) At() int64 { return a.Created }

// Can tells whether the capability is active.
func (a *Account) Can(capability string) bool {
	return a.Submitted && len(a.Due) == 0 && slices.Contains(a.Requested, capability) && !(a.TransfersOff && capability == CapabilityTransfers)
}

// wanted is what the onboarding form asks for.
var wanted = []string{
	"business_profile.url", "business_type", "external_account", "individual.dob.day", "individual.first_name", "individual.last_name",
	"tos_acceptance.date", "tos_acceptance.ip",
}

// Requirements is what Stripe still wants to know before the account works.
func (a *Account) Requirements() []string {
	if !a.Submitted {
		return wanted
	}
	return a.Due
}

// View shows the account.
func (a *Account) View() View {
	works := a.Submitted && len(a.Due) == 0
	view := View{
		"id": a.ID, "object": "account", "created": a.Created, "type": a.Type, "country": a.Country, "default_currency": a.Currency,
		"email": orNull(a.Email), "business_type": orNull(a.BusinessType), "business_profile": a.businessProfile(),
		"metadata": metadata(a.Metadata), "capabilities": a.capabilities(), "details_submitted": a.Submitted,
		"charges_enabled": a.Can(CapabilityCardPayments), "payouts_enabled": works && len(a.Requested) > 0 && !a.PayoutsOff,
		"requirements": requirements(a.Requirements()), "future_requirements": requirements(nil),
		"external_accounts": List("/v1/accounts/"+a.ID+"/external_accounts", nil, false), "settings": accountSettings(),
		"controller":     View{"is_controller": true, "type": "application"},
		"tos_acceptance": View{"date": orNullTime(a.SubmittedAt), "ip": nil, "user_agent": nil},
	}
	return view
}

// DeletedAccount is the answer to a deletion.
func DeletedAccount(id string) View { return View{"id": id, "object": "account", "deleted": true} }

func (a *Account) capabilities() View {
	view := View{}
	for _, name := range a.Requested {
		view[name] = "inactive"
		if a.Can(name) {
			view[name] = "active"
		}
	}
	return view
}

func (a *Account) businessProfile() View {
	view := View{
		"annual_revenue": nil, "estimated_worker_count": nil, "mcc": nil, "name": nil, "product_description": nil, "support_address": nil,
		"support_email": nil, "support_phone": nil, "support_url": nil, "url": nil, "minority_owned_business_designation": nil,
	}
	for name, value := range a.BusinessProfile {
		view[name] = orNull(value)
	}
	return view
}

func requirements(due []string) View {
	list := slices.Clone(due)
	if list == nil {
		list = []string{}
	}
	view := View{
		"alternatives": []any{}, "current_deadline": nil, "currently_due": list, "disabled_reason": nil, "errors": []any{},
		"eventually_due": list, "past_due": list, "pending_verification": []string{},
	}
	if len(due) > 0 {
		view["disabled_reason"] = "requirements.past_due"
	}
	return view
}

func accountSettings() View {
	return View{
		"bacs_debit_payments": View{"display_name": nil, "service_user_number": nil},
		"branding":            View{"icon": nil, "logo": nil, "primary_color": nil, "secondary_color": nil},
		"card_issuing":        View{"tos_acceptance": View{"date": nil, "ip": nil}},
		"card_payments": View{
			"decline_on":                  View{"avs_failure": false, "cvc_failure": false},
			"statement_descriptor_prefix": nil, "statement_descriptor_prefix_kana": nil, "statement_descriptor_prefix_kanji": nil,
		},
		"dashboard": View{"display_name": nil, "timezone": "Etc/UTC"},
		"invoices":  View{"default_account_tax_ids": nil, "hosted_payment_method_save": nil},
		"payments": View{
			"statement_descriptor": nil, "statement_descriptor_kana": nil, "statement_descriptor_kanji": nil,
			"statement_descriptor_prefix_kana": nil, "statement_descriptor_prefix_kanji": nil,
		},
		"payouts": View{
			"debit_negative_balances": true, "schedule": View{"delay_days": 2, "interval": "daily"}, "statement_descriptor": nil,
		},
		"sepa_debit_payments": View{},
	}
}
