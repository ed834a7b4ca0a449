package api

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// etagOf changes with everything that clients see of a listing. Its first
// number is the version, which only the seller's changes raise.
func etagOf(l listing.Listing) string {
	s := l.State()
	return fmt.Sprintf(`"%d-%d"`, s.Version, s.Revision)
}

var (
	entityTag = regexp.MustCompile(`^(W/)?"([\x21\x23-\x7e\x80-\xff]*)"$`)
	ourTag    = regexp.MustCompile(`^([0-9]{1,18})(-[0-9]+)?$`)
)

// expectedBy reads If-Match. It compares versions, not whole tags: somebody
// who reserves a unit must not get in the way of a seller who mends a typo.
// Nil stands for any version.
func expectedBy(c *fiber.Ctx) (listing.Versions, error) {
	header := conditional.Header(c, fiber.HeaderIfMatch)
	if header == "" || header == "*" {
		return nil, nil
	}
	malformed := problem.Invalid(problem.Field{
		Field: fiber.HeaderIfMatch, Message: `must be * or a list of entity tags such as "3-7"`})
	expected, tags := listing.Versions{}, conditional.Split(header)
	if len(tags) == 0 {
		return nil, malformed
	}
	for _, tag := range tags {
		parts := entityTag.FindStringSubmatch(tag)
		if parts == nil {
			return nil, malformed
		}
		// A weak tag never matches here, nor does one that is not ours.
		if ours := ourTag.FindStringSubmatch(parts[2]); parts[1] == "" && ours != nil {
			version, _ := strconv.ParseInt(ours[1], 10, 64) // 18 digits fit
			expected = append(expected, version)
		}
	}
	return expected, nil
}
