// Package wire reads and writes MongoDB's messages: OP_MSG, and the OP_QUERY with which drivers greet a server.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
	"go.mongodb.org/mongo-driver/x/mongo/driver/wiremessage"
)

// MaxMessage is the largest message there may be, in bytes.
const MaxMessage = 48_000_000

const headerSize = 16

var errMalformed = errors.New("malformed message")

// Request is a command as it came.
type Request struct {
	// Body is the command, with its document sequences as arrays and its database as $db.
	Body bson.D

	id     int32
	legacy bool
}

// Read takes the next request from r.
func Read(r io.Reader) (*Request, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(size[:])
	if length < headerSize || length > MaxMessage {
		return nil, fmt.Errorf("%w: %d bytes", errMalformed, length)
	}
	message := make([]byte, length)
	copy(message, size[:])
	if _, err := io.ReadFull(r, message[4:]); err != nil {
		return nil, err
	}
	_, id, _, opcode, rest, _ := wiremessage.ReadHeader(message)
	request := &Request{id: id, legacy: opcode == wiremessage.OpQuery}
	var err error
	switch opcode {
	case wiremessage.OpMsg:
		request.Body, err = readMsg(rest)
	case wiremessage.OpQuery:
		request.Body, err = readQuery(rest)
	default:
		err = fmt.Errorf("%w: opcode %s", errMalformed, opcode)
	}
	return request, err
}

func readMsg(rest []byte) (bson.D, error) {
	flags, rest, ok := wiremessage.ReadMsgFlags(rest)
	if ok && flags&wiremessage.ChecksumPresent != 0 {
		ok, rest = len(rest) >= 4, rest[:max(0, len(rest)-4)]
	}
	var body, sequences bson.D
	for ok && len(rest) > 0 {
		var kind wiremessage.SectionType
		if kind, rest, ok = wiremessage.ReadMsgSectionType(rest); !ok {
			break
		}
		var err error
		if kind == wiremessage.SingleDocument {
			var doc bsoncore.Document
			doc, rest, ok = wiremessage.ReadMsgSectionSingleDocument(rest)
			err = unmarshal(doc, &body)
		} else {
			var name string
			var docs []bsoncore.Document
			name, docs, rest, ok = wiremessage.ReadMsgSectionDocumentSequence(rest)
			var list bson.A
			list, err = array(docs)
			sequences = append(sequences, bson.E{Key: name, Value: list})
		}
		if err != nil {
			return nil, err
		}
	}
	if !ok || len(body) == 0 {
		return nil, errMalformed
	}
	return append(body, sequences...), nil
}

func array(docs []bsoncore.Document) (bson.A, error) {
	list := make(bson.A, len(docs))
	for i, raw := range docs {
		var doc bson.D
		if err := unmarshal(raw, &doc); err != nil {
			return nil, err
		}
		list[i] = doc
	}
	return list, nil
}

func readQuery(rest []byte) (bson.D, error) {
	_, rest, ok := wiremessage.ReadQueryFlags(rest)
	var namespace string
	if ok {
		namespace, rest, ok = wiremessage.ReadQueryFullCollectionName(rest)
	}
	const numbers = 8 // how many to skip, how many to return
	if !ok || len(rest) < numbers {
		return nil, errMalformed
	}
	raw, _, ok := wiremessage.ReadQueryQuery(rest[numbers:])
	if !ok {
		return nil, errMalformed
	}
	var body bson.D
	if err := unmarshal(raw, &body); err != nil {
		return nil, err
	}
	const suffix = ".$cmd"
	if len(body) == 0 || len(namespace) <= len(suffix) {
		return nil, errMalformed
	}
	return append(body, bson.E{Key: "$db", Value: namespace[:len(namespace)-len(suffix)]}), nil
}

func unmarshal(raw bsoncore.Document, into *bson.D) error {
	if err := bson.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%w: %w", errMalformed, err)
	}
	return nil
}

// Answer gives the message that answers request with body.
func Answer(request *Request, body bson.D) ([]byte, error) {
	raw, err := bson.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	opcode := wiremessage.OpMsg
	if request.legacy {
		opcode = wiremessage.OpReply
	}
	at, message := wiremessage.AppendHeaderStart(nil, wiremessage.NextRequestID(), request.id, opcode)
	if request.legacy {
		message = wiremessage.AppendReplyFlags(message, 0)
		message = wiremessage.AppendReplyCursorID(message, 0)
		message = wiremessage.AppendReplyStartingFrom(message, 0)
		message = wiremessage.AppendReplyNumberReturned(message, 1)
	} else {
		message = wiremessage.AppendMsgFlags(message, 0)
		message = wiremessage.AppendMsgSectionType(message, wiremessage.SingleDocument)
	}
	message = append(message, raw...)
	return bsoncore.UpdateLength(message, at, int32(len(message))), nil
}
