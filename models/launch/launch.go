// Package launch implements the plan: a launch and its date T, its lanes and deliverables, what
// moves when T moves, and the timeline. Rules are plain functions of their arguments; the store
// files contain the transactions.
package launch

import (
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

// State is the state of a launch. Its phase, in contrast, follows from the date.
type State string

// The states.
const (
	Planning   State = "planning"
	Go         State = "go"
	Launching  State = "launching"
	Live       State = "live"
	Closed     State = "closed"
	Cancelled  State = "cancelled"
	RolledBack State = "rolled back"
)

// States lists the states in the order in which a launch passes through them.
var States = []State{Planning, Go, Launching, Live, Closed, Cancelled, RolledBack}

// transitions maps each state to the states that may follow it. A rolled back launch is planned
// again, and a launch that was closed or cancelled by mistake can be reopened.
var transitions = map[State][]State{
	Planning:   {Go, Cancelled},
	Go:         {Launching, Planning, Cancelled},
	Launching:  {Live, RolledBack},
	Live:       {Closed, RolledBack},
	RolledBack: {Planning, Closed, Cancelled},
	Closed:     {Live},
	Cancelled:  {Planning},
}

// Next returns the states that may follow s.
func (s State) Next() []State { return transitions[s] }

// Label returns the name of the state on screen.
func (s State) Label() string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// Open reports whether work on the launch continues.
func (s State) Open() bool { return s != Closed && s != Cancelled }

// Ahead reports whether the launch can still be stopped before it reaches its users.
func (s State) Ahead() bool { return s == Planning || s == Go || s == Launching || s == RolledBack }

// Transition returns Invalid if to may not follow s.
func (s State) Transition(to State) error {
	for _, n := range transitions[s] {
		if n == to {
			return nil
		}
	}
	return fault.Invalid("state", "A launch that is %s cannot become %s.", s, to)
}

// Frame holds the phases and weeks that a launch copies from its template.
type Frame struct {
	Phases []template.PhaseSpan `json:"phases,omitempty"`
	Weeks  []template.WeekLabel `json:"weeks,omitempty"`
}

// PhaseAt returns the phase of a day relative to T.
func (f Frame) PhaseAt(day int) template.Phase {
	return template.Template{Phases: f.Phases}.PhaseAt(day)
}

// Launch is a release that is planned, decided and rolled out.
type Launch struct {
	ID         int64
	Slug       string
	Name       string
	Summary    string
	LaunchOn   civil.Date
	LaunchTime civil.TimeOfDay
	Zone       string
	LaunchAt   db.Instant
	LeadID     int64
	// LeadName is the lead's name when one launch was loaded; lists leave it empty.
	LeadName     string `gorm:"->" json:"-"`
	TemplateKey  string
	TemplateName string
	Frame        Frame `gorm:"serializer:json"`
	// SearchText is the folded name; see internal/fold.
	SearchText string `json:"-"`
	State      State
	// RolledBackAt is the time of the latest rollback.
	RolledBackAt db.Instant
	CreatedBy    int64
	Version      int
	CreatedAt    db.Instant
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (Launch) TableName() string { return "launches" }

// Subject returns the launch as a subject of permissions.
func (l Launch) Subject() people.Subject { return people.Subject{Lead: l.LeadID} }

// Location returns the launch's zone, or UTC if the machine does not know it.
func (l Launch) Location() *time.Location {
	loc, err := civil.Zone(l.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Today returns the date of now in the launch's zone.
func (l Launch) Today(now time.Time) civil.Date { return civil.Of(now, l.Location()) }

// Phase returns the launch's phase on the given day.
func (l Launch) Phase(today civil.Date) template.Phase { return l.Frame.PhaseAt(today.Sub(l.LaunchOn)) }

// When returns T as text: "Thu 10 Dec 2026, 10:00 CET".
func (l Launch) When() string {
	return l.LaunchOn.Long() + ", " + l.LaunchTime.String() + " " + l.LaunchAt.In(l.Location()).Format("MST")
}

// Target is T as entered: a date, a time and a zone.
type Target struct {
	On   civil.Date
	Time civil.TimeOfDay
	Zone string
}

// MaxDays is the maximum distance in days between today and a launch, and between a launch and its
// deliverables.
const MaxDays = 5 * 366

// Resolve returns the instant of T. It returns Invalid for a time that the clock change skips on
// that day; for a time that occurs twice, it returns the first.
func (t Target) Resolve(today civil.Date) (time.Time, error) {
	var c fault.Check
	c.That(!t.On.IsZero(), "launch_on", "Enter the launch date.")
	c.That(!t.Time.IsZero(), "launch_time", "Enter the time of the launch, like 10:00.")
	loc, err := civil.Zone(t.Zone)
	if err != nil {
		c.Add("zone", "Choose a time zone by its name, like Europe/Berlin.")
	}
	if !t.On.IsZero() && !today.IsZero() {
		days := t.On.Sub(today)
		c.That(days <= MaxDays && days >= -MaxDays, "launch_on", "That is more than five years away; check the year.")
	}
	if c.Err() != nil {
		return time.Time{}, c.Err()
	}
	at, how := civil.Instant(t.On, t.Time, loc)
	if how == civil.Skipped {
		return time.Time{}, fault.Invalid("launch_time", "%s does not exist on %s in %s: the clocks go forward. Choose another time.",
			t.Time, t.On.Long(), t.Zone)
	}
	return at, nil
}

// Input is the input of the form about a launch.
type Input struct {
	Name    string
	Summary string
	Target  Target
	LeadID  int64
}

// The maximum lengths of texts in the plan, in characters.
const (
	MaxTitle = 200
	MaxText  = 20_000
	MaxNote  = 2000
)

// Clean returns the normalized input and the instant of T, or Invalid with all problems.
func (in Input) Clean(today civil.Date) (Input, time.Time, error) {
	var c fault.Check
	in.Name = words.OneLine(in.Name)
	in.Summary = strings.TrimSpace(in.Summary)
	c.That(in.Name != "", "name", "Give the launch a name.")
	c.That(len([]rune(in.Name)) <= MaxTitle, "name", "Use at most %d characters.", MaxTitle)
	c.That(len([]rune(in.Summary)) <= MaxText, "summary", "Use at most %d characters.", MaxText)
	c.That(in.LeadID != 0, "lead", "Choose who leads the launch.")
	at, err := in.Target.Resolve(today)
	if err := c.Merge(err); err != nil {
		return in, at, err
	}
	return in, at, c.Err()
}
