// Package store keeps auth's documents:
//
//	user/<id>        an account
//	email/<address>  the id of the account that has the address
//	keys             the signing keys
package store

import (
	"net/url"

	"github.com/saheedt/pass/services/auth/internal/account"
)

const ringKey = "keys"

// UserKey is where the account with the given id is.
func UserKey(id string) string { return "user/" + id }

// EmailKey is where it is found by its address. The address is escaped,
// because it may hold the two bars that stores divide their keys with.
func EmailKey(email account.Email) string { return "email/" + url.PathEscape(email.Key()) }
