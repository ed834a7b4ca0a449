package audit

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Print writes the report for people.
func (r Report) Print(to io.Writer) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "compared\tat Stripe\t\tin the ledger\t\t")
	for _, c := range r.Counts {
		fmt.Fprintf(table, "%s %s\t%d\t%s\t%d\t%s\t\n", c.Kind, c.State,
			c.AtStripe, amount(c.StripeAmount, c.Currency), c.InLedger, amount(c.LedgerAmount, c.Currency))
	}
	_ = table.Flush() // to memory
	fmt.Fprintf(&text, "%d ledgers with %d entries against their documents, %d running balances of sellers, in %.1f s\n",
		r.Ledgers, r.Entries, r.Balances, r.Seconds)
	for _, d := range r.UnderWay {
		fmt.Fprintf(&text, "\nunder way: %s: %s\n%s", d.Thing, d.What, d.sides())
	}
	for _, d := range r.Differences {
		fmt.Fprintf(&text, "\nDIFFERENCE: %s: %s\n%s  to do: %s\n", d.Thing, d.What, d.sides(), d.Do)
	}
	fmt.Fprintf(&text, "\n%s\n", r.verdict())
	_, err := io.WriteString(to, text.String())
	return err
}

// sides shows the values that differ.
func (d Difference) sides() string {
	text := ""
	for _, side := range []struct{ name, value string }{{"Stripe", d.Stripe}, {"books", d.Books}, {"documents", d.Document}} {
		if side.value != "" {
			text += fmt.Sprintf("  %s: %s\n", side.name, side.value)
		}
	}
	return text
}

func (r Report) verdict() string {
	switch {
	case r.Incomplete:
		return fmt.Sprintf("%d differences, and more orders that don't agree than were looked at (%d)", len(r.Differences), mostSuspects)
	case len(r.Differences) == 1:
		return "1 difference"
	case len(r.Differences) > 0:
		return fmt.Sprintf("%d differences", len(r.Differences))
	}
	return "no difference"
}
