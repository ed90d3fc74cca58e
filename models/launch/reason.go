package launch

import (
	"crypto/rand"
	"strings"

	"tminus/models/fault"
)

// CleanReason returns the normalized reason for a decision. It returns Invalid for the field
// "reason" with the message missing if it is empty.
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

// ownPrefix is the prefix of keys of records that were added to a single launch.
const ownPrefix = "own-"

// OwnKey returns a key for a record that is added to a launch and not part of a template.
func OwnKey() string { return ownPrefix + rand.Text()[:12] }

// IsOwnKey reports whether OwnKey created the key.
func IsOwnKey(key string) bool { return strings.HasPrefix(key, ownPrefix) }
