package server

import (
	"sync"

	"github.com/xdg-go/scram"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

const (
	mechanism  = "SCRAM-SHA-256"
	iterations = 4096 // the least that drivers accept
)

// users are those of each database. One with users is open to them and to those of admin; one without is open to all.
type users struct {
	mu         sync.Mutex
	byDatabase map[string]map[string]scram.StoredCredentials
}

func newUsers() users {
	return users{byDatabase: map[string]map[string]scram.StoredCredentials{}}
}

func (u *users) allow(c *connection, database string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.byDatabase[database]) == 0 || c.signedIn[database] || c.signedIn["admin"]
}

func (u *users) lookup(database, name string) (scram.StoredCredentials, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	credentials, known := u.byDatabase[database][name]
	if !known {
		return credentials, failure(18, "Authentication failed.")
	}
	return credentials, nil
}

// set makes a user, or gives it another password.
func (u *users) set(database, name, password string) error {
	client, err := scram.SHA256.NewClient(name, password, "")
	if err != nil {
		return err
	}
	credentials := client.GetStoredCredentials(scram.KeyFactors{Salt: primitive.NewObjectID().Hex(), Iters: iterations})
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.byDatabase[database] == nil {
		u.byDatabase[database] = map[string]scram.StoredCredentials{}
	}
	u.byDatabase[database][name] = credentials
	return nil
}

func (s *Server) createUser(c *call) (bson.D, error) {
	name := text(c.body, "createUser")
	if _, err := s.users.lookup(c.database, name); err == nil {
		return nil, failure(51003, "User \""+name+"@"+c.database+"\" already exists")
	}
	return nil, s.users.set(c.database, name, text(c.body, "pwd"))
}

func (s *Server) updateUser(c *call) (bson.D, error) {
	name := text(c.body, "updateUser")
	if _, err := s.users.lookup(c.database, name); err != nil {
		return nil, failure(11003, "User "+name+"@"+c.database+" not found")
	}
	return nil, s.users.set(c.database, name, text(c.body, "pwd"))
}

func (s *Server) usersInfo(c *call) (bson.D, error) {
	s.users.mu.Lock()
	defer s.users.mu.Unlock()
	found := bson.A{}
	for name := range s.users.byDatabase[c.database] {
		found = append(found, bson.D{{Key: "user", Value: name}, {Key: "db", Value: c.database}})
	}
	return bson.D{{Key: "users", Value: found}}, nil
}

func (s *Server) saslStart(c *call) (bson.D, error) {
	if text(c.body, "mechanism") != mechanism {
		return nil, failure(18, "only "+mechanism+" is understood here")
	}
	server, err := scram.SHA256.NewServer(func(name string) (scram.StoredCredentials, error) { return s.users.lookup(c.database, name) })
	if err != nil {
		return nil, err
	}
	c.connection.talk, c.connection.talkOf = server.NewConversation(), c.database
	return s.saslContinue(c)
}

func (s *Server) saslContinue(c *call) (bson.D, error) {
	talk := c.connection.talk
	if talk == nil {
		return nil, failure(18, "no authentication is under way")
	}
	answer := ""
	if !talk.Done() { // else it is the empty message that some drivers end with
		payload, _ := lookup(c.body, "payload").(primitive.Binary)
		var err error
		if answer, err = talk.Step(string(payload.Data)); err != nil {
			return nil, failure(18, "Authentication failed.")
		}
	}
	if talk.Valid() {
		c.connection.signedIn[c.connection.talkOf] = true
	}
	return bson.D{
		{Key: "conversationId", Value: 1}, {Key: "done", Value: talk.Valid()}, {Key: "payload", Value: primitive.Binary{Data: []byte(answer)}},
	}, nil
}
