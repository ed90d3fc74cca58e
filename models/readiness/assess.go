package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// about returns a finding on something that has a page of its own.
func about(label, path string, args ...any) finding {
	path = fmt.Sprintf(path, args...)
	return finding{todo: Todo{Act: ActOpen, Label: label, Path: path}, path: path}
}

// facts are what the verdict on a launch is computed from.
type facts struct {
	launch    launch.Launch
	leadName  string
	launchID  int64
	launchOn  civil.Date
	loc       *time.Location
	criteria  []criterionFact
	derived   []derivedFact
	questions []questionFact
	risks     []risk.Fact
	roster    roster.Fact
	guides    []guide.Guide
	// present is T as stakeholders have to know it.
	present      stakeholder.Day
	stakeholders []stakeholder.Fact
	decision     gonogo.Decision
	overrides    []gonogo.Override
	// planned reports whether a go/no-go meeting is planned; plannedOn and plannedTime are its day and time.
	planned     bool
	plannedOn   civil.Date
	plannedTime civil.TimeOfDay
	// goFor is the T for which the newest decision was made, and frozen the keys of the lines in its record.
	goFor  civil.Date
	frozen []string
	// rollout is the state of the rollout that is under way, "" for none, and rolloutPaused whether it is paused.
	rollout       string
	rolloutPaused bool
	items         []itemFact
	// mitigations are the deliverables that mitigate a risk.
	mitigations []int64
	checks      []checkFact
	tasks       []taskFact
	absences    []people.Absence
	collisions  []calendar.Listed
}

// assess computes the verdict at one instant.
func assess(f facts, now time.Time) Verdict {
	v := Verdict{LaunchID: f.launchID, At: now, Decision: f.decision, Overrides: f.overrides}
	for _, c := range f.criteria {
		line := c.line()
		if c.Kind == KindNoGo {
			f.condition(c, now, &line)
			v.Conditions = append(v.Conditions, line)
			continue
		}
		f.criterion(c, now, &line)
		v.Criteria = append(v.Criteria, line)
	}
	for _, c := range f.decision.Conditions {
		v.Conditions = append(v.Conditions, conditionLine(c, f.loc, now))
	}
	for _, q := range f.questions {
		if s := q.State(f.launchOn); s == interview.FlagStands || s == interview.FlagAccepted {
			v.Flags = append(v.Flags, q.flag(f.launchOn))
		}
	}
	v.count()
	return v
}

func (v *Verdict) count() {
	v.Total = len(v.Criteria)
	for _, l := range v.Criteria {
		if l.State.Holds() {
			v.Met++
		}
	}
	for _, l := range v.Conditions {
		if !l.State.Holds() {
			v.Standing++
		}
	}
	v.Flagged = len(v.OpenFlags())
	v.Go = v.Total > 0 && v.Met == v.Total && v.Standing == 0
}

// criterion judges a criterion.
func (f facts) criterion(c criterionFact, now time.Time, l *CriterionLine) {
	if !c.WaivedAt.IsZero() {
		l.State, l.Since = Waived, c.WaivedAt
		l.Why = fmt.Sprintf("Waived %s by %s: %s", c.when(c.WaivedAt), someone(c.waivedName), c.WaiveReason)
		l.Todo = Todo{Act: ActTakeBack, Label: "Take back"}
		return
	}
	f.judge(c, now).onto(l, NotMet, Met)
}

// condition judges a condition. A person may raise one that follows something;
// only a person clears it again.
func (f facts) condition(c criterionFact, now time.Time, l *CriterionLine) {
	if c.Sign == SignMet {
		l.State, l.Raised, l.Since = Active, true, c.SignedAt
		l.Why = fmt.Sprintf("Raised %s by %s", c.when(c.SignedAt), someone(c.signedName)) + noted(c.SignNote)
		l.Todo = Todo{Act: ActClear, Label: "Clear"}
		return
	}
	if c.Bind == BindManual {
		l.State, l.Why, l.Todo = NotChecked, "Nobody has checked it", Todo{Act: ActCheck, Label: "Check"}
		if c.Sign == SignNotMet {
			l.State, l.Since, l.Todo = Clear, c.SignedAt, Todo{Act: ActRaise, Label: "Raise"}
			l.Why = fmt.Sprintf("Checked %s by %s", c.when(c.SignedAt), someone(c.signedName)) + noted(c.SignNote)
		}
		return
	}
	f.judge(c, now).onto(l, Active, Clear)
}

// finding is the judgement of what a line follows.
type finding struct {
	result result
	why    string
	since  db.Instant
	todo   Todo
	path   string
	// evidence is that of the thing, where it has some.
	evidence string
}

type result int

// The results. A criterion holds only when it is good. A condition is active
// when it is bad, and when the thing is gone, since nobody can tell.
const (
	pending result = iota
	unseen
	good
	bad
	gone
)

// onto writes the finding into a line.
func (f finding) onto(l *CriterionLine, no, yes CriterionState) {
	l.Why, l.Since, l.Todo, l.Path = f.why, f.since, f.todo, f.path
	if f.result == good {
		l.Todo = Todo{}
	}
	if l.Evidence == "" {
		l.Evidence = f.evidence
	}
	switch {
	case f.result == good:
		l.State = yes
	case f.result == bad || f.result == gone:
		l.State = no
	case f.result == unseen || l.Kind == KindNoGo:
		l.State = NotChecked
	default:
		l.State = NotMet
	}
}
