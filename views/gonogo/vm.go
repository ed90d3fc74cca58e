package gonogo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/runsheet"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// ListVM holds the meetings of a launch.
type ListVM struct {
	Plan     *launch.Plan
	Meetings []gonogo.MeetingDetail
	Decision gonogo.Decision
	// Overrides are all overrides.
	Overrides []gonogo.Override
	Leads     bool
	Key       string
}

// VM is a meeting with the reader's permissions.
type VM struct {
	Plan *launch.Plan
	gonogo.MeetingDetail
	// Verdict is the present readiness, Open the open list.
	Verdict readiness.Verdict
	Open    readinessview.OpenVM
	Sheet   runsheet.Summary
	// Log is the decision log, newest first.
	Log []gonogo.LogEntry
	// Frozen are the records of the decisions, in the order of Decisions.
	Frozen []gonogo.Snapshot
	People []people.User
	// Audience is how many people find the decision in My work.
	Audience int
	Me       int64
	// Leads may plan and record, Runs may hold the meeting, Edits may answer their own questions.
	Leads, Runs, Edits bool
	// Can reports what the reader may do.
	Can func(people.Action, people.Subject) bool
	// Newest reports whether no other meeting came after it.
	Newest bool
	// Form is the form of the page with what was entered, Posted whether it was sent. Refused are
	// the questions whose answers changed meanwhile.
	Form    ui.Form
	Posted  bool
	Refused gonogo.Refused
	// Rows is the number of empty rows for new conditions, Condition a text for the first of them.
	Rows      int
	Condition string
	// Changed lists the changes since the form was opened.
	Changed []string
	// Question is the question of the page, on pages about one; Key an idempotency key.
	Question gonogo.QuestionDetail
	Key      string
}

func num(id int64) string { return strconv.FormatInt(id, 10) }

func (vm VM) path(tail ...string) string { return paths.Meeting(vm.Plan.Slug, vm.ID, tail...) }

// Title returns the title of a meeting.
func Title(m gonogo.MeetingDetail) string { return "Go/no-go meeting " + strconv.Itoa(m.Number) }

// Planned reports whether the meeting is planned.
func (vm VM) Planned() bool { return vm.State == gonogo.MeetingPlanned }

// Recorded reports whether the decision is recorded.
func (vm VM) Recorded() bool { return vm.State == gonogo.MeetingRecorded }

// When returns a meeting's day relative to T and as a date.
func When(p *launch.Plan, m gonogo.MeetingDetail) string {
	if m.On.IsZero() {
		return "No day yet"
	}
	return deliverableview.When(p, m.On, m.Time)
}

// Moment returns an instant relative to T and as a date.
func Moment(p *launch.Plan, at time.Time) string {
	return civil.Countdown(p.LaunchOn, civil.Of(at, p.Location())) + " · " + format.Moment(at, p.Location())
}

// stateOf returns the state of a meeting as a mark and text.
func stateOf(m gonogo.MeetingDetail) (ui.Mark, string) {
	switch {
	case m.State == gonogo.MeetingCancelled:
		return ui.MarkSkipped, "Cancelled"
	case m.State == gonogo.MeetingPlanned:
		return ui.MarkNotStarted, "Planned"
	case len(m.Decisions) == 0:
		return ui.MarkNotStarted, "Recorded"
	}
	return OutcomeMark(m.Decisions[0].Outcome), m.Decisions[0].Outcome.Label()
}

// OutcomeMark returns the mark of an outcome.
func OutcomeMark(o gonogo.Outcome) ui.Mark {
	switch o {
	case gonogo.OutcomeGo:
		return ui.MarkDone
	case gonogo.OutcomeConditional:
		return ui.MarkAtRisk
	case gonogo.OutcomeNoGo:
		return ui.MarkBlocked
	}
	return ui.MarkNotStarted
}

func answerMark(a gonogo.Answer) ui.Mark {
	switch a {
	case gonogo.AnswerGo:
		return ui.MarkDone
	case gonogo.AnswerNoGo:
		return ui.MarkBlocked
	case gonogo.AnswerNotNeeded:
		return ui.MarkSkipped
	case gonogo.AnswerNone:
		return ui.MarkAtRisk
	}
	return ui.MarkNotStarted
}

// conditionState returns the state of a condition now.
func conditionState(p *launch.Plan, c gonogo.Condition) (ui.Mark, string) {
	switch {
	case !c.MetAt.IsZero():
		return ui.MarkDone, "Met"
	case c.Overdue(p.Now) && c.Scope != gonogo.ScopeNone:
		return ui.MarkBlocked, "Not met in time"
	}
	return ui.MarkNotStarted, "Open"
}

// Tally returns the answers as text: "8 of 12 go, 1 no-go, 2 still to ask".
func Tally(m gonogo.MeetingDetail) string {
	n := len(m.Questions)
	if n == 0 {
		return "No topics yet"
	}
	if m.Answered() == 0 {
		return words.Count(n, "topic") + " to ask"
	}
	parts := []string{fmt.Sprintf("%d of %d go", m.Count(gonogo.AnswerGo), n)}
	for _, p := range []struct {
		answer gonogo.Answer
		label  string
	}{{gonogo.AnswerNoGo, "no-go"}, {gonogo.AnswerNotNeeded, "not needed"}, {gonogo.AnswerNone, "without an answer"},
		{gonogo.AnswerOpen, "still to ask"}} {
		if k := m.Count(p.answer); k > 0 {
			parts = append(parts, strconv.Itoa(k)+" "+p.label)
		}
	}
	return strings.Join(parts, ", ")
}

func idOf(ref *int64) int64 {
	if ref == nil {
		return 0
	}
	return *ref
}

func optional(ref *int64) string {
	if ref == nil {
		return ""
	}
	return num(*ref)
}

func version(n int) string { return strconv.Itoa(n) }
