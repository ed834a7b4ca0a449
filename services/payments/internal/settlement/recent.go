package settlement

import (
	"sync"
	"time"
)

// recent remembers when things were last done, for as long as that matters.
type recent struct {
	pause time.Duration
	mu    sync.Mutex
	last  map[string]time.Time
	swept time.Time
}

func newRecent(pause time.Duration) *recent {
	return &recent{pause: pause, last: map[string]time.Time{}}
}

// allow says whether the pause since the last time is over, and if so begins
// another.
func (r *recent) allow(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.swept) > r.pause {
		for key, at := range r.last {
			if now.Sub(at) > r.pause {
				delete(r.last, key)
			}
		}
		r.swept = now
	}
	if at, ok := r.last[key]; ok && now.Sub(at) < r.pause {
		return false
	}
	r.last[key] = now
	return true
}

// forget ends the pause.
func (r *recent) forget(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, key)
}

// knows says whether the pause since the last time is not over.
func (r *recent) knows(key string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.last[key]
	return ok && now.Sub(at) < r.pause
}
