package server

import (
	"github.com/xdg-go/scram"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

const (
	mechanism  = "SCRAM-SHA-256"
	iterations = 4096 // the least that drivers accept

	// users is the collection of those of each database. One with users is open to them and to those of admin; one without is open to all.
	// Users are made by whoever may work with admin.
	users = "system.users"
)

// allow tells whether a connection may work with a database.
func (s *Server) allow(c *connection, database string) bool {
	if c.signedIn[database] || c.signedIn["admin"] {
		return true
	}
	some, err := s.usersOf(database)
	return err == nil && len(some) == 0
}

func (s *Server) usersOf(database string) (found []bson.D, err error) {
	tx := s.docs.Begin()
	defer tx.Abort()
	all, err := tx.All(users)
	for _, one := range all {
		if text(one, "db") == database {
			found = append(found, one)
		}
	}
	return found, err
}

func (s *Server) credentials(database, name string) (found scram.StoredCredentials, err error) {
	some, err := s.usersOf(database)
	if err != nil {
		return found, err
	}
	for _, one := range some {
		if text(one, "user") == name {
			found.Salt, found.Iters = text(one, "salt"), iterations
			stored, _ := lookup(one, "storedKey").(primitive.Binary)
			server, _ := lookup(one, "serverKey").(primitive.Binary)
			found.StoredKey, found.ServerKey = stored.Data, server.Data
			return found, nil
		}
	}
	return found, failure(18, "Authentication failed.")
}

// setUser makes a user, or gives it another password.
func (s *Server) setUser(database, name, password string) error {
	client, err := scram.SHA256.NewClient(name, password, "")
	if err != nil {
		return err
	}
	salt := primitive.NewObjectID().Hex()
	made := client.GetStoredCredentials(scram.KeyFactors{Salt: salt, Iters: iterations})
	id := database + "." + name
	tx := s.docs.Begin()
	defer tx.Abort()
	err = put(tx, users, id, bson.D{
		{Key: "_id", Value: id}, {Key: "user", Value: name}, {Key: "db", Value: database}, {Key: "salt", Value: salt},
		{Key: "storedKey", Value: primitive.Binary{Data: made.StoredKey}}, {Key: "serverKey", Value: primitive.Binary{Data: made.ServerKey}},
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Server) createUser(c *call) (bson.D, error) {
	name := text(c.body, "createUser")
	if _, err := s.credentials(c.database, name); err == nil {
		return nil, failure(51003, "User \""+name+"@"+c.database+"\" already exists")
	}
	return nil, s.setUser(c.database, name, text(c.body, "pwd"))
}

func (s *Server) updateUser(c *call) (bson.D, error) {
	name := text(c.body, "updateUser")
	if _, err := s.credentials(c.database, name); err != nil {
		return nil, failure(11003, "User "+name+"@"+c.database+" not found")
	}
	return nil, s.setUser(c.database, name, text(c.body, "pwd"))
}

func (s *Server) usersInfo(c *call) (bson.D, error) {
	some, err := s.usersOf(c.database)
	found := bson.A{}
	for _, one := range some {
		found = append(found, bson.D{{Key: "user", Value: text(one, "user")}, {Key: "db", Value: c.database}})
	}
	return bson.D{{Key: "users", Value: found}}, err
}

func (s *Server) saslStart(c *call) (bson.D, error) {
	if text(c.body, "mechanism") != mechanism {
		return nil, failure(18, "only "+mechanism+" is understood here")
	}
	server, err := scram.SHA256.NewServer(func(name string) (scram.StoredCredentials, error) { return s.credentials(c.database, name) })
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
