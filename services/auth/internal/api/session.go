package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/session"
)

// signOut makes the browser forget its session. The token itself stays valid
// until it expires: no service asks auth about each request.
func (a *API) signOut(c *fiber.Ctx) error {
	session.ClearCookie(c)
	return c.SendStatus(fiber.StatusNoContent)
}

type currentUserBody struct {
	CurrentUser *userBody `json:"currentUser"`
}

// currentUser tells who is signed in; a token that does not hold is nobody's.
func (a *API) currentUser(c *fiber.Ctx) error {
	user, ok := session.Current(c)
	if !ok {
		return c.JSON(currentUserBody{})
	}
	return c.JSON(currentUserBody{CurrentUser: &userBody{ID: user.ID, Email: user.Email}})
}

// keySet publishes the keys. Caches may keep them for five minutes; a key is
// published for an hour before it signs.
func (a *API) keySet(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.JSON(a.Signer.KeySet())
}
