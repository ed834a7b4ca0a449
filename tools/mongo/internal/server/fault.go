package server

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/query"
)

// What the driver gets to hear of a command with a fault.
const (
	answerOK    = ""
	answerError = "error"
	answerNone  = "none" // the connection is closed
	answerHalf  = "half" // it is closed in the middle of the answer
)

// Fault is a way in which commands go wrong.
type Fault struct {
	// Command is the name of those that it meets; Contains, if any, has to be in them.
	Command  string `json:"command"`
	Contains string `json:"contains,omitempty"`
	// Skip is how many of them go well first, Times how many go wrong: 0 means one, less than 0 all.
	Skip  int `json:"skip,omitempty"`
	Times int `json:"times,omitempty"`
	// Lost tells that the command is not done. The transaction that it belongs to is aborted.
	Lost bool `json:"lost,omitempty"`
	// Answer is "error", with Code and Labels; "none"; "half"; or, by default, that of a command that went well. Labels that are not given
	// are those that MongoDB has for the code.
	Answer string   `json:"answer,omitempty"`
	Code   int32    `json:"code,omitempty"`
	Labels []string `json:"labels,omitempty"`
	// Before and After are how many milliseconds pass before the command is done, and after it until the answer.
	Before int `json:"before,omitempty"`
	After  int `json:"after,omitempty"`
}

func (f *Fault) before() time.Duration { return time.Duration(f.Before) * time.Millisecond }
func (f *Fault) after() time.Duration  { return time.Duration(f.After) * time.Millisecond }

func (f *Fault) failure() *query.Error { return failure(f.Code, "told to fail") }

func (f *Fault) check() error {
	switch f.Answer {
	case answerOK, answerError, answerNone, answerHalf:
	default:
		return fmt.Errorf("unknown answer %q", f.Answer)
	}
	if f.Command == "" || f.Answer == answerError && f.Code == 0 {
		return fmt.Errorf("a fault needs a command, and an error needs a code")
	}
	return nil
}

// String is how the record names the fault.
func (f *Fault) String() string {
	words := []string{"done"}
	if f.Lost {
		words = []string{"lost"}
	}
	if f.Answer != answerOK {
		words = append(words, "answer "+f.Answer)
	}
	if f.Before+f.After > 0 {
		words = append(words, "late")
	}
	return strings.Join(words, ", ")
}

type faults struct {
	mu  sync.Mutex
	all []*Fault
}

func (f *faults) add(one Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.Times == 0 {
		one.Times = 1
	}
	f.all = append(f.all, &one)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = nil
}

// left tells how many faults have not happened as often as they should.
func (f *faults) left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	left := 0
	for _, one := range f.all {
		if one.Times > 0 {
			left++
		}
	}
	return left
}

// match gives the fault that a command meets, and counts it.
func (f *faults) match(c *call) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		if one.Times == 0 || one.Command != c.name || one.Contains != "" && !contains(c.body, one.Contains) {
			continue
		}
		if one.Skip > 0 {
			one.Skip--
			continue
		}
		if one.Times > 0 {
			one.Times--
		}
		return one
	}
	return nil
}

func contains(body bson.D, part string) bool {
	raw, err := bson.Marshal(body)
	return err == nil && strings.Contains(string(raw), part)
}
