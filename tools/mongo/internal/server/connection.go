package server

import (
	"net"
	"time"

	"github.com/xdg-go/scram"
	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/wire"
)

// connection is a driver's.
type connection struct {
	server   *Server
	socket   net.Conn
	number   int
	talk     *scram.ServerConversation
	talkOf   string          // the database that talk signs in to
	signedIn map[string]bool // databases
}

func (c *connection) serve() {
	defer func() {
		_ = c.socket.Close()
		c.server.mu.Lock()
		delete(c.server.open, c)
		c.server.mu.Unlock()
	}()
	for {
		request, err := wire.Read(c.socket)
		if err != nil || !c.answer(request) {
			return
		}
	}
}

// answer does a command and tells whether the connection is still there.
func (c *connection) answer(request *wire.Request) bool {
	s := c.server
	call := &call{connection: c, name: request.Body[0].Key, database: text(request.Body, "$db"), body: request.Body, now: time.Now()}
	entry := s.record.add(call)
	fault := s.faults.match(call)
	if fault == nil {
		body := s.run(call)
		s.record.settle(entry, outcome(body), "")
		return c.send(request, body, false)
	}

	time.Sleep(fault.before())
	body := s.runFaulty(call, fault)
	time.Sleep(fault.after())
	if fault.Answer == answerNone {
		s.record.settle(entry, "none", fault.String())
		return false
	}
	s.record.settle(entry, outcome(body), fault.String())
	return c.send(request, body, fault.Answer == answerHalf)
}

// runFaulty gives the answer that a fault says, and does the command unless the fault says that it is lost.
func (s *Server) runFaulty(c *call, fault *Fault) bson.D {
	body := ok()
	if fault.Lost {
		s.lose(c)
		body = append(bson.D{{Key: "n", Value: 1}, {Key: "nModified", Value: 1}}, body...)
	} else {
		body = s.run(c)
	}
	if fault.Answer == answerError {
		return s.failed(c, fault.failure(), fault.Labels)
	}
	return body
}

func (c *connection) send(request *wire.Request, body bson.D, half bool) bool {
	message, err := wire.Answer(request, body)
	if err != nil {
		return false
	}
	if half {
		message = message[:len(message)/2]
	}
	_, err = c.socket.Write(message)
	return err == nil && !half
}
