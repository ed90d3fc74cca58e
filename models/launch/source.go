package launch

import (
	"tminus/internal/words"
	"tminus/models/fault"
)

// Source is the fact from which the status of a deliverable or check derives, such as the on-call roster. The zero
// Source is none: a person sets the status.
type Source struct {
	// FollowBy is a binding, FollowID the record and FollowRule the rule that it needs.
	FollowBy   string
	FollowID   *int64
	FollowRule string
	// HandReason is why a person set the status instead, "" while it derives. HandBy is that person.
	HandReason string
	HandBy     *int64
}

// Follows reports whether there is a source.
func (s Source) Follows() bool { return s.FollowBy != "" }

// ByHand reports whether a person has set the status although there is a source.
func (s Source) ByHand() bool { return s.HandReason != "" }

// CheckByHand returns Invalid for a field if the status derives, so that a person cannot simply set it.
func (s Source) CheckByHand(field string) error {
	if !s.Follows() {
		return nil
	}
	return fault.Invalid(field, "This follows from another page. Open it to mark it as done by hand, with a reason.")
}

// CleanHandReason returns a normalized reason for setting a status by hand, or Invalid.
func CleanHandReason(reason string) (string, error) {
	var c fault.Check
	reason = words.OneLine(reason)
	c.That(reason != "", "hand_reason", "Enter the reason.")
	c.That(len([]rune(reason)) <= MaxReason, "hand_reason", "Use at most %d characters.", MaxReason)
	return reason, c.Err()
}
