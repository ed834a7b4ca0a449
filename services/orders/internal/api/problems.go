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
	listing.ErrWithdrawn:     problem.Conflict("The seller has withdrawn this ticket."),
	catalogue.ErrUnavailable: problem.Unavailable("This ticket can't be looked up just now.", 2*time.Second),
}

// refusal is a reservation's error in the words of its client, where the
// error has particulars to tell.
func refusal(err error) error {
	var short stock.Short
	if !errors.As(err, &short) {
		return err
	}
	switch short.Free {
	case 0:
		return problem.Conflict("No unit is free: 0 units are left.")
	case 1:
		return problem.Conflict("Not enough units are free: 1 unit is left.")
	default:
		return problem.Conflict(fmt.Sprintf("Not enough units are free: %d units are left.", short.Free))
	}
}
