package store

import (
	"encoding/binary"
	"slices"
	"time"
)

// Schedule keeps keys by the time when something is to be done about them.
type Schedule struct{ name string }

// The schedules: sessions that expire, what banks do later, webhooks to be sent.
var (
	DueJobs       = Schedule{"due.jobs"}
	DueSessions   = Schedule{"due.sessions"}
	DueDeliveries = Schedule{"due.deliveries"}
)

var schedules = []Schedule{DueSessions, DueJobs, DueDeliveries}

// Add enters the key.
func (s Schedule) Add(tx *Tx, at time.Time, key string) error {
	return tx.bucket(s.name).Put(entry(at, key), nil)
}

// Remove takes the key out; at must be what it was entered with.
func (s Schedule) Remove(tx *Tx, at time.Time, key string) error {
	return tx.bucket(s.name).Delete(entry(at, key))
}

// Due lists the keys whose time has come, the longest waiting first and no more than limit, and when the next one's comes (zero
// when none waits).
func (s Schedule) Due(tx *Tx, now time.Time, limit int) (keys []string, next time.Time) {
	cursor := tx.bucket(s.name).Cursor()
	for k, _ := cursor.First(); k != nil; k, _ = cursor.Next() {
		at := time.Unix(0, int64(binary.BigEndian.Uint64(k)))
		if at.After(now) || len(keys) == limit {
			return keys, at
		}
		keys = append(keys, string(k[sequenceSize:]))
	}
	return keys, time.Time{}
}

// Take lists the keys whose time has come, as Due does, and takes them out.
func (s Schedule) Take(tx *Tx, now time.Time, limit int) ([]string, error) {
	var keys []string
	bucket := tx.bucket(s.name)
	for len(keys) < limit {
		k, _ := bucket.Cursor().First()
		if k == nil || time.Unix(0, int64(binary.BigEndian.Uint64(k))).After(now) {
			break
		}
		keys = append(keys, string(k[sequenceSize:]))
		if err := bucket.Delete(slices.Clone(k)); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func entry(at time.Time, key string) []byte {
	return slices.Concat(binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano())), []byte(key))
}
