package idempotency

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// local is where a request under a key keeps its particulars.
const local = "idempotency"

// request is one request under an idempotency key.
type request struct {
	document    string // the key of its document
	fingerprint string // of method, address and body
	seal        []byte // the key that seals its answer
	settled     bool   // the answer is in the store
}

// read finds the request's particulars; nil without an Idempotency-Key.
func (k *Keeper) read(c *fiber.Ctx) (*request, error) {
	sent := c.Request().Header.PeekAll(HeaderKey)
	if len(sent) == 0 {
		return nil, nil
	}
	key := string(sent[0])
	if len(sent) > 1 || !wellFormed(key) {
		return nil, problem.Invalid(problem.Field{Field: HeaderKey, Message: fmt.Sprintf("must be 1 to %d visible ASCII characters, given once", maxKey)})
	}
	caller, err := k.caller(c)
	if err != nil {
		return nil, err
	}
	body := c.Request().Body()
	return &request{
		document:    "idempotency/" + hex.EncodeToString(k.digest("document", caller, key)[:20]),
		fingerprint: hex.EncodeToString(k.digest("fingerprint", c.Method(), c.OriginalURL(), string(body))[:16]),
		seal:        k.digest("seal", caller, key, string(body)),
	}, nil
}

func (k *Keeper) caller(c *fiber.Ctx) (string, error) {
	if k.shared[c.Path()] {
		return Anonymous, nil
	}
	return k.Caller(c)
}

// digest is a keyed hash of parts, each with its length, so that no two lists
// of parts run together.
func (k *Keeper) digest(purpose string, parts ...string) []byte {
	var mac hash.Hash = hmac.New(sha256.New, k.Secret("idempotency "+purpose))
	for _, part := range parts {
		fmt.Fprintf(mac, "%d:", len(part))
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

func wellFormed(key string) bool {
	return key != "" && len(key) <= maxKey &&
		strings.IndexFunc(key, func(r rune) bool { return r < '!' || r > '~' }) < 0
}
