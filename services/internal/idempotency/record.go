package idempotency

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// record is the document of one key.
type record struct {
	Fingerprint string    `json:"fingerprint"`
	ExpiresAt   time.Time `json:"expiresAt"` // stores remove late; this counts
	Sealed      []byte    `json:"sealed"`    // a reply
}

// reply is an answer in the form in which it is kept and sent.
type reply struct {
	Status int         `json:"status"`
	Header [][2]string `json:"header,omitempty"` // a list, because of Set-Cookie
	Body   []byte      `json:"body,omitempty"`
}

var errOtherRequest = problem.Conflict("This Idempotency-Key was used for another request; use a new key for each request.")

func replyOf(answer Answer) (reply, error) {
	r := reply{Status: answer.Status}
	for name, value := range answer.Header {
		r.Header = append(r.Header, [2]string{name, value})
	}
	if answer.Body == nil {
		return r, nil
	}
	body, err := json.Marshal(answer.Body)
	if err != nil {
		return reply{}, fmt.Errorf("encode answer: %w", err)
	}
	r.Body = body
	r.Header = append(r.Header, [2]string{fiber.HeaderContentType, fiber.MIMEApplicationJSON})
	return r, nil
}

func replyOfProblem(p *problem.Problem) (reply, error) {
	body, err := p.JSON()
	r := reply{Status: p.Status, Body: body}
	for name, value := range p.Header() {
		r.Header = append(r.Header, [2]string{name, value})
	}
	return r, err
}

// keptHeaders are those of an answer that a handler wrote by itself.
var keptHeaders = []string{fiber.HeaderContentType, fiber.HeaderLocation, fiber.HeaderETag, fiber.HeaderCacheControl}

// written is the answer that a handler has written to c.
func written(c *fiber.Ctx) reply {
	response := c.Response()
	r := reply{Status: response.StatusCode(), Body: append([]byte{}, response.Body()...)}
	for _, name := range keptHeaders {
		if value := response.Header.Peek(name); len(value) > 0 {
			r.Header = append(r.Header, [2]string{name, string(value)})
		}
	}
	response.Header.VisitAllCookie(func(_, line []byte) {
		r.Header = append(r.Header, [2]string{fiber.HeaderSetCookie, string(line)})
	})
	return r
}

func (r reply) send(c *fiber.Ctx, replayed bool) error {
	header := &c.Response().Header
	header.DelAllCookies() // those of a handler whose answer is not the first
	for _, h := range r.Header {
		if h[0] == fiber.HeaderSetCookie {
			header.Add(h[0], h[1])
		} else {
			header.Set(h[0], h[1])
		}
	}
	if replayed {
		header.Set(HeaderReplayed, "true")
	}
	return c.Status(r.Status).Send(r.Body)
}

func (k *Keeper) seal(r *request, answer reply) (*record, error) {
	plain, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	aead, err := aeadOf(r)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce) // never fails since Go 1.24
	return &record{
		Fingerprint: r.fingerprint,
		ExpiresAt:   k.Clock().Add(Keep).UTC(),
		Sealed:      aead.Seal(nonce, nonce, plain, nil),
	}, nil
}

// open gives the answer in a record to the request it was given to.
func (k *Keeper) open(r *request, rec *record) (reply, error) {
	if rec.Fingerprint != r.fingerprint {
		return reply{}, errOtherRequest
	}
	aead, err := aeadOf(r)
	if err != nil {
		return reply{}, err
	}
	if len(rec.Sealed) < aead.NonceSize() {
		return reply{}, errors.New("idempotency record: too short")
	}
	nonce, sealed := rec.Sealed[:aead.NonceSize()], rec.Sealed[aead.NonceSize():]
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return reply{}, fmt.Errorf("idempotency record: %w", err)
	}
	var answer reply
	if err := json.Unmarshal(plain, &answer); err != nil {
		return reply{}, fmt.Errorf("idempotency record: %w", err)
	}
	return answer, nil
}

// live reports whether a record still counts.
func (k *Keeper) live(rec *record) bool { return rec != nil && k.Clock().Before(rec.ExpiresAt) }

func aeadOf(r *request) (cipher.AEAD, error) {
	block, err := aes.NewCipher(r.seal)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
