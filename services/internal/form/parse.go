package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

type kind int

const (
	kindNull kind = iota
	kindText
	kindNumber
	kindBool
	kindOther // a list or an object
	kindQuery // a query parameter, which may mean any of them
)

type value struct {
	kind kind
	text string // of a text the text itself, of a number and a truth its JSON form
}

// Parse reads the request's body, which must be one JSON object. Its errors
// are *problem.Problem: 413 for more than MaxBody bytes, 415 for another
// content type, 400 for what is not JSON.
func Parse(c *fiber.Ctx) (*Form, error) {
	body := c.Request().Body()
	if len(body) > MaxBody {
		return nil, fiber.ErrRequestEntityTooLarge
	}
	if err := checkType(c); err != nil {
		return nil, err
	}
	return Read(body)
}

// Read reads a body that is known to be meant as JSON. Its errors are 400
// *problem.Problem.
func Read(body []byte) (*Form, error) {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return nil, problem.BadRequest("The body is empty; send a JSON object.")
	case !utf8.Valid(body):
		return nil, problem.BadRequest("The body is not valid UTF-8.")
	}
	f := &Form{values: map[string]value{}, asked: map[string]bool{}, strict: true}
	if err := f.decode(body); err != nil {
		return nil, err
	}
	return f, nil
}

// Query reads the query string. Parameters that nobody asks for are ignored,
// as links gather them on their way; those asked for may come once only.
func Query(c *fiber.Ctx) *Form {
	f := &Form{values: map[string]value{}, asked: map[string]bool{}}
	c.Context().QueryArgs().VisitAll(func(key, text []byte) {
		name := string(key)
		if _, ok := f.values[name]; ok {
			f.Reject(shorten(name), "must be given once only")
		}
		f.values[name] = value{kindQuery, string(text)}
	})
	return f
}

func checkType(c *fiber.Ctx) error {
	if len(c.Request().Body()) == 0 {
		return nil // said better by Read
	}
	unsupported := problem.New(http.StatusUnsupportedMediaType, "Send JSON in UTF-8, with Content-Type: application/json.")
	if encoding := c.Get(fiber.HeaderContentEncoding); encoding != "" && encoding != "identity" {
		return unsupported
	}
	media, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || media != fiber.MIMEApplicationJSON {
		return unsupported
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return unsupported
	}
	return nil
}

// decode walks the object itself, because encoding/json alone would let
// duplicates and fields in another case pass.
func (f *Form) decode(body []byte) error {
	malformed := problem.BadRequest("The body is not one well-formed JSON object.")
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return malformed
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return malformed
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return malformed
		}
		f.keep(name.(string), raw)
	}
	if _, err := dec.Token(); err != nil {
		return malformed
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return malformed
	}
	return nil
}

func (f *Form) keep(name string, raw json.RawMessage) {
	if _, ok := f.values[name]; ok {
		f.Reject(shorten(name), "must be given once only")
	}
	f.values[name] = valueOf(raw)
}

func valueOf(raw json.RawMessage) value {
	switch first := raw[0]; {
	case first == 'n':
		return value{kind: kindNull}
	case first == '"':
		return textOf(raw)
	case first == '-' || first >= '0' && first <= '9':
		return value{kindNumber, string(raw)}
	case first == 't' || first == 'f':
		return value{kindBool, string(raw)}
	}
	return value{kind: kindOther}
}

// textOf decodes a string. A lone surrogate escape becomes U+FFFD in
// encoding/json; it is put back as invalid UTF-8 here, so that it is refused
// rather than changed.
func textOf(raw json.RawMessage) value {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return value{kind: kindOther}
	}
	const replacement = "\uFFFD"
	sent := bytes.Count(raw, []byte(replacement)) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	if strings.Count(text, replacement) > sent {
		text = "\xff"
	}
	return value{kindText, text}
}
