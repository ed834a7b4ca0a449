// Package keyring keeps the Ed25519 keys that sign sessions: which one signs
// now, which ones the world must know, and when a new one is due.
//
// A key lives in three stages. It is published ahead of its use, so that
// every cache of the JWKS knows it; it signs; and when its successor signs, it
// stays published until the last session that it signed has ended.
package keyring

import (
	"errors"
	"slices"
	"time"
)

// ErrEmpty says that no key can sign yet.
var ErrEmpty = errors.New("no signing key")

// skew is how far the clocks of two machines may be apart.
const skew = 5 * time.Minute

// Policy is how long keys live.
type Policy struct {
	// Rotation is how long one key signs.
	Rotation time.Duration
	// Ahead is how long a key is published before it signs: longer than any
	// cache keeps the JWKS.
	Ahead time.Duration
	// Session is how long what a key signed stays valid.
	Session time.Duration
}

// Ring is all keys that are published, in the order of their use.
type Ring struct {
	Keys []Key `json:"keys"`
}

// Signing is the key that signs at the given time: the last one that has
// begun to. Its error is ErrEmpty.
func (r Ring) Signing(now time.Time) (Key, error) {
	for _, k := range slices.Backward(r.Keys) {
		if !k.SignsFrom.After(now) {
			return k, nil
		}
	}
	return Key{}, ErrEmpty
}

// Due says whether Rotate would change the ring.
func (r Ring) Due(now time.Time, p Policy) bool {
	return r.successorDue(now, p) || slices.ContainsFunc(r.Keys, p.outlived(now))
}

// Rotate is the ring that should be in use now: without the keys that nobody
// needs any more, and with one made of seed when a successor is due. A first
// key signs at once; the others after a while, when everybody knows them.
func (r Ring) Rotate(now time.Time, p Policy, seed []byte) (Ring, error) {
	due := r.successorDue(now, p)
	keys := slices.DeleteFunc(slices.Clone(r.Keys), p.outlived(now))
	if !due {
		return Ring{Keys: keys}, nil
	}
	next, err := NewKey(seed, now, r.nextUse(now, p))
	if err != nil {
		return Ring{}, err
	}
	if last := len(keys) - 1; last >= 0 {
		keys[last].RetiredAt = next.SignsFrom
	}
	return Ring{Keys: append(keys, next)}, nil
}

func (r Ring) successorDue(now time.Time, p Policy) bool {
	if len(r.Keys) == 0 {
		return true
	}
	newest := r.Keys[len(r.Keys)-1]
	return !now.Before(newest.SignsFrom.Add(p.Rotation - p.Ahead))
}

// nextUse is when a key that is published now begins to sign: at the end of
// the newest key's time, but never before caches can know it.
func (r Ring) nextUse(now time.Time, p Policy) time.Time {
	if len(r.Keys) == 0 {
		return now
	}
	planned := r.Keys[len(r.Keys)-1].SignsFrom.Add(p.Rotation)
	if earliest := now.Add(p.Ahead); planned.Before(earliest) {
		return earliest
	}
	return planned
}

func (p Policy) outlived(now time.Time) func(Key) bool {
	return func(k Key) bool {
		return !k.RetiredAt.IsZero() && now.After(k.RetiredAt.Add(p.Session+skew))
	}
}
