package server

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// recorded is how many commands are kept.
const recorded = 10_000

// record is what came, the oldest first.
type record struct {
	mu      sync.Mutex
	last    int
	entries []*entry
}

type entry struct {
	number     int
	at         time.Time
	connection int
	database   string
	command    string
	body       bson.D
	answer     string
	fault      string
}

// Entry is a command in the record.
type Entry struct {
	Number     int       `json:"number"`
	At         time.Time `json:"at"`
	Connection int       `json:"connection"`
	Database   string    `json:"database"`
	Command    string    `json:"command"`
	// Body is the whole command as MongoDB's relaxed extended JSON. Those with credentials are left out.
	Body json.RawMessage `json:"body,omitempty"`
	// Answer is "ok", the name of an error, "none", or empty as long as there is none.
	Answer string `json:"answer"`
	Fault  string `json:"fault,omitempty"`
}

func (r *record) add(c *call) *entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	e := &entry{number: r.last, at: c.now, connection: c.connection.number, database: c.database, command: c.name, body: c.body}
	if strings.HasPrefix(c.name, "sasl") || strings.HasSuffix(c.name, "User") || lookup(c.body, "speculativeAuthenticate") != nil {
		e.body = nil
	}
	if len(r.entries) == recorded {
		r.entries = slices.Delete(r.entries, 0, recorded/10)
	}
	r.entries = append(r.entries, e)
	return e
}

func (r *record) settle(e *entry, answer, fault string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.answer, e.fault = answer, fault
}

func (r *record) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = nil
}

// list gives the commands of a name, or all but those that drivers send by themselves.
func (r *record) list(command string) ([]Entry, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := []Entry{}
	for _, e := range r.entries {
		_, chatter := about[e.command]
		if command != "" && command != e.command || command == "" && chatter {
			continue
		}
		one := Entry{
			Number: e.number, At: e.at, Connection: e.connection, Database: e.database, Command: e.command, Answer: e.answer, Fault: e.fault,
		}
		if e.body != nil {
			raw, err := bson.MarshalExtJSON(e.body, false, false)
			if err != nil {
				return nil, err
			}
			one.Body = raw
		}
		found = append(found, one)
	}
	return found, nil
}
