package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/comms"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/template"
)

// Verdict is whether a launch may go at one moment, and why. It is worked out
// from live state and never kept, but for the snapshot of a decision.
type Verdict struct {
	LaunchID int64
	At       time.Time
	// Go holds exactly when there are GO criteria, all of them hold, and no
	// NO-GO condition stands.
	Go bool
	// Met is how many of the Total GO criteria hold: met, or waived.
	Met, Total int
	// Standing is how many NO-GO conditions stand, Flagged how many red flags
	// are open.
	Standing, Flagged int
	Criteria          []Line
	Conditions        []Line
	Flags             []Flag
	// Decision is what the go/no-go meetings decided; its conditions are those
	// that are not met yet.
	Decision gonogo.Decision
	// Overrides are all that were ever taken, the newest first.
	Overrides []gonogo.Override
}

// State is how one line of the decision stands.
type State string

// The states. A criterion is one of the first four, a condition one of the last two.
const (
	Met        State = "met"
	NotMet     State = "not met"
	Waived     State = "waived"
	NotChecked State = "not checked" // nobody has looked yet
	Stands     State = "stands"
	Clear      State = "clear"
)

// Label is the state as people read it.
func (s State) Label() string {
	switch s {
	case Met:
		return "Met"
	case NotMet:
		return "Not met"
	case Waived:
		return "Waived"
	case NotChecked:
		return "Not checked"
	case Stands:
		return "Stands"
	case Clear:
		return "Clear"
	}
	return string(s)
}

// Mark is the sign by which the state is shown.
func (s State) Mark() launch.Mark {
	switch s {
	case Met, Clear:
		return launch.MarkDone
	case NotMet, Stands:
		return launch.MarkBlocked
	case Waived:
		return launch.MarkSkipped
	}
	return launch.MarkNotStarted
}

// Holds tells whether a line does not keep the launch from going.
func (s State) Holds() bool { return s == Met || s == Waived || s == Clear }

// Line is one GO criterion or NO-GO condition with how it stands.
type Line struct {
	// ID is the criterion's, 0 for a condition that a meeting has set.
	ID    int64
	Kind  Kind
	Title string
	State State
	Why   string
	// OwnerID and Owner are who has it, 0 and "" for nobody.
	OwnerID   int64
	Owner     string
	OwnerGone bool
	// Bind and BindID are what the line follows, Bound that in words, Path its
	// page below the launch's own address.
	Bind     string
	BindID   int64
	Bound    string
	Path     string
	Evidence string
	// Since is when it came to stand as it does, zero where nothing happened yet.
	Since db.Instant
	// Raised says that a condition was raised by hand.
	Raised  bool
	Todo    Todo
	Version int
}

// Flag is an answer of the technical interview that raises a red flag.
type Flag struct {
	QuestionID int64
	Ask        string
	Answer     string
	Why        string
	OwnerID    int64
	Owner      string
	OwnerGone  bool
	Since      db.Instant
	// Accepted says that the lead took it on, with the reason in Why.
	Accepted bool
	// Path is the page of its question, below the launch's own address.
	Path string
	Todo Todo
}

// Act is what is to be done about a line.
type Act string

// The acts. All but ActOpen are done with the line itself, most by one press.
const (
	ActNone     Act = ""
	ActSign     Act = "sign"
	ActRenew    Act = "renew"
	ActClear    Act = "clear"
	ActRaise    Act = "raise"
	ActTakeBack Act = "take back"
	ActRebind   Act = "rebind"
	ActOpen     Act = "open"
)

// Todo is the one thing to do about a line. Path is where, below the launch's
// own address.
type Todo struct {
	Act   Act
	Label string
	Path  string
}

// about is a finding on what has a page of its own, where something is to be
// done about it unless it is good.
func about(label, path string, args ...any) finding {
	path = fmt.Sprintf(path, args...)
	return finding{todo: Todo{Act: ActOpen, Label: label, Path: path}, path: path}
}

// Label is the verdict in a word.
func (v Verdict) Label() string {
	switch {
	case v.Go:
		return "GO"
	case v.Total == 0 && v.Standing == 0:
		return "No criteria yet"
	}
	return "NO-GO"
}

// Short is the verdict with its figures: "NO-GO 4/7".
func (v Verdict) Short() string {
	if v.Total == 0 {
		return v.Label()
	}
	return fmt.Sprintf("%s %d/%d", v.Label(), v.Met, v.Total)
}

// Mark is the sign of the verdict.
func (v Verdict) Mark() launch.Mark {
	switch {
	case v.Go:
		return launch.MarkDone
	case v.Total == 0 && v.Standing == 0:
		return launch.MarkNotStarted
	}
	return launch.MarkBlocked
}

// ShortAt is Short while the launch may still be kept from going; afterwards it
// only says how many criteria were met.
func (v Verdict) ShortAt(s launch.State) string {
	if s.Ahead() {
		return v.Short()
	}
	if v.Total == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d criteria met", v.Met, v.Total)
}

// MarkAt is the sign of ShortAt.
func (v Verdict) MarkAt(s launch.State) launch.Mark {
	if s.Ahead() {
		return v.Mark()
	}
	return launch.MarkSkipped
}

// Missing are the lines that keep the launch from going.
func (v Verdict) Missing() []Line {
	var out []Line
	for _, lines := range [][]Line{v.Criteria, v.Conditions} {
		for _, l := range lines {
			if !l.State.Holds() {
				out = append(out, l)
			}
		}
	}
	return out
}

// MissingWords are the lines that keep the launch from going and the red flags
// that are open, each in words with who has it.
func (v Verdict) MissingWords() []string {
	var out []string
	for _, l := range v.Missing() {
		label := l.State.Label()
		if l.Kind == KindNoGo {
			label = "No-go condition"
		}
		out = append(out, label+": "+l.Title+owned(l.Owner))
	}
	for _, f := range v.OpenFlags() {
		out = append(out, "Red flag: "+f.Ask+owned(f.Owner))
	}
	return out
}

func owned(name string) string {
	if name == "" {
		return " (no owner)"
	}
	return " (" + name + ")"
}

// ForDecision returns the verdict as a go/no-go decision is recorded on it.
func (v Verdict) ForDecision() gonogo.Readiness {
	out := gonogo.Readiness{Label: v.Label(), Short: v.Short(), Go: v.Go, Met: v.Met, Total: v.Total, Missing: v.MissingWords(),
		Criteria: linesForDecision(v.Criteria), Conditions: linesForDecision(v.Conditions)}
	for _, f := range v.Flags {
		out.Flags = append(out.Flags, gonogo.ReadinessFlag{QuestionID: f.QuestionID, FrozenFlag: gonogo.FrozenFlag{Ask: f.Ask, Answer: f.Answer, Why: f.Why, Owner: f.Owner, Accepted: f.Accepted}})
	}
	return out
}

func linesForDecision(lines []Line) []gonogo.ReadinessLine {
	out := make([]gonogo.ReadinessLine, len(lines))
	for i, l := range lines {
		out[i] = gonogo.ReadinessLine{ID: l.ID, FrozenLine: gonogo.FrozenLine{Title: l.Title, State: string(l.State), Why: l.Why, Owner: l.Owner, Bound: l.Bound, Evidence: l.Evidence}}
	}
	return out
}

// Follows are the ids of what the lines are bound to in one way.
func (v Verdict) Follows(bind string) []int64 {
	var ids []int64
	for _, lines := range [][]Line{v.Criteria, v.Conditions} {
		for _, l := range lines {
			if l.Bind == bind && l.BindID != 0 {
				ids = append(ids, l.BindID)
			}
		}
	}
	return ids
}

// OpenFlags are the red flags that nobody has accepted.
func (v Verdict) OpenFlags() []Flag {
	var out []Flag
	for _, f := range v.Flags {
		if !f.Accepted {
			out = append(out, f)
		}
	}
	return out
}

// facts are all that the verdict on a launch follows from.
type facts struct {
	launchID  int64
	launchOn  civil.Date
	loc       *time.Location
	criteria  []criterionFact
	questions []questionFact
	risks     []risk.Fact
	roster    roster.Fact
	guides    []guide.Guide
	// present is T as stakeholders have to know it.
	present      comms.Day
	stakeholders []comms.Fact
	decision     gonogo.Decision
	overrides    []gonogo.Override
}

// assess is the verdict that follows from the facts at one moment.
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
			v.Flags = append(v.Flags, q.flag(f.launchOn, now))
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

// criterion says whether a GO criterion holds.
func (f facts) criterion(c criterionFact, now time.Time, l *Line) {
	if !c.WaivedAt.IsZero() {
		l.State, l.Since = Waived, c.WaivedAt
		l.Why = fmt.Sprintf("Waived %s by %s: %s", ago(c.WaivedAt, now), someone(c.waivedName), c.WaiveReason)
		l.Todo = Todo{Act: ActTakeBack, Label: "Take back"}
		return
	}
	f.judge(c, now).onto(l, NotMet, Met)
}

// condition says whether a NO-GO condition stands. A person may raise one that
// follows something else too; only a person clears it again.
func (f facts) condition(c criterionFact, now time.Time, l *Line) {
	if c.Sign == SignMet {
		l.State, l.Raised, l.Since = Stands, true, c.SignedAt
		l.Why = fmt.Sprintf("Raised %s by %s", ago(c.SignedAt, now), someone(c.signedName)) + noted(c.SignNote)
		l.Todo = Todo{Act: ActClear, Label: "Clear"}
		return
	}
	if c.Bind == template.ByManual {
		l.State, l.Why, l.Todo = Clear, "Nobody has raised it", Todo{Act: ActRaise, Label: "Raise"}
		if c.Sign == SignNotMet {
			l.Since = c.SignedAt
			l.Why = fmt.Sprintf("Cleared %s by %s", ago(c.SignedAt, now), someone(c.signedName)) + noted(c.SignNote)
		}
		return
	}
	f.judge(c, now).onto(l, Stands, Clear)
}

// finding is how what a line follows stands, whichever side the line is on.
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

// What was bound may be fine, fail, be under way, not be looked at yet, or be
// gone. A criterion holds by good alone; a condition stands by bad, and by what
// has gone too: nobody could say that it does not.
const (
	pending result = iota
	unseen
	good
	bad
	gone
)

// onto writes the finding into a line that is bad or good by it.
func (f finding) onto(l *Line, no, yes State) {
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
	case l.Kind == KindNoGo:
		l.State = Clear
	case f.result == unseen:
		l.State = NotChecked
	default:
		l.State = NotMet
	}
}
