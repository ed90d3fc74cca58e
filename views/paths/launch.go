package paths

// Launch is the address of a launch.
func Launch(slug string, tail ...string) string { return Join(Join("/launches", slug), tail...) }

// Timeline is the address of the timeline of a launch.
func Timeline(slug string) string { return Launch(slug, "timeline") }

// History is the address of the history of a launch.
func History(slug string) string { return Launch(slug, "history") }

// Settings is the address of the settings of a launch.
func Settings(slug string) string { return Launch(slug, "edit") }

// Move is the address of moving the launch date.
func Move(slug string) string { return Launch(slug, "move") }

// MovePreview is the address that shows a move of the launch date with the choices of a form.
func MovePreview(slug string) string { return Launch(slug, "move", "preview") }

// MoveUndo is the address of undoing a move of the launch date.
func MoveUndo(slug string, id int64) string { return Launch(slug, "moves", num(id), "undo") }

// Role is the address of a role of a launch.
func Role(slug, key string) string { return Launch(slug, "roles", key) }

// Import is the address of importing into the plan of a launch.
func Import(slug string) string { return Launch(slug, "import") }

// Deliverables is the address of the deliverables of a launch.
func Deliverables(slug string, tail ...string) string {
	return Join(Launch(slug, "deliverables"), tail...)
}

// Deliverable is the address of a deliverable.
func Deliverable(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "deliverables", num(id)), tail...)
}

// Collisions is the address of the collisions of a launch.
func Collisions(slug string, tail ...string) string { return Join(Launch(slug, "collisions"), tail...) }

// Risks is the address of the risk register of a launch.
func Risks(slug string, tail ...string) string { return Join(Launch(slug, "risks"), tail...) }

// Risk is the address of a risk.
func Risk(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "risks", num(id)), tail...)
}

// Roster is the address of the on-call roster of a launch.
func Roster(slug string, tail ...string) string { return Join(Launch(slug, "roster"), tail...) }

// Shift is the address of a shift of the roster.
func Shift(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "roster", num(id)), tail...)
}

// LaunchServices is the address of the services of a launch.
func LaunchServices(slug string, tail ...string) string {
	return Join(Launch(slug, "services"), tail...)
}

// LaunchService is the address of a service of a launch, by the id of its use.
func LaunchService(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "services", num(id)), tail...)
}

// LaunchGuides is the address of the guides of a launch.
func LaunchGuides(slug string) string { return Launch(slug, "guides") }

// Stakeholders is the address of the stakeholders of a launch.
func Stakeholders(slug string, tail ...string) string {
	return Join(Launch(slug, "stakeholders"), tail...)
}

// Stakeholder is the address of a stakeholder.
func Stakeholder(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "stakeholders", num(id)), tail...)
}

// Feedback is the address of the feedback on a launch.
func Feedback(slug string, tail ...string) string { return Join(Launch(slug, "feedback"), tail...) }

// Report is the address of a report.
func Report(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "feedback", num(id)), tail...)
}

// Beta is the address of the beta users of a launch.
func Beta(slug string, tail ...string) string { return Join(Launch(slug, "feedback", "beta"), tail...) }

// BetaUser is the address of a beta user.
func BetaUser(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "feedback", "beta", num(id)), tail...)
}

// Playbook is the address of the playbook of a launch.
func Playbook(slug string, tail ...string) string {
	return Join(Launch(slug, "feedback", "playbook"), tail...)
}

// Below is the address of what a model names by its path below a launch, such
// as "/meetings/3".
func Below(slug, path string) string { return Launch(slug) + path }
