package market

import (
	"context"
	"net/http"
)

// Faults are how the emulator misbehaves: probabilities from 0 to 1, from a
// seed.
type Faults struct {
	Seed     uint64        `json:"seed"`
	Webhooks WebhookFaults `json:"webhooks"`
	Answers  AnswerFaults  `json:"answers"`
}

// WebhookFaults are those on the way to pass. A webhook that is dropped is
// never delivered.
type WebhookFaults struct {
	Drop         float64 `json:"drop"`
	Double       float64 `json:"double"`
	Delay        float64 `json:"delay"`
	Reorder      float64 `json:"reorder"`
	DelaySeconds float64 `json:"delaySeconds"` // at most
}

// AnswerFaults are those of the API. Lost has the request done and its answer
// lost; Timeout neither does nor answers it. ServerErrorActed is how many of
// the 500s come after the request was done all the same.
type AnswerFaults struct {
	RateLimit        float64 `json:"rateLimit"`
	ServerError      float64 `json:"serverError"`
	ServerErrorActed float64 `json:"serverErrorActed"`
	Timeout          float64 `json:"timeout"`
	Lost             float64 `json:"lost"`
	TimeoutSeconds   float64 `json:"timeoutSeconds"`
}

// SetFaults lets the emulator at base misbehave from now on.
func SetFaults(ctx context.Context, base string, faults Faults) error {
	return fetch(ctx, http.MethodPost, base+"/emulator/faults", faults, nil)
}

// EndFaults lets it behave again.
func EndFaults(ctx context.Context, base string) error {
	return fetch(ctx, http.MethodDelete, base+"/emulator/faults", nil, nil)
}

// Misdeeds are what the emulator counts.
var Misdeeds = []string{
	"webhooks dropped", "webhooks doubled", "webhooks delayed", "webhooks reordered",
	"answers rateLimited", "answers serverErrors", "answers serverErrorsActed", "answers timeouts", "answers lost",
}

// FaultCounts counts what the emulator did since its faults were set.
func FaultCounts(ctx context.Context, base string) (map[string]int, error) {
	var answer struct{ Counts map[string]map[string]int }
	err := fetch(ctx, http.MethodGet, base+"/emulator/faults", nil, &answer)
	counts := map[string]int{}
	for of, kinds := range answer.Counts {
		for kind, count := range kinds {
			counts[of+" "+kind] = count
		}
	}
	return counts, err
}
