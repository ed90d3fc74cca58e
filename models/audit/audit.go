// Package audit lists and exports the audit log. Only administrators may read it; the packages that
// own an item show its history to everybody else.
package audit

import (
	"strings"

	"tminus/internal/civil"
)

// Filter selects audit entries. The zero value selects all of them.
type Filter struct {
	ActorID  int64
	Entity   string
	Action   string
	LaunchID int64
	// Text matches labels, actions, reasons and names of actors.
	Text string
	// From and To are days in UTC, both inclusive.
	From, To civil.Date
	// Before is the id that the page starts below; 0 starts at the newest entry.
	Before int64
}

// Entities lists the entity types that a user can filter by.
var Entities = []string{"launch", "deliverable", "comment", "risk", "ritual", "run", "parity", "stakeholder", "service", "service use",
	"guide", "report", "beta tester", "user", "team", "template", "request"}

// Denied is the action of a request that was refused with 403.
const Denied = "request.was denied"

// Actions lists the actions that a user can filter by, in addition to the entity types.
var Actions = []string{"user.signed in", "user.failed to sign in", "user.had to wait to sign in", "user.failed to change the password",
	"user.password set", "user.password changed", Denied, "refusal.not recorded one by one"}

// Sentence returns an action as a phrase: "deliverable.moved with T" becomes "moved with T".
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
