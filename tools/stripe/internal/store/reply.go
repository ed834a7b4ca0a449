package store

import "time"

// Reply is an answer kept under its idempotency key.
type Reply struct {
	IdempotencyKey string
	Fingerprint    string
	RequestID      string
	Created        int64
	Status         int
	Body           []byte
}

// ReplyLife is how long Stripe keeps answers at least.
const ReplyLife = 24 * time.Hour

// Key is the idempotency key.
func (r *Reply) Key() string { return r.IdempotencyKey }

// At is the time of the first request.
func (r *Reply) At() int64 { return r.Created }

// ForgetReplies drops the answers that are older than a day.
func ForgetReplies(tx *Tx, now time.Time) error {
	var old []string
	err := Replies.Oldest(tx, "", func(reply *Reply) bool {
		if reply.Created > now.Add(-ReplyLife).Unix() {
			return false
		}
		old = append(old, reply.IdempotencyKey)
		return true
	})
	for _, key := range old {
		if err == nil {
			err = Replies.Delete(tx, key)
		}
	}
	return err
}
