package api

import (
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/problem"

	"github.com/saheedt/pass/services/orders/internal/catalogue"
	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

var noListing = problem.NotFound("There is no such ticket.")

// Problems says how clients see the errors of orders. listing.ErrUnknown is
// not among them: it is no answer before the listing's owner was asked.
var Problems = problem.Map{
	order.ErrNotFound:        problem.NotFound("There is no such order among yours."),
	order.ErrComplete:        problem.Conflict("The order is complete; it can't be cancelled any more."),
	order.ErrUnits:           problem.Invalid(problem.Field{Field: "quantity", Message: "must be a whole number from 1 to 10"}),
	order.ErrTooMuch:         problem.Conflict("So many units cost more than can be paid at once."),
	order.ErrNotRefundable:   problem.Forbidden("The seller does not take this ticket back."),
	order.ErrRestock:         problem.Invalid(problem.Field{Field: "restock", Message: "is the seller's to say"}),
	order.ErrNotComplete:     problem.Conflict("The order is not complete; there is nothing to give back."),
	order.ErrBegun:           problem.Conflict("The event has begun; the ticket can't be given back any more."),
	order.ErrDisputed:        problem.Conflict("The buyer has disputed the payment; their bank decides who has the money."),
	order.ErrNothingLeft:     problem.Conflict("Nothing is left to give back."),
	listing.ErrWithdrawn:     problem.Conflict("The seller has withdrawn this ticket."),
	listing.ErrNoPayouts:     problem.Conflict("The seller can't be paid out yet, so this ticket can't be bought."),
	catalogue.ErrUnavailable: problem.Unavailable("This ticket can't be looked up just now.", 2*time.Second),
}

// refusal is a reservation's or a refund's error in the words of its client,
// where the error has particulars to tell.
func refusal(err error) error {
	var short stock.Short
	var few order.TooFewUnits
	switch {
	case errors.As(err, &few):
		return problem.Conflict(fmt.Sprintf("The money for so many units can't be given back: %s left.", units(few.Left)))
	case !errors.As(err, &short):
		return err
	case short.Free == 0:
		return problem.Conflict("No unit is free: 0 units are left.")
	}
	return problem.Conflict(fmt.Sprintf("Not enough units are free: %s left.", units(short.Free)))
}

func units(n int) string {
	if n == 1 {
		return "1 unit is"
	}
	return fmt.Sprintf("%d units are", n)
}
