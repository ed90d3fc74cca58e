package people

import (
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
)

// Action is something that is not for everybody.
type Action string

// The actions, from what everybody may do to what few may.
const (
	// Read is looking at anything: launches are open to the whole organisation.
	Read Action = "read"
	// EditPlan is adding and changing deliverables and comments of a launch.
	EditPlan Action = "change the plan"
	// CreateLaunch is starting a launch from a template.
	CreateLaunch Action = "start a launch"
	// LeadLaunch is what the lead answers for: T, the state, the settings.
	LeadLaunch Action = "lead the launch"
	// EaseShowStopper is closing a show-stopper, unmarking it, lowering its score or
	// giving it to another owner.
	EaseShowStopper Action = "ease a show-stopper"
	// EditCalendar is adding and changing events of the organisation's calendar.
	EditCalendar Action = "change the calendar"
	// Freeze is adding and changing events in which nothing may be launched.
	Freeze Action = "freeze launches"
	// Administer is people, templates and the audit log.
	Administer Action = "administer"
)

// Subject is what an action is done to, as far as permission depends on it.
type Subject struct {
	// Lead is the id of the launch's lead, Owner that of the thing's owner; 0 for none.
	Lead, Owner int64
}

// Allow is AllowOn for a subject without an owner. lead is the id of the
// launch's lead where the action concerns a launch, else 0.
func Allow(a db.Actor, act Action, lead int64) error { return AllowOn(a, act, Subject{Lead: lead}) }

// AllowOn is the one place that says who may do what. It returns
// Unauthenticated for nobody, and Forbidden with who may do it instead.
func AllowOn(a db.Actor, act Action, on Subject) error {
	if !a.Known() {
		return fault.Unauthenticated()
	}
	role := Role(a.Role)
	if a.Role == db.System().Role || role == Administrator || act == Read {
		return nil
	}
	switch act {
	case EditPlan, CreateLaunch, EditCalendar:
		if role == Member {
			return nil
		}
		return fault.Forbidden("Viewers read everything and change nothing. Ask an administrator to make you a member.")
	case LeadLaunch:
		if role == Member && isOne(a, on.Lead) {
			return nil
		}
		return fault.Forbidden("Only the launch's lead or an administrator can do this.")
	}
	if act == EaseShowStopper {
		if role == Member && isOne(a, on.Lead, on.Owner) {
			return nil
		}
		return fault.Forbidden("Only its owner, the launch's lead or an administrator can close a show-stopper, unmark it, lower " +
			"its score or change its owner.")
	}
	if act == Freeze {
		return fault.Forbidden("A freeze holds for everybody: only an administrator adds, changes or removes an event that forbids launches.")
	}
	return fault.Forbidden("Only an administrator can do this.")
}

// isOne tells whether the actor is one of some people, of whom 0 is nobody.
func isOne(a db.Actor, ids ...int64) bool { return a.ID != 0 && slices.Contains(ids, a.ID) }

// May is Allow as a yes or no, for a page that leaves out what cannot be done.
func May(a db.Actor, act Action, lead int64) bool { return Allow(a, act, lead) == nil }

// MayOn is AllowOn as a yes or no.
func MayOn(a db.Actor, act Action, on Subject) bool { return AllowOn(a, act, on) == nil }
