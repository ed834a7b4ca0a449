package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// Event is a CloudEvent that a service had not handled.
type Event struct {
	Topic   string `json:"topic"`
	Service string `json:"service"` // that was to have it
	Raw     string `json:"event"`   // as the broker had it
}

// ID is the event's own id, or a hash of what has none.
func (e Event) ID() string {
	var event struct {
		ID string `json:"id"`
	}
	if json.Unmarshal([]byte(e.Raw), &event) == nil && event.ID != "" {
		return event.ID
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(e.Raw)))
}

// EventLog takes in what a broker gives. It is never shortened: what is in it the broker has not any more.
type EventLog struct {
	mu     sync.Mutex
	file   *os.File
	failed error // what broke off; nothing may be written behind it
}

// LogEvents opens the file of events behind what is in it.
func (a *Archive) LogEvents() (*EventLog, error) {
	path := a.path(eventsFile)
	content, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	// A line that breaks off was not acknowledged, so the broker still has its event.
	whole := int64(bytes.LastIndexByte(content, '\n') + 1)
	if err := file.Truncate(whole); err != nil {
		return nil, closeWith(file, err)
	}
	if _, err := file.Seek(whole, 0); err != nil {
		return nil, closeWith(file, err)
	}
	if err := syncDir(a.Dir); err != nil {
		return nil, closeWith(file, err)
	}
	return &EventLog{file: file}, nil
}

// Add returns when the event is on the disk. After a failure it takes no more: a line that broke off would damage the next.
func (l *EventLog) Add(e Event) error {
	content, err := json.Marshal(e)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed != nil {
		return l.failed
	}
	if _, l.failed = l.file.Write(append(content, '\n')); l.failed == nil {
		l.failed = l.file.Sync()
	}
	return l.failed
}

// Close closes the file.
func (l *EventLog) Close() error { return l.file.Close() }

// Events lists the distinct events of every topic, in the order of their ids.
func (a *Archive) Events() (map[string][]Event, error) {
	distinct := map[string]map[string]Event{}
	err := eachLine(a.path(eventsFile), func(batch [][]byte, first int) error {
		for i, content := range batch {
			var e Event
			if err := json.Unmarshal(content, &e); err != nil {
				return damaged(eventsFile, first+i, err.Error())
			}
			if distinct[e.Topic] == nil {
				distinct[e.Topic] = map[string]Event{}
			}
			if _, known := distinct[e.Topic][e.ID()]; !known {
				distinct[e.Topic][e.ID()] = e
			}
		}
		return nil
	})
	topics := map[string][]Event{}
	for topic, events := range distinct {
		for _, id := range names(events) {
			topics[topic] = append(topics[topic], events[id])
		}
	}
	return topics, err
}

// SumEvents adds the events of every topic up.
func SumEvents(topics map[string][]Event) map[string]Sum {
	sums := map[string]Sum{}
	for topic, events := range topics {
		sum := NewSummer()
		for _, e := range events {
			sum.Add(e.ID(), []byte(e.Raw), time.Time{})
		}
		sums[topic] = sum.Sum()
	}
	return sums
}
