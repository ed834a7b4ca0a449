package object

// AccountLink leads a person to the hosted onboarding form, once and for a short time.
type AccountLink struct {
	Token, AccountID      string
	Created, ExpiresAt    int64
	RefreshURL, ReturnURL string
	// Visited says that the form was opened, Used that it was submitted or left.
	Visited, Used bool
	URL           string
}

// Key is the secret in the link's address.
func (l *AccountLink) Key() string { return l.Token }

// At is the time of creation.
func (l *AccountLink) At() int64 { return l.Created }

// View shows the link.
func (l *AccountLink) View() View {
	return View{"object": "account_link", "created": l.Created, "expires_at": l.ExpiresAt, "url": l.URL}
}
