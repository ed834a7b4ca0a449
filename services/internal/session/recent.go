package session

import (
	"strings"
	"sync"
	"time"
)

const (
	rememberFor = time.Minute // how long a key that was withdrawn may still work
	rememberMax = 4096        // tokens in each generation
)

// recent remembers verified tokens, because a signature check costs more than
// most requests. It keeps two generations and drops the older one when the
// younger is full or old, which bounds it without any bookkeeping.
type recent struct {
	mu     sync.Mutex
	young  map[string]remembered
	old    map[string]remembered
	turned time.Time
}

type remembered struct {
	user  User
	until time.Time
}

func newRecent() *recent { return &recent{young: map[string]remembered{}} }

func (r *recent) get(token string, now time.Time) (User, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	entry, ok := r.young[token]
	if !ok {
		entry, ok = r.old[token]
	}
	if !ok || !now.Before(entry.until) {
		return User{}, false
	}
	return entry.user, true
}

func (r *recent) put(token string, user User, expires, now time.Time) {
	until := now.Add(rememberFor)
	if expires.Before(until) {
		until = expires
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.young) >= rememberMax || now.Sub(r.turned) > rememberFor {
		r.old, r.young, r.turned = r.young, map[string]remembered{}, now
	}
	r.young[strings.Clone(token)] = remembered{user, until}
}
