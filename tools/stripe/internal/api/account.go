package api

import (
	"maps"
	"slices"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/engine"
	"github.com/saheedt/pass/tools/stripe/internal/form"
	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) createAccount(c *call) (object.View, error) {
	p := c.params
	account := &object.Account{
		Type:    p.OneOf("type", object.AccountCustom, object.AccountExpress, object.AccountStandard),
		Country: p.String("country"), Currency: p.String("default_currency"),
	}
	if account.Type == "" {
		account.Type = object.AccountStandard
	}
	if account.Country == "" {
		account.Country = "US"
	}
	if len(account.Country) != 2 || strings.ToUpper(account.Country) != account.Country {
		p.Fail(problem.Invalid("country_unsupported", "country", "Country '%s' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US'.",
			account.Country))
	}
	if account.Currency == "" {
		account.Currency = money.Of(account.Country)
	}
	readAccount(p, account)
	if slices.Contains(account.Requested, object.CapabilityTransfers) && !slices.Contains(account.Requested, object.CapabilityCardPayments) {
		p.Fail(problem.Invalid("", "", "Your platform needs approval for accounts to have requested the `transfers` capability without the `card_payments` capability."))
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if err := a.engine.CreateAccount(c.tx, account); err != nil {
		return nil, err
	}
	return account.View(), nil
}

// readAccount reads what can be changed later too.
func readAccount(p *form.Params, account *object.Account) {
	if email := p.String("email"); email != "" {
		account.Email = email
	}
	if kind := p.OneOf("business_type", "individual", "company", "non_profit", "government_entity"); kind != "" {
		account.BusinessType = kind
	}
	account.Metadata = merge(account.Metadata, p.Changes("metadata"))
	profile, read := p.Object("business_profile"), map[string]string{}
	for _, name := range []string{"mcc", "name", "product_description", "support_email", "support_phone", "support_url", "url"} {
		if profile.Has(name) {
			read[name] = profile.String(name)
		}
	}
	account.BusinessProfile = merge(account.BusinessProfile, read)
	capabilities := p.Object("capabilities")
	for _, name := range []string{object.CapabilityCardPayments, object.CapabilityTransfers} {
		switch capabilities.Object(name).OneOf("requested", "true", "false") {
		case "true":
			account.Requested = slices.Compact(slices.Sorted(slices.Values(append(account.Requested, name))))
		case "false":
			account.Requested = slices.DeleteFunc(account.Requested, func(other string) bool { return other == name })
		}
	}
}

// merge changes pairs of a set as Stripe does with metadata: an empty value takes a pair out.
func merge(set, pairs map[string]string) map[string]string {
	merged := map[string]string{}
	maps.Copy(merged, set)
	maps.Copy(merged, pairs)
	maps.DeleteFunc(merged, func(_, value string) bool { return value == "" })
	return merged
}

func (a *API) getAccount(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	account, err := engine.Account(c.tx, c.id)
	if err != nil {
		return nil, err
	}
	return account.View(), nil
}

func (a *API) updateAccount(c *call) (object.View, error) {
	account, err := engine.Account(c.tx, c.id)
	if err != nil {
		return nil, err
	}
	readAccount(c.params, account)
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	return account.View(), a.engine.UpdateAccount(c.tx, c.cause, account)
}

func (a *API) deleteAccount(c *call) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	if _, err := engine.Account(c.tx, c.id); err != nil {
		return nil, err
	}
	return object.DeletedAccount(c.id), store.Accounts.Delete(c.tx, c.id)
}

func (a *API) listAccounts(c *call) (object.View, error) {
	return list(c, store.Accounts, "", readPage(c.params), every)
}

func (a *API) createLink(c *call) (object.View, error) {
	p := c.params
	link := &object.AccountLink{
		AccountID: p.Required("account"), RefreshURL: readURL(p, "refresh_url"), ReturnURL: readURL(p, "return_url"),
	}
	p.Required("refresh_url")
	p.Required("return_url")
	p.Required("type")
	if p.OneOf("type", "account_onboarding", "account_update") == "account_update" {
		p.Fail(problem.Invalid("", "type", "You cannot create `account_update` type Account Links for this account."))
	}
	p.OneOf("collect", "currently_due", "eventually_due")
	p.Object("collection_options").OneOf("fields", "currently_due", "eventually_due")
	p.Object("collection_options").OneOf("future_requirements", "include", "omit")
	if err := p.Err(); err != nil {
		return nil, err
	}
	if err := a.engine.CreateLink(c.tx, link); err != nil {
		return nil, err
	}
	return link.View(), nil
}
