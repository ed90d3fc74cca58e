package gonogo

import (
	"net/url"
	"strconv"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/gonogo"
	"tminus/models/people"
)

// isLink reports whether a place is a URL that can be linked.
func isLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// voteKind returns the kind of the vote button: for who holds the meeting, the primary button
// records the decision.
func voteKind(vm VM) string {
	if vm.Holds() {
		return ""
	}
	return "primary"
}

func (vm VM) whenLabel() string {
	if vm.ByVote {
		return "Voting closes"
	}
	return "When"
}

func (vm VM) logLink() string {
	if n := len(vm.Log); n > 0 {
		return "All " + words.Count(n, "decision")
	}
	return "Add a decision"
}

func (vm VM) sheetWords() string {
	switch {
	case vm.SheetAt.IsZero() && vm.Sheet.Tasks == 0:
		return "No tasks yet"
	case vm.SheetAt.IsZero():
		return "Not confirmed, " + words.Count(vm.Sheet.Tasks, "task")
	}
	return "Confirmed by " + vm.SheetName
}

// sheetChanged reports whether the run sheet changed since it was confirmed.
func (vm VM) sheetChanged() bool {
	return vm.Planned() && !vm.SheetAt.IsZero() && vm.Sheet.ChangedAt.After(vm.SheetAt.Time)
}

func metWords(vm VM, c gonogo.ConditionDetail) string {
	text := "met by " + c.MetName + ", " + Moment(vm.Plan, c.MetAt.Time)
	if c.MetNote != "" {
		text += ": " + c.MetNote
	}
	return text
}

// changes reports whether the reader may mark a condition of a decision as met.
func (vm VM) changes(c gonogo.ConditionDetail) bool {
	return c.Scope != gonogo.ScopeNone && vm.Can(people.MeetCondition, c.Subject(vm.Plan.Launch))
}

func changeLabel(c gonogo.ConditionDetail) string {
	if c.MetAt.IsZero() {
		return "Mark as met"
	}
	return "See"
}

// dueFields returns a deadline as values of the form.
func (vm VM) dueFields(c gonogo.ConditionDetail) (on, at string) {
	loc := vm.Plan.Location()
	return civil.Of(c.DueAt.Time, loc).String(), civil.TimeOf(c.DueAt.Time, loc).String()
}

// place returns the place of a question in the roll call, from 1.
func (vm VM) place(q gonogo.QuestionDetail) string {
	for i, other := range vm.Questions {
		if other.ID == q.ID {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}
