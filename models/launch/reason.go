package launch

import (
	"crypto/rand"
	"strings"

	"tminus/models/fault"
)

// CleanReason returns the reason for a decision as it is stored. Returns Invalid
// at the field "reason" with the message missing when there is none.
func CleanReason(text, missing string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", fault.Invalid("reason", "%s", missing)
	}
	if len([]rune(text)) > MaxReason {
		return "", fault.Invalid("reason", "Use at most %d characters.", MaxReason)
	}
	return text, nil
}

// ownPrefix begins the key of what was added to one launch alone.
const ownPrefix = "own-"

// OwnKey returns a key for something that is added to one launch and comes from
// no template.
func OwnKey() string { return ownPrefix + rand.Text()[:12] }

// IsOwnKey tells whether OwnKey made the key.
func IsOwnKey(key string) bool { return strings.HasPrefix(key, ownPrefix) }
