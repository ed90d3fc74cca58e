package gonogo

import (
	"net/url"

	"tminus/internal/civil"
	"tminus/models/gonogo"
	"tminus/models/people"
)

// isLink reports whether a place is a URL that can be linked.
func isLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func optionalID(id int64) string {
	if id == 0 {
		return ""
	}
	return num(id)
}

// voteKind returns the kind of the vote button: for the lead, the primary button is for recording.
func (vm VM) voteKind() string {
	if vm.Leads {
		return ""
	}
	return "primary"
}

func metWords(vm VM, c gonogo.ConditionDetail) string {
	words := "met by " + c.MetName + ", " + Moment(vm.Plan, c.MetAt.Time)
	if c.MetNote != "" {
		words += ": " + c.MetNote
	}
	return words
}

// changes reports whether the reader may change a condition: before the outcome is recorded people
// who run the meeting may, afterwards its owner and the lead.
func (vm VM) changes(c gonogo.ConditionDetail) bool {
	switch {
	case vm.Planned():
		return vm.Runs
	case vm.Recorded():
		return vm.Can(people.MeetCondition, c.Subject(vm.Plan.Launch))
	}
	return false
}

func (vm VM) changeLabel(c gonogo.ConditionDetail) string {
	switch {
	case vm.Planned():
		return "Change"
	case c.MetAt.IsZero():
		return "Say it is met"
	}
	return "See"
}

// dueFields returns a deadline as values of the form: the day before launch for a new one.
func (vm VM) dueFields(c gonogo.ConditionDetail) (on, at string) {
	if c.DueAt.IsZero() {
		return "", ""
	}
	loc := vm.Plan.Location()
	return civil.Of(c.DueAt.Time, loc).String(), civil.TimeOf(c.DueAt.Time, loc).String()
}
