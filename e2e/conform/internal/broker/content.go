package broker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

const traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// contents are data that could change on their way.
var contents = []map[string]any{
	{"title": "$100 voucher 🎟 \"quoted\" <b>&amp; \\ \n \t ñ 漢字", "price": 2500, "none": nil, "list": []any{1, "a", true}},
	{"$set": map[string]any{"a.b": "$field"}, "": "empty name"},
	{"big": strings.Repeat("0123456789abcdef", 200<<10/16)},
}

// unchanged compares events with what came of them. Sidecars write the JSON
// anew, so the data is compared as values.
func unchanged(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "content"
	box := b.Inbox(kind, nil)
	var sent []bed.Event
	for i, data := range contents {
		sent = append(sent, traced(b.Event(kind, i, data)))
	}
	if err := b.Payments.PublishAll(ctx, payments, sent); err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, "orders", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d events, up to 200 KB", len(sent)), compare(sent, box.Of("orders"))
}

// traced gives an event a trace. Without one, sidecars add their own.
func traced(event bed.Event) bed.Event {
	event.TraceParent, event.TraceID = traceParent, traceParent
	return event
}

func compare(sent []bed.Event, came []bed.Delivery) error {
	for _, event := range sent {
		for _, d := range came {
			if event.ID != d.Event.ID {
				continue
			}
			if err := same(event, d.Event); err != nil {
				return err
			}
		}
	}
	return nil
}

func same(sent, came bed.Event) error {
	data, err := values(sent.Data)
	if err != nil {
		return err
	}
	now, err := values(came.Data)
	if err != nil {
		return err
	}
	if !bytes.Equal(data, now) {
		return fmt.Errorf("the data %.80s came as %.80s", data, now)
	}
	for name, pair := range map[string][2]string{
		"specversion": {sent.SpecVersion, came.SpecVersion}, "type": {sent.Type, came.Type}, "source": {sent.Source, came.Source},
		"subject": {sent.Subject, came.Subject}, "traceparent": {sent.TraceParent, came.TraceParent},
		"datacontenttype": {sent.DataContentType, came.DataContentType},
		"time":            {sent.Time.String(), came.Time.UTC().String()},
	} {
		if pair[0] != pair[1] {
			return fmt.Errorf("%s was %q and came as %q", name, pair[0], pair[1])
		}
	}
	return nil
}

// values writes JSON in one way.
func values(raw json.RawMessage) ([]byte, error) {
	var decoded any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&decoded); err != nil {
		return nil, fmt.Errorf("the data came as %.80q: %w", raw, err)
	}
	return json.Marshal(decoded)
}
