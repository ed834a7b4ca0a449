// Package throttle bounds how often one address or one account may try.
package throttle

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// remembered bounds the keys that a throttle knows. Who was not seen for the
// longest time is forgotten, and starts afresh.
const remembered = 16384

// Throttle allows each key a number of tries a minute: that many at once, and
// then one whenever its share of the minute has passed.
type Throttle struct {
	perMinute int
	buckets   *lru.Cache[string, *rate.Limiter]
}

// New allows each key perMinute tries a minute. With 0 nothing is bounded.
func New(perMinute int) *Throttle {
	buckets, err := lru.New[string, *rate.Limiter](remembered)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &Throttle{perMinute: perMinute, buckets: buckets}
}

// Try takes one try of key at the given time. When there is none left it
// takes nothing and says how long to wait for the next.
func (t *Throttle) Try(key string, now time.Time) (wait time.Duration, ok bool) {
	if t.perMinute <= 0 {
		return 0, true
	}
	reservation := t.bucket(key).ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return wait, false
	}
	return 0, true
}

func (t *Throttle) bucket(key string) *rate.Limiter {
	if b, ok := t.buckets.Get(key); ok {
		return b
	}
	fresh := rate.NewLimiter(rate.Limit(float64(t.perMinute)/60), t.perMinute)
	if earlier, ok, _ := t.buckets.PeekOrAdd(key, fresh); ok {
		return earlier
	}
	return fresh
}
