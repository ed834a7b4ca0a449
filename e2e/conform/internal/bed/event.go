package bed

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// typePrefix marks the suite's events: pass's services know no such types and
// acknowledge them unseen.
const typePrefix = "conform."

// Event is a CloudEvent in the form in which pass publishes its own, with one
// more extension attribute.
type Event struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject"`
	Time            time.Time       `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	TraceParent     string          `json:"traceparent,omitempty"`
	TraceID         string          `json:"traceid,omitempty"`
	Data            json.RawMessage `json:"data"`
}

// Event makes the event with number n of a kind, with data as JSON.
func (b *Bed) Event(kind string, n int, data any) Event {
	body, err := json.Marshal(data)
	if err != nil {
		panic(err) // the suite's own data
	}
	return Event{
		SpecVersion: "1.0", ID: fmt.Sprintf("conform/%s/%s/%d", b.Run, kind, n), Source: "conform", Type: typePrefix + kind,
		Subject: b.Run, Time: time.Now().UTC(), DataContentType: "application/json", Data: body,
	}
}

// kind is the inbox that an event belongs to; empty for those of others.
func (e Event) kind() string {
	kind, ours := strings.CutPrefix(e.Type, typePrefix)
	if !ours {
		return ""
	}
	return kind
}
