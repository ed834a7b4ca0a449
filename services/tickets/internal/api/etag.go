package api

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

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
	header := headerOf(c, fiber.HeaderIfMatch)
	if header == "" || header == "*" {
		return nil, nil
	}
	malformed := problem.Invalid(problem.Field{
		Field: fiber.HeaderIfMatch, Message: `must be * or a list of entity tags such as "3-7"`})
	expected, tags := listing.Versions{}, splitTags(header)
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

// isKnown tells whether If-None-Match names the listing as it is. What it does
// not understand it takes for no.
func isKnown(c *fiber.Ctx, l listing.Listing) bool {
	header := headerOf(c, fiber.HeaderIfNoneMatch)
	if header == "*" {
		return true
	}
	for _, tag := range splitTags(header) {
		if strings.TrimPrefix(tag, "W/") == etagOf(l) {
			return true
		}
	}
	return false
}

// headerOf is a list header's value, all its lines together.
func headerOf(c *fiber.Ctx, name string) string {
	var lines []string
	for _, line := range c.Request().Header.PeekAll(name) {
		lines = append(lines, string(line))
	}
	return strings.TrimSpace(strings.Join(lines, ","))
}

// splitTags splits at the commas outside quotes.
func splitTags(header string) []string {
	quoted := false
	tags := strings.FieldsFunc(header, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
	for i, tag := range tags {
		tags[i] = strings.TrimSpace(tag)
	}
	return tags
}
