package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// ticket is a listing as clients see it. Price is per unit, in the currency's
// minor unit; times are UTC. Held are units in open orders, Sold those in
// complete ones. Buyers of a Refundable one may have their money back until
// StartsAt; RestockRefunds puts what they give back on sale again.
type ticket struct {
	ID             string         `json:"id"`
	Title          string         `json:"title"`
	Description    string         `json:"description"`
	Venue          string         `json:"venue"`
	StartsAt       *time.Time     `json:"startsAt"`
	Price          int64          `json:"price"`
	Currency       string         `json:"currency"`
	Quantity       int            `json:"quantity"`
	Held           int            `json:"held"`
	Sold           int            `json:"sold"`
	Available      int            `json:"available"`
	Status         listing.Status `json:"status"`
	Refundable     bool           `json:"refundable"`
	RestockRefunds bool           `json:"restockRefunds"`
	SellerID       string         `json:"sellerId"`
	Version        int64          `json:"version"`
	CreatedAt      time.Time      `json:"createdAt"`
	UpdatedAt      time.Time      `json:"updatedAt"`
}

func ticketOf(l listing.Listing) ticket {
	s := l.State()
	return ticket{
		ID: s.ID, Title: s.Title, Description: s.Description, Venue: s.Venue, StartsAt: s.StartsAt,
		Price: s.Price, Currency: s.Currency, Quantity: s.Quantity,
		Held: s.Held, Sold: s.Sold, Available: l.Available(), Status: l.Status(),
		Refundable: s.Refundable, RestockRefunds: s.RestockRefunds, SellerID: s.SellerID,
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
}

// termsOf reads the body of a request to create a listing, or to replace the
// terms that it had so far. Its error names every bad field.
func termsOf(c *fiber.Ctx, old listing.Terms) (listing.Terms, error) {
	f, err := form.Parse(c)
	if err != nil {
		return listing.Terms{}, err
	}
	terms := listing.Terms{
		Title:       f.String("title", form.Required),
		Description: f.String("description", form.Multiline),
		Venue:       f.String("venue"),
		StartsAt:    f.Time("startsAt"),
		Price:       f.Int("price", form.Required),
		Currency:    f.String("currency", form.Default(listing.DefaultCurrency)),
		Quantity:    int(f.Int("quantity", form.Default(listing.DefaultQuantity))),

		Refundable:     f.Bool("refundable"),
		RestockRefunds: f.Bool("restockRefunds", form.Default(true)),
	}
	for _, bad := range terms.CheckAfter(old) {
		f.Reject(bad.Field, bad.Message)
	}
	return terms, f.Err()
}
