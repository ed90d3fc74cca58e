package readiness

import (
	"cmp"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/roster"
)

// Source is the part of a launch that a line comes from.
type Source string

// The sources of lines.
const (
	SourceCriterion   Source = "criterion"
	SourceCondition   Source = "condition"
	SourceFlag        Source = "flag"
	SourceCheck       Source = "check"
	SourceDeliverable Source = "deliverable"
	SourceMeeting     Source = "meeting"
	SourceRisk        Source = "risk"
	SourceRoster      Source = "roster"
	SourceTask        Source = "task"
	SourceCollision   Source = "collision"
	SourceStakeholder Source = "stakeholder"
	// SourceDecision is an unmet condition of a conditional go.
	SourceDecision Source = "decision"
)

// Severity is the urgency of a line.
type Severity int

// The severities. Only the last two are counted.
const (
	NotYet Severity = iota
	Due
	Stops
)

// String returns the severity as it is stored in the record of a decision.
func (s Severity) String() string {
	switch s {
	case Stops:
		return "stops"
	case Due:
		return "open"
	}
	return "not yet"
}

// The verbs of lines.
const (
	VerbSignOff  = "Sign off"
	VerbCheck    = "Check"
	VerbResolve  = "Resolve"
	VerbRetest   = "Retest"
	VerbOpen     = "Open"
	VerbUnblock  = "Unblock"
	VerbSetDate  = "Set date"
	VerbRemind   = "Remind"
	VerbAssign   = "Assign"
	VerbReassign = "Reassign"
	VerbDecide   = "Decide"
	VerbFillGap  = "Fill gap"
	VerbPlan     = "Plan"
	VerbAnswer   = "Answer"
	VerbRun      = "Run"
)

// soonDays is the number of days before its due day from which a line counts as open (readiness.md §1).
const soonDays = 3

// Line is something that is still open before a launch can go.
type Line struct {
	// Key identifies the thing in this launch, such as "risk 12".
	Key      string
	Source   Source
	Severity Severity
	Title    string
	// Word is the state in one or two words, such as "Blocked"; Why explains it.
	Word, Why string
	// OwnerID and Owner are the owner, 0 and "" for nobody. OwnerGone reports that the owner has left.
	OwnerID   int64
	Owner     string
	OwnerGone bool
	// Due is the due day. It is today for what is due now.
	Due  civil.Date
	Verb string
	// Path is the page of the thing below that of the launch.
	Path string
	// From and FromPath name the page that the state of a criterion comes from.
	From     string `json:",omitempty"`
	FromPath string `json:",omitempty"`
	// ID is that of the criterion, deliverable, check, risk or task, and Version that of a criterion.
	ID      int64 `json:",omitempty"`
	Version int   `json:",omitempty"`
	// List is the name of the checklist.
	List string `json:",omitempty"`
	// Items are the lines that this one combines, nil for a single one.
	Items []Line `json:",omitempty"`

	bound bound
	// origin is what a criterion follows that has a line of its own.
	origin originKey
}

// bound identifies what a line is about, to combine a criterion with it.
type bound struct {
	by string
	id int64
}

// originKey identifies a fact that something follows.
type originKey struct {
	by, rule string
	id       int64
}

// originOf returns the key of what a criterion follows. The rules about the roster are about one fact.
func originOf(c criterionFact) originKey {
	k := originKey{c.Bind, c.BindRule, db.IDOf(c.BindID)}
	if c.Bind == BindManual {
		return originKey{}
	}
	if c.Bind == roster.BindCoverage {
		k.rule = ""
	}
	return k
}

// Late reports whether the line was due before today.
func (l Line) Late(today civil.Date) bool { return l.Due.Before(today) }

// Mark returns the mark of the line: red only for what stops the launch.
func (l Line) Mark() launch.Mark {
	switch {
	case l.Severity == Stops:
		return launch.MarkBlocked
	case l.Severity == NotYet:
		return launch.MarkNotStarted
	case l.Word == launch.InProgress.Label() || l.Word == launch.Draft.Label():
		return launch.MarkInProgress
	case l.Word == launch.InReview.Label() || l.Word == launch.Final.Label():
		return launch.MarkInReview
	case l.Word == wordOpen || l.Word == wordNotChecked || l.Word == wordNotSigned:
		return launch.MarkNotStarted
	}
	return launch.MarkAtRisk
}

// VerbFor returns the verb for a person: another person's open deliverable needs a reminder.
func (l Line) VerbFor(person int64) string {
	if l.Verb == VerbOpen && l.Source == SourceDeliverable && l.OwnerID != 0 && l.OwnerID != person {
		return VerbRemind
	}
	return l.Verb
}

// Keys returns the keys of the things in the line.
func (l Line) Keys() []string {
	var keys []string
	for _, it := range l.single() {
		keys = append(keys, it.Key)
	}
	return keys
}

// single returns the lines that this one combines, or itself.
func (l Line) single() []Line {
	if len(l.Items) == 0 {
		return []Line{l}
	}
	return l.Items
}

// reason returns the word and the explanation as one text.
func (l Line) reason() string {
	if l.Why == "" {
		return l.Word
	}
	return l.Word + ": " + l.Why
}

// List is what is open before a launch can go, with its state.
type List struct {
	LaunchID int64
	// Lines are in order: what stops first, then by due day.
	Lines []Line
	State State
	// Met is how many of the Total criteria are met or waived.
	Met, Total int
	// DecisionOn is the day of the go/no-go decision; Planned reports whether a meeting is planned, and DecisionTime
	// is its time, zero if it has none.
	DecisionOn   civil.Date
	DecisionTime civil.TimeOfDay
	Planned      bool
	Today        civil.Date
	// ValidUntil is the time until which the list is right if nothing is changed.
	ValidUntil db.Instant
}

// Open returns the lines that are counted, those of the person first.
func (l List) Open(person int64) (mine, others []Line) {
	for _, line := range l.Lines {
		switch {
		case line.Severity == NotYet:
		case person != 0 && line.OwnerID == person:
			mine = append(mine, line)
		default:
			others = append(others, line)
		}
	}
	return mine, others
}

// NotYet returns the lines that are not yet due.
func (l List) NotYet() []Line {
	var out []Line
	for _, line := range l.Lines {
		if line.Severity == NotYet {
			out = append(out, line)
		}
	}
	return out
}

// Open returns everything that is still open before a launch can go (readiness.md §1), and its state. It
// is empty for a launch that is no longer ahead.
func openList(f facts, now time.Time) List {
	b := newBuilder(f, now)
	if f.launch.State.Ahead() {
		b.collect()
	}
	out := List{LaunchID: f.launch.ID, DecisionOn: b.decisionOn, DecisionTime: f.plannedTime, Planned: f.planned,
		Today: b.today, ValidUntil: db.At(f.validUntil(now))}
	for _, l := range assess(f, now).Criteria {
		if out.Total++; l.State.Holds() {
			out.Met++
		}
	}
	single := b.lines
	out.Lines = combine(single)
	sortLines(out.Lines)
	out.State = stateOf(f, out.Lines, single, b.today, now)
	return out
}

func sortLines(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Due.Compare(b.Due), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Key, b.Key))
	})
}
