// Package feedback is what people outside say of a launch, and what becomes of it:
// reports of beta users by a secret link, of support and of social networks by
// hand. Each finds one owner and one of four ends (help text, roadmap, quick fix,
// documented workaround), and is tied to the deliverable, the guide's issue or the
// risk that came of it. Counted by hour they are a signal of their own, for which
// the launch's playbook says what to try.
//
// The rules are plain functions; the store files hold what people do, one
// transaction each.
package feedback

import (
	"strings"
	"time"
	"unicode"

	"tminus/models/fault"
	"tminus/models/template"
)

// The longest texts of a report, in characters, and the most that one stands for.
const (
	MaxTitle  = 160
	MaxText   = 4_000
	MaxName   = 120
	MaxSource = 500
	MaxNote   = 2_000
	MaxTimes  = 10_000
)

// Channel is where somebody said it.
type Channel string

// The channels.
const (
	ByBeta         Channel = "beta"
	BySupport      Channel = "support"
	BySocial       Channel = "social"
	ByConversation Channel = "conversation"
)

// Channels in the order in which they are shown: the words of templates.
var Channels = []Channel{ByBeta, BySupport, BySocial, ByConversation}

// Label is the channel as people read it.
func (c Channel) Label() string {
	switch c {
	case ByBeta:
		return "Beta users"
	case BySupport:
		return "Support"
	case BySocial:
		return "Social networks"
	case ByConversation:
		return "Conversations"
	}
	return string(c)
}

func (c Channel) valid() bool { return c != "" && c.Label() != string(c) }

// Outcome is what a report becomes.
type Outcome string

// The outcomes; Nothing needs a reason. Undecided is that of a report in triage.
const (
	Undecided  Outcome = ""
	HelpText   Outcome = "help_text"
	Roadmap    Outcome = "roadmap"
	QuickFix   Outcome = "quick_fix"
	Workaround Outcome = "workaround"
	Nothing    Outcome = "nothing"
)

// Outcomes in the order in which they are offered.
var Outcomes = []Outcome{HelpText, Roadmap, QuickFix, Workaround, Nothing}

// Label is the outcome as people read it.
func (o Outcome) Label() string {
	switch o {
	case Undecided:
		return "Not decided"
	case HelpText:
		return "Help text"
	case Roadmap:
		return "Roadmap"
	case QuickFix:
		return "Quick fix"
	case Workaround:
		return "Documented workaround"
	case Nothing:
		return "Nothing to do"
	}
	return string(o)
}

func (o Outcome) valid() bool { return o == Undecided || o.Label() != string(o) }

// Kind is what sort of deliverable carries the outcome out.
func (o Outcome) Kind() template.Kind {
	switch o {
	case HelpText:
		return template.KindFAQ
	case Workaround:
		return template.KindSupportGuide
	case QuickFix:
		return template.KindEngineering
	}
	return template.KindProduct
}

// asks tells whether something has to be done for the outcome now.
func (o Outcome) asks() bool { return o == HelpText || o == QuickFix || o == Workaround }

// State is how far a report has come. It is never stored.
type State string

// The states.
const (
	Open      State = "open"    // nobody has decided what it becomes
	Decided   State = "decided" // that is under way
	Done      State = "done"
	Duplicate State = "duplicate"
)

// States in the order in which a report passes through them.
var States = []State{Open, Decided, Done, Duplicate}

// Label is the state as people read it.
func (s State) Label() string {
	switch s {
	case Open:
		return "To decide"
	case Decided:
		return "Under way"
	case Done:
		return "Closed"
	case Duplicate:
		return "Duplicate"
	}
	return string(s)
}

// Said is what somebody says: what they were doing, what went wrong, and how it
// should have worked.
type Said struct{ Doing, Wrong, Expected string }

// Clean returns it as it is stored, or notes what is wrong with it.
func (s Said) clean(c *fault.Check) Said {
	s.Doing, s.Wrong, s.Expected = text(s.Doing), text(s.Wrong), text(s.Expected)
	c.That(visible(s.Wrong), "wrong", "Say what went wrong.")
	within(c, "doing", s.Doing, MaxText)
	within(c, "wrong", s.Wrong, MaxText)
	within(c, "expected", s.Expected, MaxText)
	return s
}

// Title is the report in one line: the first that it says.
func (s Said) Title() string {
	line, _, _ := strings.Cut(s.Wrong, "\n")
	words := []rune(oneLine(line))
	if len(words) <= MaxTitle {
		return string(words)
	}
	// Cut between words, if there is a place near the end.
	cut := string(words[:MaxTitle-1])
	if i := strings.LastIndex(cut, " "); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return cut + "…"
}

// Report is what somebody said, with what became of it.
type Report struct {
	ID, LaunchID           int64
	LaunchSlug, LaunchName string
	Channel                Channel
	Title                  string
	Said
	// Times is how often it was said: 1, or more of what was written down at once.
	Times             int
	Reporter, Contact string
	// Source is where it stands: a ticket's number, an address.
	Source string
	// TesterID is whose link it came by, 0 for none; ByLink says that the words are
	// those of a person outside, which nobody here changes.
	TesterID  int64
	ByLink    bool
	EnteredBy string

	OwnerID   int64
	OwnerName string
	OwnerGone bool
	// Symptom is the key of what it shows in the launch's playbook, "" for nothing.
	Symptom string
	Outcome Outcome
	Note    string
	// Original is the report that says the same and was there before, 0 for none.
	Original      int64
	OriginalTitle string
	// Same is how many were marked as duplicates of this one.
	Same     int
	At       time.Time
	ClosedAt time.Time
	Archived bool
	Version  int
	Links    []Link
}

// State is how far the report has come.
func (r Report) State() State {
	switch {
	case r.Original != 0:
		return Duplicate
	case !r.ClosedAt.IsZero():
		return Done
	case r.Outcome != Undecided:
		return Decided
	}
	return Open
}

// Ripe tells whether all that came of a report is done, so that it can be closed: not
// where all of it was taken away.
func (r Report) Ripe() bool {
	if r.State() != Decided || len(r.Links) == 0 {
		return false
	}
	done := false
	for _, l := range r.Links {
		if !l.Done && !l.Gone {
			return false
		}
		done = done || l.Done && !l.Gone
	}
	return done
}

// Unowned tells whether nobody has a report that somebody should have.
func (r Report) Unowned() bool {
	s := r.State()
	return (s == Open || s == Decided) && (r.OwnerID == 0 || r.OwnerGone)
}

// LinkKind is what a report has led to.
type LinkKind string

// The kinds.
const (
	ToDeliverable LinkKind = "deliverable"
	ToGuide       LinkKind = "guide"
	ToRisk        LinkKind = "risk"
)

// Link ties a report to what came of it.
type Link struct {
	ID, ReportID int64
	Kind         LinkKind
	TargetID     int64
	// Anchor is the id of the issue within a guide.
	Anchor string
	Title  string
	// Slug is the guide's name in addresses, Head its newest version.
	Slug string
	Head int
	// Status is how far it is, in words. Done says that it is finished, Gone that it
	// was taken away.
	Status     string
	Done, Gone bool
}

// Input is what somebody writes down about a report by hand.
type Input struct {
	Channel Channel
	Title   string
	Said
	Times             int
	Reporter, Contact string
	Source            string
	// At is when it was said; zero is now.
	At      time.Time
	OwnerID int64
}

// Clean returns the input as it is stored, or Invalid with all that is wrong. had is
// when it was said as it stands, zero for a new report: that may be long ago by now.
func (in Input) Clean(now, had time.Time) (Input, error) {
	var c fault.Check
	c.That(in.Channel.valid(), "channel", "Choose where it was said.")
	in.Said = in.clean(&c)
	if in.Title = oneLine(in.Title); in.Title == "" {
		in.Title = in.Said.Title()
	}
	in.Reporter, in.Contact, in.Source = oneLine(in.Reporter), oneLine(in.Contact), oneLine(in.Source)
	within(&c, "title", in.Title, MaxTitle)
	within(&c, "reporter", in.Reporter, MaxName)
	within(&c, "contact", in.Contact, MaxName)
	within(&c, "source", in.Source, MaxSource)
	c.That(in.Times >= 1 && in.Times <= MaxTimes, "times", "Enter how often it was said, from 1 to %d.", MaxTimes)
	if in.At.IsZero() {
		in.At = now
	}
	if in.At.Equal(had) {
		return in, c.Err()
	}
	// A clock that is a little ahead is not a mistake.
	c.That(!in.At.After(now.Add(5*time.Minute)), "at", "That is in the future. Enter when it was said.")
	c.That(in.At.After(now.AddDate(-1, 0, 0)), "at", "That is more than a year ago; check the date.")
	return in, c.Err()
}

// Triage is what is decided about a report.
type Triage struct {
	OwnerID int64
	Symptom string
	Outcome Outcome
	Note    string
}

// Clean returns it as it is stored, or Invalid with all that is wrong. plays are
// those of the launch's playbook, had the symptom before, whose play may be gone.
func (t Triage) Clean(plays []Play, had string) (Triage, error) {
	var c fault.Check
	t.Note = text(t.Note)
	c.That(t.Outcome.valid(), "outcome", "Choose what it becomes.")
	within(&c, "note", t.Note, MaxNote)
	c.That(t.Outcome != Nothing || t.Note != "", "note", "Say why nothing is done about it.")
	c.That(t.Outcome != Workaround || t.Note != "", "note", "Say how one gets around it: that is what will be documented.")
	if _, ok := find(plays, t.Symptom); t.Symptom != had && t.Symptom != "" && !ok {
		c.Add("symptom", "There is no such symptom in the playbook any more. Choose another.")
	}
	return t, c.Err()
}

func within(c *fault.Check, field, s string, most int) {
	if n := len([]rune(s)); n > most {
		c.Add(field, "This has %d characters; at most %d can be kept. Shorten it.", n, most)
	}
}

// visible tells whether there is something to read in a text.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0': // letters and signs that show nothing
			return false
		}
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
	})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// text is what is typed in a field of several lines, with plain line ends.
func text(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}
