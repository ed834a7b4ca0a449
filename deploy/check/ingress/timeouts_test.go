package ingress

import (
	"strconv"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	// serviceTimeout bounds a request in a service (services/internal/service), answerTimeout is how long web waits for the
	// beginning of one's answer (web/server/gateway.ts).
	serviceTimeout = 20 * time.Second
	answerTimeout  = 30 * time.Second
	// stream is how long what web streams may be silent at least.
	stream = time.Hour
)

// TestTimeouts looks at what is written down: no test waits for minutes.
func TestTimeouts(t *testing.T) {
	for _, f := range flavours {
		w := &way{flavour: f}
		w.read(t)
		for _, o := range w.objects {
			switch o.GetKind() {
			case "Ingress":
				ingressTimeouts(t, o)
			case "HTTPRoute":
				routeTimeouts(t, o)
			}
		}
	}
}

// ingressTimeouts are between two reads, so that a stream lives as long as it is not silent for so long.
func ingressTimeouts(t *testing.T, o *unstructured.Unstructured) {
	const prefix = "nginx.ingress.kubernetes.io/"
	notes := o.GetAnnotations()
	if notes[prefix+"whitelist-source-range"] != "" {
		return // nobody comes through
	}
	read, err := strconv.Atoi(notes[prefix+"proxy-read-timeout"])
	least := serviceTimeout
	if o.GetName() == "site" {
		least = stream
	}
	if got := time.Duration(read) * time.Second; err != nil || got < least || got < answerTimeout {
		t.Errorf("%s waits for %q seconds", o.GetName(), notes[prefix+"proxy-read-timeout"])
	}
	if notes[prefix+"proxy-buffering"] != "off" {
		t.Errorf("%s holds streams back", o.GetName())
	}
}

// routeTimeouts are for whole requests: a stream needs none at all.
func routeTimeouts(t *testing.T, o *unstructured.Unstructured) {
	rules, _, err := unstructured.NestedSlice(o.Object, "spec", "rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		text, found, _ := unstructured.NestedString(r.(map[string]any), "timeouts", "request")
		limit, err := time.ParseDuration(text)
		switch {
		case o.GetName() == "api" && (err != nil || limit < answerTimeout):
			t.Errorf("a rule of %s ends requests after %q", o.GetName(), text)
		case o.GetName() == "site" && (!found || err != nil || limit != 0):
			t.Errorf("%s ends streams after %q, or after what a controller likes", o.GetName(), text)
		}
	}
}
