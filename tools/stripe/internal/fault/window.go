package fault

import (
	"encoding/json"
	"net/http"
)

// maxPlan bounds a request that makes a plan, in bytes.
const maxPlan = 1 << 16

// ServeHTTP is /emulator/faults: POST makes a plan, GET shows it with what was done, DELETE ends it.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		var plan Plan
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPlan))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(&plan)
		if err == nil {
			err = f.Begin(plan)
		}
		if err != nil {
			http.Error(w, "The plan can't be followed: "+err.Error(), http.StatusBadRequest)
			return
		}
	case http.MethodDelete:
		f.End()
	case http.MethodGet:
	default:
		w.Header().Set("Allow", "GET, POST, DELETE")
		http.Error(w, "GET, POST or DELETE", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(f.State()) // the caller has gone; there is nobody to tell
}
