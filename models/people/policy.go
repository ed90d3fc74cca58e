package people

import (
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
	// EditCalendar is adding and changing events of the organisation's calendar.
	EditCalendar Action = "change the calendar"
	// Freeze is adding and changing events in which nothing may be launched.
	Freeze Action = "freeze launches"
	// Administer is people, templates and the audit log.
	Administer Action = "administer"
)

// Allow is the one place that says who may do what. lead is the id of the
// launch's lead where the action concerns a launch, else 0. It returns
// Unauthenticated for nobody, and Forbidden with who may do it instead.
func Allow(a db.Actor, act Action, lead int64) error {
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
		if role == Member && lead != 0 && a.ID == lead {
			return nil
		}
		return fault.Forbidden("Only the launch's lead or an administrator can do this.")
	}
	if act == Freeze {
		return fault.Forbidden("A freeze holds for everybody: only an administrator adds, changes or removes an event that forbids launches.")
	}
	return fault.Forbidden("Only an administrator can do this.")
}

// May is Allow as a yes or no, for a page that leaves out what cannot be done.
func May(a db.Actor, act Action, lead int64) bool { return Allow(a, act, lead) == nil }
