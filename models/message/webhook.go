package message

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// secretPrefix marks a secret of Standard Webhooks.
const secretPrefix = "whsec_"

// newSigningSecret returns a new secret of Standard Webhooks.
func newSigningSecret() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// sign returns the signature header of a body by each of the secrets (Standard Webhooks, v1).
func sign(id string, at time.Time, body []byte, secrets ...string) (string, error) {
	var out []string
	for _, s := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, secretPrefix))
		if err != nil {
			return "", fmt.Errorf("the secret of a webhook is not base64: %w", err)
		}
		mac := hmac.New(sha256.New, key)
		_, _ = fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
		_, _ = mac.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " "), nil
}

// webhookHeader returns the headers of a signed body.
func webhookHeader(id string, at time.Time, body []byte, secrets []string) (map[string]string, error) {
	signature, err := sign(id, at, body, secrets...)
	return map[string]string{"webhook-id": id, "webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": signature}, err
}

// webhookBody returns the JSON of an event.
func webhookBody(event string, c content) ([]byte, error) {
	data := c.Data
	if data == nil {
		data = map[string]any{}
	}
	return json.Marshal(struct {
		Type      string         `json:"type"`
		Timestamp string         `json:"timestamp"`
		Data      map[string]any `json:"data"`
	}{event, c.At.UTC().Format(time.RFC3339), data})
}
