package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Seal is a name for a text that only this server can give.
func (k *Kit) Seal(text string) string {
	mac := hmac.New(sha256.New, k.Options.Secret)
	_, _ = mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
