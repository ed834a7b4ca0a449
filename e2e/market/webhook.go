package market

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// EventAtStripe is an event as its webhook carries it.
func EventAtStripe(ctx context.Context, base, id string) (json.RawMessage, error) {
	var event json.RawMessage
	err := operator(ctx, http.MethodGet, base+"/v1/events/"+id, "", nil, &event)
	return event, err
}

// SendWebhook sends an event to the site as Stripe does: signed with the
// secret, at a time. It returns the status of the answer.
func SendWebhook(ctx context.Context, site string, event []byte, secret string, at time.Time) (int, error) {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), event)
	signature := fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
	answer, err := New(site).Do(ctx, http.MethodPost, "/api/v1/payments/webhook", event, Header("Stripe-Signature", signature))
	return answer.Status, err
}
