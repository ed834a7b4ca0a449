package server

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/bson"
)

// Control is how tests look at the server and tell it to fail:
//
//	GET    /commands            what came, without drivers' chatter; ?command=find gives those alone
//	DELETE /commands            forgets it
//	GET    /documents?collection=db.name    what is committed
//	POST   /faults              a Fault
//	GET    /faults              how many have not happened yet
//	DELETE /faults              all is well again
//	POST   /stepdown?ms=1500    a secondary for so long
//	POST   /disconnect          all connections are closed
//	POST   /users               {"database", "name", "password"}
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /commands", func(w http.ResponseWriter, r *http.Request) {
		entries, err := s.record.list(r.URL.Query().Get("command"))
		reply(w, entries, err)
	})
	mux.HandleFunc("DELETE /commands", func(w http.ResponseWriter, _ *http.Request) { s.record.clear() })
	mux.HandleFunc("GET /documents", func(w http.ResponseWriter, r *http.Request) {
		docs, err := s.documents(r.URL.Query().Get("collection"))
		reply(w, docs, err)
	})
	mux.HandleFunc("POST /faults", s.addFault)
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.faults.left(), nil) })
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) { s.faults.clear() })
	mux.HandleFunc("POST /stepdown", s.stepDown)
	mux.HandleFunc("POST /disconnect", func(http.ResponseWriter, *http.Request) { s.Disconnect() })
	mux.HandleFunc("POST /users", s.addUser)
	return mux
}

func (s *Server) addFault(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	if !read(w, r, &fault) {
		return
	}
	if err := fault.check(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.faults.add(fault)
}

func (s *Server) stepDown(w http.ResponseWriter, r *http.Request) {
	ms, err := strconv.Atoi(r.URL.Query().Get("ms"))
	if err != nil {
		http.Error(w, "ms: how many milliseconds", http.StatusBadRequest)
		return
	}
	s.StepDown(time.Duration(ms) * time.Millisecond)
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request) {
	var user struct{ Database, Name, Password string }
	if !read(w, r, &user) {
		return
	}
	if err := s.setUser(user.Database, user.Name, user.Password); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (s *Server) documents(collection string) ([]json.RawMessage, error) {
	tx := s.docs.Begin()
	defer tx.Abort()
	docs, err := tx.All(collection)
	if err != nil {
		return nil, err
	}
	found := make([]json.RawMessage, len(docs))
	for i, doc := range docs {
		if found[i], err = bson.MarshalExtJSON(doc, false, false); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func reply(w http.ResponseWriter, value any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
