package gonogo

import (
	"slices"
	"time"

	"tminus/internal/civil"
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

// Meeting is a go/no-go meeting. A planned meeting with an item is on the day of
// that deliverable, and moves with it. With ByVote, its day and time are when
// voting closes.
type Meeting struct {
	ID        int64
	LaunchID  int64
	Number    int
	ItemID    *int64
	HeldOn    civil.Date
	HeldTime  civil.TimeOfDay
	ByVote    bool
	Place     string
	ChairID   *int64
	State     string
	SheetBy   *int64 // who confirmed the run sheet
	SheetAt   db.Instant
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant
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
	// ByVote makes the day and time the deadline of a vote without a meeting.
	ByVote  bool
	Place   string
	ChairID *int64
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

// MeetingDetail is a meeting with names, questions, conditions and decisions.
type MeetingDetail struct {
	Meeting
	// On and Time are when it is, by its item or by itself.
	On         civil.Date
	Time       civil.TimeOfDay
	ItemTitle  string
	ChairName  string
	SheetName  string
	Questions  []QuestionDetail  `gorm:"-"`
	Conditions []ConditionDetail `gorm:"-"`
	// Decisions are those that the meeting recorded, in the order of Scopes.
	Decisions []LogEntry `gorm:"-"`
}

// Decided returns what the meeting decided in a scope, nil for nothing.
func (m MeetingDetail) Decided(s Scope) *LogEntry {
	for i := range m.Decisions {
		if m.Decisions[i].Scope == s {
			return &m.Decisions[i]
		}
	}
	return nil
}

// Closed reports whether voting is over at now: the deadline of a vote has
// passed, or the meeting is not planned any more.
func (m MeetingDetail) Closed(loc *time.Location, now time.Time) bool {
	at := m.At(loc)
	return m.State != MeetingPlanned || m.ByVote && !at.IsZero() && !now.Before(at)
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
	return MeetingInput{HeldOn: m.On.AddDays(1), HeldTime: at, ByVote: m.ByVote, Place: m.Place, ChairID: m.ChairID}
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
