package server

import (
	"errors"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/query"
	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// call is a command that is being answered.
type call struct {
	connection *connection
	name       string
	database   string
	body       bson.D
	now        time.Time
	tx         *store.Tx // of a command that works on documents
}

// collection is the full name of the one that the command is about.
func (c *call) collection() string { return c.database + "." + text(c.body, c.name) }

// domain is the database that one has to be signed in to for the command.
func (c *call) domain() string {
	if strings.HasSuffix(c.name, "User") {
		return "admin"
	}
	return c.database
}

type handler func(*Server, *call) (bson.D, error)

// about are the commands that are about the server. Anybody may send them, and a secondary answers them.
var about = map[string]handler{
	"hello": (*Server).hello, "isMaster": (*Server).hello, "ismaster": (*Server).hello,
	"ping": nothing, "endSessions": nothing, "killCursors": nothing,
	"buildInfo": buildInfo, "buildinfo": buildInfo,
	"saslStart": (*Server).saslStart, "saslContinue": (*Server).saslContinue,
}

// managing are the commands that need a primary and are not part of transactions.
var managing = map[string]handler{
	"createIndexes": (*Server).createIndexes, "listIndexes": (*Server).listIndexes, "getMore": (*Server).getMore,
	"createUser": (*Server).createUser, "updateUser": (*Server).updateUser, "usersInfo": (*Server).usersInfo,
	"commitTransaction": (*Server).commit, "abortTransaction": (*Server).abort,
}

// working are the commands on documents.
var working = map[string]handler{
	"find": (*Server).find, "insert": (*Server).insert, "update": (*Server).update, "delete": (*Server).remove,
}

// run does a command and gives its answer.
func (s *Server) run(c *call) bson.D {
	body, err := s.try(c)
	if err != nil {
		return s.failed(c, err, nil)
	}
	return append(body, ok()...)
}

func (s *Server) try(c *call) (bson.D, error) {
	if do, known := about[c.name]; known {
		return do(s, c)
	}
	manage, isManaging := managing[c.name]
	work, isWorking := working[c.name]
	switch {
	case !isManaging && !isWorking:
		return nil, failure(59, "no such command: "+c.name)
	case !s.allow(c.connection, c.domain()):
		return nil, failure(13, "command "+c.name+" requires authentication")
	case !s.primary():
		return nil, errNotPrimary
	case isManaging:
		return manage(s, c)
	}
	return s.work(c, work)
}

func nothing(*Server, *call) (bson.D, error) { return nil, nil }

func buildInfo(*Server, *call) (bson.D, error) {
	return bson.D{{Key: "version", Value: "7.0.0"}, {Key: "versionArray", Value: bson.A{7, 0, 0, 0}}, {Key: "modules", Value: bson.A{"recording stand-in"}}}, nil
}

func ok() bson.D { return bson.D{{Key: "ok", Value: 1.0}} }

// names of the codes that are given here.
var names = map[int32]string{
	13: "Unauthorized", 18: "AuthenticationFailed", 24: "LockTimeout", 43: "CursorNotFound", 59: "CommandNotFound", 64: "WriteConcernFailed",
	91: "ShutdownInProgress", 112: "WriteConflict", 189: "PrimarySteppedDown", 225: "TransactionTooOld", 251: "NoSuchTransaction",
	10107: "NotWritablePrimary", 11000: "DuplicateKey", 11003: "UserNotFound", 11602: "InterruptedDueToReplStateChange", 51003: "UserAlreadyExists",
}

func failure(code int32, message string) *query.Error {
	return &query.Error{Code: code, Name: names[code], Message: message}
}

// failed is the answer of a command that failed. Without labels given it has those that MongoDB gives to the code.
func (s *Server) failed(c *call, err error, labels []string) bson.D {
	var refusal *query.Error
	switch {
	case errors.As(err, &refusal):
	case isTransient(err):
		refusal = failure(112, "Write conflict during plan execution and yielding is disabled.")
	case errors.Is(err, store.ErrEnded):
		refusal = failure(251, "Transaction has been aborted.")
	default:
		refusal = &query.Error{Code: 8, Name: "UnknownError", Message: err.Error()}
	}
	if labels == nil {
		labels = labelsOf(c, refusal.Code)
	}
	body := bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: refusal.Code}, {Key: "codeName", Value: refusal.Name}, {Key: "errmsg", Value: refusal.Message}}
	if len(labels) > 0 {
		body = append(body, bson.E{Key: "errorLabels", Value: labels})
	}
	return body
}

func labelsOf(c *call, code int32) []string {
	moved := code == 10107 || code == 91 || code == 189 || code == 11602
	ends := c.name == "commitTransaction" || c.name == "abortTransaction"
	switch {
	case moved && ends:
		return []string{"RetryableWriteError"}
	case inTransaction(c.body) && (moved || code == 112 || code == 251 || code == 24):
		return []string{"TransientTransactionError"}
	case moved && lookup(c.body, "txnNumber") != nil:
		return []string{"RetryableWriteError"}
	}
	return nil
}

// outcome says in a word what an answer says.
func outcome(body bson.D) string {
	if list, is := lookup(body, "writeErrors").(bson.A); is && len(list) > 0 {
		code, _ := lookup(list[0].(bson.D), "code").(int32)
		return names[code]
	}
	if name := text(body, "codeName"); name != "" {
		return name
	}
	return "ok"
}

func lookup(doc bson.D, key string) any {
	for _, e := range doc {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

func text(doc bson.D, key string) string {
	value, _ := lookup(doc, key).(string)
	return value
}

func list(doc bson.D, key string) []bson.D {
	values, _ := lookup(doc, key).(bson.A)
	docs := make([]bson.D, 0, len(values))
	for _, value := range values {
		if doc, is := value.(bson.D); is {
			docs = append(docs, doc)
		}
	}
	return docs
}

func number(doc bson.D, key string) int {
	switch n := lookup(doc, key).(type) {
	case int32:
		return int(n)
	case int64:
		return int(n)
	case float64:
		return int(n)
	}
	return 0
}
