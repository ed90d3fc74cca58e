package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Seal returns an authentication code of a text, which only this server can compute.
func (k *Kit) Seal(text string) string {
	mac := hmac.New(sha256.New, k.Options.Secret)
	_, _ = mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
