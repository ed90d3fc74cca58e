package paths

// Readiness is the address of the readiness of a launch.
func Readiness(slug string, tail ...string) string { return Join(Launch(slug, "readiness"), tail...) }

// Criterion is the address of a criterion.
func Criterion(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "readiness", "criteria", num(id)), tail...)
}

// Interview is the address of the technical interview of a launch.
func Interview(slug string, tail ...string) string { return Join(Launch(slug, "interview"), tail...) }

// Question is the address of a question of the interview.
func Question(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "interview", num(id)), tail...)
}

// Checklists is the address of the checklists of a launch.
func Checklists(slug string, tail ...string) string { return Join(Launch(slug, "checklists"), tail...) }

// Checklist is the address of a checklist.
func Checklist(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "checklists", num(id)), tail...)
}

// Check is the address of an item of a checklist.
func Check(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "checks", num(id)), tail...)
}

// Rituals is the address of the rituals of a launch.
func Rituals(slug string, tail ...string) string { return Join(Launch(slug, "rituals"), tail...) }

// Ritual is the address of a ritual.
func Ritual(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "rituals", num(id)), tail...)
}

// Run is the address of a run of a ritual.
func Run(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "runs", num(id)), tail...)
}

// Parity is the address of the table that compares staging and production.
func Parity(slug string, tail ...string) string { return Join(Launch(slug, "parity"), tail...) }

// RunSheet is the address of the run sheet of a launch.
func RunSheet(slug string, tail ...string) string { return Join(Launch(slug, "runsheet"), tail...) }

// Rollout is the address of the rollout of a launch.
func Rollout(slug string, tail ...string) string { return Join(Launch(slug, "rollout"), tail...) }

// Log is the address of the live log of a launch.
func Log(slug string, tail ...string) string { return Join(Launch(slug, "log"), tail...) }

// LogLine is the address of a line of the live log.
func LogLine(slug string, id int64, tail ...string) string { return Join(Log(slug, num(id)), tail...) }

// Task is the address of a task of the run sheet.
func Task(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "runsheet", num(id)), tail...)
}

// Meetings is the address of the go/no-go meetings of a launch.
func Meetings(slug string, tail ...string) string { return Join(Launch(slug, "meetings"), tail...) }

// Meeting is the address of a go/no-go meeting.
func Meeting(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "meetings", num(id)), tail...)
}

// Decisions is the address of the decision log of a launch.
func Decisions(slug string) string { return Launch(slug, "decisions") }

// Override is the address of overriding a missing go.
func Override(slug string) string { return Launch(slug, "override") }

// Extensions is the address of the deadline extensions of a launch.
func Extensions(slug string, tail ...string) string { return Join(Launch(slug, "exceptions"), tail...) }

// Extension is the address of a deadline extension.
func Extension(slug string, id int64, tail ...string) string {
	return Join(Launch(slug, "exceptions", num(id)), tail...)
}
