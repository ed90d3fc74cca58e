// Package audit reads the log that every write leaves: who, when, what,
// before and after. Only administrators may; a thing's own history is shown
// to everybody by the room that the thing lives in.
package audit

import (
	"strings"

	"tminus/internal/civil"
)

// Filter narrows the log down. The zero value is all of it.
type Filter struct {
	ActorID  int64
	Entity   string
	Action   string
	LaunchID int64
	// Text is looked for in names, actions and reasons.
	Text string
	// From and To are days in UTC; both belong to the range.
	From, To civil.Date
	// Before is the id below which a page begins; 0 is the newest.
	Before int64
}

// Entities are the things that the log speaks of, for a filter.
var Entities = []string{"launch", "deliverable", "comment", "risk", "ritual", "run", "parity", "stakeholder", "service", "service use", "guide", "report", "beta tester", "user", "team", "template", "request"}

// Denied is the action of a request that was answered with 403.
const Denied = "request.was denied"

// Actions are those that the log can be filtered by, beside the things they were
// done to.
var Actions = []string{"user.signed in", "user.failed to sign in", "user.had to wait to sign in", "user.failed to change the password",
	"user.password set", "user.password changed", Denied, "refusal.not recorded one by one"}

// Sentence says what an action was in words: "deliverable.moved with T" is
// "moved with T".
func Sentence(action string) string {
	_, verb, ok := strings.Cut(action, ".")
	if !ok {
		return action
	}
	switch verb {
	case "status", "state", "role", "owner":
		return "changed the " + verb
	}
	return verb
}
