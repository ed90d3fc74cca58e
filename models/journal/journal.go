package journal

import (
	"time"

	"tminus/internal/enum"
	"tminus/models/db"
)

// Kind is what a line is about.
type Kind string

// The kinds of lines. People write lines of the kind Person; a Note corrects a line of the program. A
// change of the readiness is a Decision.
const (
	Stage    Kind = "stage"
	Decision Kind = "decision"
	Rule     Kind = "rule"
	Reading  Kind = "reading"
	Alert    Kind = "alert"
	Task     Kind = "task"
	Message  Kind = "message"
	Problem  Kind = "problem"
	Feedback Kind = "feedback"
	Roster   Kind = "roster"
	Person   Kind = "person"
	Note     Kind = "note"
)

var kindLabels = enum.Labels[Kind]{
	{Stage, "Stage"}, {Decision, "Decision"}, {Rule, "Rule"}, {Reading, "Reading"}, {Alert, "Alert"}, {Task, "Run sheet"},
	{Message, "Message"}, {Problem, "Problem"}, {Feedback, "Feedback"}, {Roster, "On-call"}, {Person, "Written"}, {Note, "Note"},
}

// Kinds are all kinds, in the order in which they are offered.
var Kinds = kindLabels.Values()

// Label returns the kind as it is shown.
func (k Kind) Label() string { return kindLabels.Label(k) }

// Audience is who may read a line.
type Audience string

// The audiences.
const (
	Team         Audience = "team"
	Stakeholders Audience = "stakeholders"
)

// FoldWithin is the time within which the same kind of line about the same record is counted
// instead of written again.
const FoldWithin = 5 * time.Minute

// Lateness is the time after which a line says how much later it was recorded.
const Lateness = 2 * time.Minute

// Ref is the record that a line is about. Lines with the same kind and Ref are folded.
type Ref struct {
	Kind string
	ID   int64
}

// Entry is a line to be written by the program. A zero HappenedAt means now.
type Entry struct {
	LaunchID   int64
	Kind       Kind
	Text       string
	Ref        Ref
	HappenedAt db.Instant
}

// Line is a line of the log.
type Line struct {
	ID         int64
	LaunchID   int64
	Seq        int64
	HappenedAt db.Instant
	RecordedAt db.Instant
	Kind       Kind
	Text       string
	ByID       *int64
	ByName     string
	RefKind    string
	RefID      int64
	Audience   Audience
	Starred    bool
	CorrectsID *int64
	Times      int
	Version    int
	// CorrectedBy is the sequence number of the line that corrects this one, or 0.
	CorrectedBy int64
	// CorrectsSeq is the sequence number of the line that this one corrects, or 0.
	CorrectsSeq int64
}

// Struck reports whether a later line corrects this one.
func (l Line) Struck() bool { return l.CorrectedBy != 0 }

// Later returns how much later than it happened a line was recorded, or 0 if at about the same time.
func (l Line) Later() time.Duration {
	if d := l.RecordedAt.Sub(l.HappenedAt.Time); d > Lateness {
		return d
	}
	return 0
}

// PageSize is the number of lines on a page.
const PageSize = 50

// Filter selects lines. Zero values select all.
type Filter struct {
	Kind    Kind
	ByID    int64
	Starred bool
	Text    string
	Page    int
}

// Writer is a person who has written lines.
type Writer struct {
	ID   int64
	Name string
}

// Page is a page of a log, the latest first.
type Page struct {
	Lines       []Line
	Found       int
	Page, Pages int
	// Known is the number of lines without a filter, Writers who wrote them.
	Known   int
	Writers []Writer
}
