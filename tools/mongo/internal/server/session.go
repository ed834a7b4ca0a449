package server

import (
	"errors"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// patience is how long a write outside of transactions waits for one that is in its way.
const patience = 5 * time.Second

type sessions struct {
	mu   sync.Mutex
	byID map[string]*session
}

// session is a driver's, with its last transaction or retryable write.
type session struct {
	mu        sync.Mutex // held while a command of the session is done
	number    int64
	tx        *store.Tx
	began     time.Time
	committed bool
	reply     bson.D // of a retryable write
}

func (s *sessions) of(body bson.D) *session {
	id, _ := lookup(body, "lsid").(bson.D)
	raw, _ := lookup(id, "id").(primitive.Binary)
	s.mu.Lock()
	defer s.mu.Unlock()
	found, known := s.byID[string(raw.Data)]
	if !known {
		found = &session{number: -1}
		s.byID[string(raw.Data)] = found
	}
	return found
}

// abortOlder aborts the transactions that began before a time.
func (s *sessions) abortOlder(than time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.byID {
		one.mu.Lock()
		if one.tx != nil && one.began.Before(than) {
			one.tx.Abort()
		}
		one.mu.Unlock()
	}
}

func inTransaction(body bson.D) bool { return lookup(body, "autocommit") == false }

// enter makes the transaction of a command the session's, a new one if the command says so.
func (s *session) enter(docs *store.Store, c *call) (*store.Tx, error) {
	wanted, _ := lookup(c.body, "txnNumber").(int64)
	if wanted < s.number {
		return nil, failure(225, "a later transaction has begun on this session")
	}
	if lookup(c.body, "startTransaction") == true {
		if s.tx != nil {
			s.tx.Abort()
		}
		s.number, s.tx, s.began, s.committed, s.reply = wanted, docs.Begin(), c.now, false, nil
		return s.tx, nil
	}
	if wanted != s.number || s.tx == nil {
		return nil, failure(251, "Given transaction number does not match any in-progress transactions.")
	}
	return s.tx, nil
}

// work does a command on documents: in its transaction, or in one of its own.
func (s *Server) work(c *call, do handler) (bson.D, error) {
	session := s.sessions.of(c.body)
	if inTransaction(c.body) {
		return s.workIn(session, c, do)
	}
	number, retryable := lookup(c.body, "txnNumber").(int64)
	if !retryable {
		return s.workAlone(c, do)
	}
	if reply := session.repeated(number); reply != nil {
		return reply, nil
	}
	body, err := s.workAlone(c, do)
	if err == nil {
		session.keep(number, body)
	}
	return body, err
}

// repeated gives the answer that a retryable write has got before, if it is sent again.
func (s *session) repeated(number int64) bson.D {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.number != number {
		return nil
	}
	return s.reply
}

func (s *session) keep(number int64, reply bson.D) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number, s.tx, s.reply = number, nil, reply
}

func (s *Server) workIn(session *session, c *call, do handler) (bson.D, error) {
	session.mu.Lock()
	defer session.mu.Unlock()
	var err error
	if c.tx, err = session.enter(s.docs, c); err != nil {
		return nil, err
	}
	body, err := do(s, c)
	if err != nil || lookup(body, "writeErrors") != nil {
		c.tx.Abort()
	}
	return body, err
}

func (s *Server) workAlone(c *call, do handler) (bson.D, error) {
	for {
		c.tx = s.docs.Begin()
		body, err := do(s, c)
		if err == nil {
			return body, c.tx.Commit()
		}
		c.tx.Abort()
		if !errors.Is(err, store.ErrConflict) || time.Since(c.now) > patience {
			return nil, err
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (s *Server) commit(c *call) (bson.D, error) {
	session := s.sessions.of(c.body)
	session.mu.Lock()
	defer session.mu.Unlock()
	wanted, _ := lookup(c.body, "txnNumber").(int64)
	if wanted != session.number || session.tx == nil {
		return nil, failure(251, "no such transaction")
	}
	if session.committed {
		return nil, nil // asked again
	}
	if err := session.tx.Commit(); err != nil {
		return nil, err
	}
	session.committed = true
	return nil, nil
}

func (s *Server) abort(c *call) (bson.D, error) {
	session := s.sessions.of(c.body)
	session.mu.Lock()
	defer session.mu.Unlock()
	if session.tx != nil {
		session.tx.Abort()
	}
	return nil, nil
}

// lose aborts the transaction that a lost command belonged to, unless it is the abort that is lost.
func (s *Server) lose(c *call) {
	if c.name != "abortTransaction" && inTransaction(c.body) {
		_, _ = s.abort(c)
	}
}
