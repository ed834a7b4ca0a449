package house

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// outboxes is where the head of every instance's outbox is. It says until when the instance is taken for alive.
const outboxes = "outbox/"

// Alive returns the instances whose lease has not run out, each with the end of it: they run, or were killed a moment ago.
// An instance that was stopped in order has given its lease back.
func (s *Store) Alive(ctx context.Context, keys []string) (map[string]time.Time, error) {
	var heads []string
	for _, key := range keys {
		if instance, ok := strings.CutPrefix(key, outboxes); ok && !strings.Contains(instance, "/") {
			heads = append(heads, key)
		}
	}
	if len(heads) == 0 {
		return nil, nil
	}
	documents, err := s.Read(ctx, heads)
	if err != nil {
		return nil, err
	}
	alive := map[string]time.Time{}
	for _, d := range documents {
		var head struct {
			Lease time.Time `json:"lease"`
		}
		if err := json.Unmarshal(d.Value, &head); err != nil {
			return nil, fmt.Errorf("read %s of %s: %w", d.Key, s.service, err)
		}
		if head.Lease.After(time.Now()) {
			alive[strings.TrimPrefix(d.Key, outboxes)] = head.Lease
		}
	}
	return alive, nil
}
