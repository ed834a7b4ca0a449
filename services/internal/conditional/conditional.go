// Package conditional answers clients that hold an answer already: those that
// name its entity tag get 304 for as long as it is true (RFC 9110, 13).
package conditional

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Values of Cache-Control for answers that may be kept, but are asked for each
// time: by anyone, and by the browser of the person they belong to.
const (
	Anyone = "no-cache"
	Person = "private, no-cache"
)

// hashed is how many bytes of a hash make a tag.
const hashed = 15

// JSON answers with value, or with 304 to a client that knows it by its tag.
// Keep is the value of Cache-Control, Anyone or Person.
func JSON(c *fiber.Ctx, keep, tag string, value any) error {
	about(c, keep, tag)
	if knows(c, tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return c.JSON(value)
}

// Hashed is JSON for a value that has no version of its own: its tag is weak,
// and made of what is sent.
func Hashed(c *fiber.Ctx, keep string, value any) error {
	if err := c.JSON(value); err != nil {
		return err
	}
	sum := sha256.Sum256(c.Response().Body())
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:hashed]) + `"`
	about(c, keep, tag)
	if knows(c, tag) {
		c.Response().ResetBody()
		c.Response().Header.Del(fiber.HeaderContentType)
		return c.SendStatus(fiber.StatusNotModified)
	}
	return nil
}

func about(c *fiber.Ctx, keep, tag string) {
	c.Set(fiber.HeaderCacheControl, keep)
	c.Set(fiber.HeaderETag, tag)
}

// knows tells whether If-None-Match names the tag, weak or not. What it does
// not understand it takes for no.
func knows(c *fiber.Ctx, tag string) bool {
	header := Header(c, fiber.HeaderIfNoneMatch)
	if header == "*" {
		return true
	}
	for _, known := range Split(header) {
		if strings.TrimPrefix(known, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// Header is a list header's value, all its lines together.
func Header(c *fiber.Ctx, name string) string {
	var lines []string
	for _, line := range c.Request().Header.PeekAll(name) {
		lines = append(lines, string(line))
	}
	return strings.TrimSpace(strings.Join(lines, ","))
}

// Split gives the entity tags in a list header's value: it splits at the
// commas outside quotes.
func Split(header string) []string {
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
