package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// me stands for the caller in ?seller=.
const me = "me"

// maxQuery is the longest ?q=, in characters.
const maxQuery = 200

func (a *API) show(c *fiber.Ctx) error {
	ticketID, err := idOf(c)
	if err != nil {
		return err
	}
	l, err := a.Store.Get(c.UserContext(), ticketID)
	if err != nil {
		return err
	}
	return conditional.JSON(c, conditional.Anyone, etagOf(l), ticketOf(l))
}

// ownNeedsSession lets callers without a session see all but their own.
func (a *API) ownNeedsSession(c *fiber.Ctx) error {
	if c.Query("seller") == me {
		return a.Sessions.Required(c)
	}
	return c.Next()
}

func (a *API) list(c *fiber.Ctx) error {
	query, scope, err := a.query(c)
	if err != nil {
		return err
	}
	found := a.Catalogue.Find(query)
	items := make([]ticket, len(found.Listings))
	for i, l := range found.Listings {
		items[i] = ticketOf(l)
	}
	next := ""
	if found.Next != nil {
		next = a.Cursors.Next(scope, found.Next)
	}
	keep := conditional.Anyone
	if query.Seller != "" {
		keep = conditional.Person
	}
	return conditional.Hashed(c, keep, page.Of(items, next))
}

// query reads what is asked for, and the scope that its cursors are good for.
func (a *API) query(c *fiber.Ctx) (catalogue.Query, string, error) {
	f := form.Query(c)
	words := catalogue.Words(f.String("q", form.Length(0, maxQuery)))
	seller := f.Choice("seller", []string{me})
	status := f.Choice("status", names(listing.Statuses))
	by := f.Choice("sort", names(catalogue.Sorts), form.Default(string(catalogue.Newest)))
	if seller == me {
		seller = session.Must(c).ID
	}
	scope := strings.Join([]string{Path, seller, status, by, strings.Join(words, " ")}, "\n")
	var after catalogue.Position
	limit, more := a.Cursors.Read(f, scope, &after)
	query := catalogue.Query{
		Words: words, Seller: seller, Status: listing.Status(status), Sort: catalogue.Sort(by), Limit: limit,
	}
	if more {
		query.After = &after
	}
	return query, scope, f.Err()
}

func names[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
