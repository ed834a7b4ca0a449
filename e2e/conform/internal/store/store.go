// Package store has what pass needs of a state store.
package store

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

// Properties lists them.
func Properties() []property.Property {
	all := []property.Property{
		{Name: "a transaction is all or nothing", Check: allOrNothing,
			Breaks: "an order could be there without its units being held, or units be held for no order"},
		{Name: "writers that count together lose nothing", Check: counting,
			Breaks: "two buyers at once could get the same units: sold twice"},
		{Name: "of many inserts of one key one wins", Check: insertRace,
			Breaks: "two people could sign up with the same e-mail address, and a repeated order could be created twice"},
		{Name: "services do not see each other's documents", Check: separation,
			Breaks: "one service would read and overwrite what is another's"},
		{Name: "bulk get gives values and etags, and tells what is missing", Check: bulkGet,
			Breaks: "the writer could not tell a new document from one it has not read, and would write without an etag"},
		{Name: "values come back byte for byte", Check: values,
			Breaks: "a listing's title would change on its way, or be evaluated by the store"},
		{Name: "keys with slashes, spaces and any letters", Check: keys,
			Breaks: "documents of different keys would share one place"},
		{Name: "what was committed is read at once, by all", Check: readYourWrite,
			Breaks: "a buyer would be told of success and not find the order; the writer would take its own commit for lost"},
		{Name: "an etag stays until the next write", Check: steadyETag,
			Breaks: "every second write would be refused, and be tried again without end"},
		{Name: "delete", Check: remove,
			Breaks: "what was withdrawn would come back"},
		{Name: "a document with a time to live ends, and not before", Check: timeToLive,
			Breaks: "answers to repeated requests would be forgotten too early, or fill the store for ever"},
		{Name: "a transaction of 300", Check: large,
			Breaks: "under load the writer commits the changes of many callers at once"},
		{Name: "a killed sidecar leaves all of a transaction or nothing", Check: killedSidecar, Stage: property.Kills,
			Breaks: "after a crash an order could be there without its units being held"},
		{Name: "what was committed survives a kill of the server", Check: killedServer, Stage: property.Servers, Missing: noServer,
			Breaks: "orders that buyers were told of would be gone"},
	}
	for i := range all {
		all[i].Area = "store"
	}
	return all
}

// keyspace makes keys of one property in one run.
func keyspace(b *bed.Bed, name string) func(parts ...any) string {
	return func(parts ...any) string {
		return "conform/" + b.Run + "/" + name + "/" + strings.TrimSuffix(fmt.Sprintln(parts...), "\n")
	}
}

// snapshot reads keys as one comparable text: what is there, with etags.
func snapshot(ctx context.Context, s *bed.Sidecar, keys []string) (string, error) {
	items, err := s.Get(ctx, keys...)
	return text(items), err
}

func text(items map[string]bed.Item) string {
	var lines []string
	for key, item := range items {
		lines = append(lines, fmt.Sprintf("%s=%s (etag %s)", key, item.Value, item.ETag))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}
