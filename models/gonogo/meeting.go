package gonogo

import (
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// The states of a meeting.
const (
	MeetingPlanned   = "planned"
	MeetingRecorded  = "recorded"
	MeetingCancelled = "cancelled"
)

// Outcome is the outcome of a meeting.
type Outcome string

// The outcomes. OutcomeNone is that of a meeting that was not recorded.
const (
	OutcomeNone        Outcome = ""
	OutcomeGo          Outcome = "go"
	OutcomeConditional Outcome = "conditional"
	OutcomeNoGo        Outcome = "no_go"
)

var outcomeLabels = enum.Labels[Outcome]{
	{OutcomeGo, "Go"},
	{OutcomeConditional, "Conditional go"},
	{OutcomeNoGo, "No-go"},
}

// Outcomes are those that can be recorded.
var Outcomes = outcomeLabels.Values()

// Label returns the outcome as it is shown.
func (o Outcome) Label() string { return outcomeLabels.LabelOr(o, "Not decided") }

// Meeting is a go/no-go meeting. A meeting with an item is on the day of that
// deliverable, and moves with it until it is recorded.
type Meeting struct {
	ID            int64
	LaunchID      int64
	Number        int
	ItemID        *int64
	HeldOn        civil.Date
	HeldTime      civil.TimeOfDay
	Place         string
	ChairID       *int64
	State         string
	SheetBy       *int64 // who confirmed the run sheet
	SheetAt       db.Instant
	Outcome       Outcome
	OutcomeBy     *int64
	OutcomeReason string
	// AbsentReason is why it was decided without mandatory votes.
	AbsentReason string
	RecordedBy   *int64
	RecordedAt   db.Instant
	SupersededBy *int64
	Version      int
	CreatedAt    db.Instant
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (Meeting) TableName() string { return "meetings" }

// maxLine is the longest text of one line, in characters.
const maxLine = 200

// MeetingInput is the form of a meeting.
type MeetingInput struct {
	// ItemID is the deliverable whose day it follows, nil for a day of its own.
	ItemID   *int64
	HeldOn   civil.Date
	HeldTime civil.TimeOfDay
	Place    string
	ChairID  *int64
}

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in MeetingInput) Clean(loc *time.Location) (MeetingInput, error) {
	var c fault.Check
	in.Place = words.OneLine(in.Place)
	c.That(len([]rune(in.Place)) <= maxLine, "place", "Use at most %d characters.", maxLine)
	c.That(in.ChairID != nil, "chair", "Choose who chairs the meeting.")
	if in.ItemID != nil {
		in.HeldOn, in.HeldTime = civil.Date{}, civil.TimeOfDay{}
		return in, c.Err()
	}
	momentOf(&c, in.HeldOn, in.HeldTime, loc, "held_on", "held_time")
	return in, c.Err()
}

// momentOf returns the instant of a day and a time. It adds a message for a
// time that the clocks skip on that day.
func momentOf(c *fault.Check, on civil.Date, at civil.TimeOfDay, loc *time.Location, day, clock string) time.Time {
	c.That(!on.IsZero(), day, "Enter a day like 2026-12-03.")
	c.That(!at.IsZero(), clock, "Enter a time like 14:00.")
	if on.IsZero() || at.IsZero() {
		return time.Time{}
	}
	t, how := civil.Instant(on, at, loc)
	c.That(how != civil.Skipped, clock, "%s does not exist on %s: the clocks go forward. Choose another time.", at, on.Long())
	return t
}

// DecisionInput is the form of a decision.
type DecisionInput struct {
	Outcome Outcome
	ByID    int64 // who takes it
	Reason  string
	// Absent is why it is decided without mandatory votes.
	Absent string
	// Seen is StateOf as it was when the form was shown.
	Seen string
}

// MeetingDetail is a meeting with names, seats and conditions.
type MeetingDetail struct {
	Meeting
	// On and Time are when it is, by its item or by itself.
	On         civil.Date
	Time       civil.TimeOfDay
	ItemTitle  string
	ChairName  string
	SheetName  string
	ByName     string
	RecordName string
	// SupersededNumber is the number of the meeting that replaced the decision,
	// 0 for none.
	SupersededNumber int
	Seats            []SeatDetail      `gorm:"-"`
	Conditions       []ConditionDetail `gorm:"-"`
}

// At returns the instant of the meeting, zero while it has no time.
func (m MeetingDetail) At(loc *time.Location) time.Time {
	if m.On.IsZero() || m.Time.IsZero() {
		return time.Time{}
	}
	at, _ := civil.Instant(m.On, m.Time, loc)
	return at
}

// Next returns the meeting that is proposed after a no-go: the next day at the
// same time, with the same chair and place.
func (m MeetingDetail) Next() MeetingInput {
	at := m.Time
	if at.IsZero() {
		at = usualTime
	}
	return MeetingInput{HeldOn: m.On.AddDays(1), HeldTime: at, Place: m.Place, ChairID: m.ChairID}
}

// Proposal returns the meeting that a plan would have next: on the day after
// the newest recorded one, else with the deliverable of the decision, else on
// the last working day before T. before are the earlier meetings, newest first.
func Proposal(p *launch.Plan, before []MeetingDetail) MeetingInput {
	in := MeetingInput{ChairID: &p.LeadID, HeldOn: p.LaunchOn.AddDays(-1).PrevWorkday(), HeldTime: usualTime}
	last := slices.IndexFunc(before, func(m MeetingDetail) bool { return m.State == MeetingRecorded })
	if last >= 0 {
		in = before[last].Next()
	} else if d := p.NextDecision(); d != nil {
		return MeetingInput{ItemID: &d.ID, ChairID: in.ChairID}
	}
	if in.HeldOn.Before(p.Today) {
		in.HeldOn = p.Today
	}
	return in
}

// usualTime is proposed for a meeting whose day has no time.
var usualTime = civil.At(14, 0)
