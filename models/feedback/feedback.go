// Package feedback manages the feedback on a launch: reports of beta testers through a secret link,
// and reports of support and from social networks entered by hand. Each report gets an owner and
// one of four outcomes (help text, roadmap, quick fix, documented workaround), and is linked to the
// deliverable, the guide's issue or the risk that results from it. The number of reports per hour
// is a signal, for which the launch's playbook has remedies.
//
// The rules are plain functions; the store files have the operations, one transaction each.
package feedback

import (
	"strings"
	"time"
	"unicode"

	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/template"
)

// The maximum lengths of a report's texts in characters, and the maximum number of its occurrences.
const (
	MaxTitle  = 160
	MaxText   = 4_000
	MaxName   = 120
	MaxSource = 500
	MaxNote   = 2_000
	MaxTimes  = 10_000
)

// Channel is the source of a report.
type Channel string

// The channels.
const (
	ByBeta         Channel = "beta"
	BySupport      Channel = "support"
	BySocial       Channel = "social"
	ByConversation Channel = "conversation"
)

var channelLabels = enum.Labels[Channel]{
	{ByBeta, "Beta users"},
	{BySupport, "Support"},
	{BySocial, "Social networks"},
	{ByConversation, "Conversations"},
}

// Channels lists the channels in the order in which they are shown. Templates use the same names.
var Channels = channelLabels.Values()

// Label returns the channel as shown to users.
func (c Channel) Label() string { return channelLabels.Label(c) }

func (c Channel) valid() bool { return channelLabels.Has(c) }

// Outcome is the outcome of a report.
type Outcome string

// The outcomes. Nothing needs a reason. Undecided is the outcome of a report that is not decided
// yet.
const (
	Undecided  Outcome = ""
	HelpText   Outcome = "help_text"
	Roadmap    Outcome = "roadmap"
	QuickFix   Outcome = "quick_fix"
	Workaround Outcome = "workaround"
	Nothing    Outcome = "nothing"
)

// Outcomes lists the outcomes in the order of the form.
var Outcomes = []Outcome{HelpText, Roadmap, QuickFix, Workaround, Nothing}

var outcomeLabels = enum.Labels[Outcome]{
	{HelpText, "Help text"},
	{Roadmap, "Roadmap"},
	{QuickFix, "Quick fix"},
	{Workaround, "Documented workaround"},
	{Nothing, "Nothing to do"},
	{Undecided, "Not decided"},
}

// Label returns the outcome as shown to users.
func (o Outcome) Label() string { return outcomeLabels.Label(o) }

func (o Outcome) valid() bool { return outcomeLabels.Has(o) }

// Kind returns the kind of deliverable that implements the outcome.
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

// needsWork reports whether the outcome requires work for this launch.
func (o Outcome) needsWork() bool { return o == HelpText || o == QuickFix || o == Workaround }

// State is the state of a report. It is computed and not stored.
type State string

// The states.
const (
	Open      State = "open"    // not decided
	Decided   State = "decided" // decided and not finished
	Done      State = "done"
	Duplicate State = "duplicate"
)

var stateLabels = enum.Labels[State]{
	{Open, "To decide"},
	{Decided, "Under way"},
	{Done, "Closed"},
	{Duplicate, "Duplicate"},
}

// States lists the states in the order in which a report passes through them.
var States = stateLabels.Values()

// Label returns the state as shown to users.
func (s State) Label() string { return stateLabels.Label(s) }

// Said is the text of a report: what the person was doing, what went wrong, and what they expected.
type Said struct{ Doing, Wrong, Expected string }

// clean returns the text as it is stored, and adds problems to c.
func (s Said) clean(c *fault.Check) Said {
	s.Doing, s.Wrong, s.Expected = cleanText(s.Doing), cleanText(s.Wrong), cleanText(s.Expected)
	c.That(hasVisibleText(s.Wrong), "wrong", "Say what went wrong.")
	checkLength(c, "doing", s.Doing, MaxText)
	checkLength(c, "wrong", s.Wrong, MaxText)
	checkLength(c, "expected", s.Expected, MaxText)
	return s
}

// Title returns the first line of the report, shortened to a title.
func (s Said) Title() string {
	line, _, _ := strings.Cut(s.Wrong, "\n")
	runes := []rune(words.OneLine(line))
	if len(runes) <= MaxTitle {
		return string(runes)
	}
	// Cut between words if there is a space near the end.
	cut := string(runes[:MaxTitle-1])
	if i := strings.LastIndex(cut, " "); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return cut + "…"
}

// Report is a report with its outcome.
type Report struct {
	ID, LaunchID           int64
	LaunchSlug, LaunchName string
	Channel                Channel
	Title                  string
	Said
	// Times is the number of occurrences that the report stands for.
	Times             int
	Reporter, Contact string
	// Source is a reference, such as a ticket number or an address.
	Source string
	// TesterID is the tester whose link was used, or 0. ByLink reports that the text came from
	// outside and cannot be changed.
	TesterID  int64
	ByLink    bool
	EnteredBy string

	OwnerID   int64
	OwnerName string
	OwnerGone bool
	// Symptom is the key of a play of the launch's playbook, or "".
	Symptom string
	Outcome Outcome
	Note    string
	// Original is the report that this one duplicates, or 0.
	Original      int64
	OriginalTitle string
	// Same is the number of occurrences of the duplicates of this report.
	Same     int
	At       time.Time
	ClosedAt time.Time
	Archived bool
	Version  int
	Links    []Link
}

// State returns the state of the report.
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

// Ripe reports whether everything that resulted from the report is done, so that it can be closed.
// It returns false if all of it was removed.
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

// Unowned reports whether a report that needs an owner has no active one.
func (r Report) Unowned() bool {
	s := r.State()
	return (s == Open || s == Decided) && (r.OwnerID == 0 || r.OwnerGone)
}

// LinkKind is the kind of a link's target.
type LinkKind string

// The kinds.
const (
	ToDeliverable LinkKind = "deliverable"
	ToGuide       LinkKind = "guide"
	ToRisk        LinkKind = "risk"
)

// Link links a report to a result.
type Link struct {
	ID, ReportID int64
	Kind         LinkKind
	TargetID     int64
	// Anchor is the id of the issue within a guide.
	Anchor string
	Title  string
	// Slug is the slug of the guide, Head its newest version.
	Slug string
	Head int
	// Status is the status of the target as shown to users. Done reports that it is finished, Gone
	// that it was removed.
	Status     string
	Done, Gone bool
}

// Input is the form input for a report entered by hand.
type Input struct {
	Channel Channel
	Title   string
	Said
	Times             int
	Reporter, Contact string
	Source            string
	// At is the time of the report; zero is now.
	At      time.Time
	OwnerID int64
}

// Clean returns the input as it is stored, or Invalid with all problems. had is the present time of
// the report, which may be long ago, or zero for a new report.
func (in Input) Clean(now, had time.Time) (Input, error) {
	var c fault.Check
	c.That(in.Channel.valid(), "channel", "Choose where it was said.")
	in.Said = in.clean(&c)
	if in.Title = words.OneLine(in.Title); in.Title == "" {
		in.Title = in.Said.Title()
	}
	in.Reporter, in.Contact, in.Source = words.OneLine(in.Reporter), words.OneLine(in.Contact), words.OneLine(in.Source)
	checkLength(&c, "title", in.Title, MaxTitle)
	checkLength(&c, "reporter", in.Reporter, MaxName)
	checkLength(&c, "contact", in.Contact, MaxName)
	checkLength(&c, "source", in.Source, MaxSource)
	c.That(in.Times >= 1 && in.Times <= MaxTimes, "times", "Enter how often it was said, from 1 to %d.", MaxTimes)
	if in.At.IsZero() {
		in.At = now
	}
	if in.At.Equal(had) {
		return in, c.Err()
	}
	// Allow for a clock that is slightly ahead.
	c.That(!in.At.After(now.Add(5*time.Minute)), "at", "That is in the future. Enter when it was said.")
	c.That(in.At.After(now.AddDate(-1, 0, 0)), "at", "That is more than a year ago; check the date.")
	return in, c.Err()
}

// Triage is the decision about a report.
type Triage struct {
	OwnerID int64
	Symptom string
	Outcome Outcome
	Note    string
}

// Clean returns the decision as it is stored, or Invalid with all problems. plays are those of the
// launch's playbook. had is the present symptom, whose play may have been removed.
func (t Triage) Clean(plays []Play, had string) (Triage, error) {
	var c fault.Check
	t.Note = cleanText(t.Note)
	c.That(t.Outcome.valid(), "outcome", "Choose what it becomes.")
	checkLength(&c, "note", t.Note, MaxNote)
	c.That(t.Outcome != Nothing || t.Note != "", "note", "Say why nothing is done about it.")
	c.That(t.Outcome != Workaround || t.Note != "", "note", "Say how one gets around it: that is what will be documented.")
	if _, ok := findPlay(plays, t.Symptom); t.Symptom != had && t.Symptom != "" && !ok {
		c.Add("symptom", "There is no such symptom in the playbook any more. Choose another.")
	}
	return t, c.Err()
}

func checkLength(c *fault.Check, field, s string, most int) {
	if n := len([]rune(s)); n > most {
		c.Add(field, "This has %d characters; at most %d can be kept. Shorten it.", n, most)
	}
}

// hasVisibleText reports whether a text has visible characters.
func hasVisibleText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		switch r {
		case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0': // letters and symbols that are invisible
			return false
		}
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S)
	})
}

// cleanText returns the value of a multi-line field with plain line ends and without outer blanks.
func cleanText(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}
