package gonogo

import (
	"slices"
	"strings"
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

// Outcome is what a meeting decided.
type Outcome string

// The outcomes. OutcomeNone is that of a meeting that has not decided.
const (
	OutcomeNone        Outcome = ""
	OutcomeGo          Outcome = "go"
	OutcomeConditional Outcome = "conditional"
	OutcomeNoGo        Outcome = "no_go"
)

// Outcomes that can be recorded.
var Outcomes = []Outcome{OutcomeGo, OutcomeConditional, OutcomeNoGo}

// Label is the outcome as people read it.
func (o Outcome) Label() string {
	switch o {
	case OutcomeGo:
		return "Go"
	case OutcomeConditional:
		return "Conditional go"
	case OutcomeNoGo:
		return "No-go"
	}
	return "Not decided"
}

// Vote is what a participant says.
type Vote string

// The votes. VoteNone is that of who has not voted.
const (
	VoteNone    Vote = ""
	VoteGo      Vote = "go"
	VoteNoGo    Vote = "no_go"
	VoteAbstain Vote = "abstain"
)

// Votes that can be given.
var Votes = []Vote{VoteGo, VoteNoGo, VoteAbstain}

// Label is the vote as people read it.
func (v Vote) Label() string {
	switch v {
	case VoteGo:
		return "Go"
	case VoteNoGo:
		return "No-go"
	case VoteAbstain:
		return "Abstain"
	}
	return "Not voted"
}

// Meeting is a go/no-go meeting. One with an item is on that deliverable's
// day, and moves with it until it is recorded; then it keeps its day.
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
	// AbsentReason is why it was decided without the votes of some who must vote.
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

// Seat is a participant of a meeting and their vote.
type Seat struct {
	ID         int64
	MeetingID  int64
	UserID     *int64
	RoleKey    string // whom the template gave it to
	Function   string
	Mandatory  bool
	Vote       Vote
	VoteReason string
	VotedAt    db.Instant
	RecordedBy *int64 // the chair or lead, when it was not the participant
	Position   int
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Seat) TableName() string { return "meeting_seats" }

// Condition is what a conditional go depends on. One that is not met by
// its deadline makes the decision lapse.
type Condition struct {
	ID        int64
	LaunchID  int64
	MeetingID int64
	Text      string
	OwnerID   int64
	DueAt     db.Instant
	MetAt     db.Instant
	MetBy     *int64
	MetNote   string
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Condition) TableName() string { return "meeting_conditions" }

// Overdue tells whether the condition was not met by its deadline.
func (c Condition) Overdue(now time.Time) bool {
	return c.MetAt.IsZero() && !now.Before(c.DueAt.Time)
}

// maxLine is the longest text of one line, in characters.
const maxLine = 200

// MeetingInput is when, where and by whom a meeting is held.
type MeetingInput struct {
	// ItemID is the deliverable whose day it follows; nil for a day of its own.
	ItemID   *int64
	HeldOn   civil.Date
	HeldTime civil.TimeOfDay
	Place    string
	ChairID  *int64
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
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

// momentOf is the instant of a day and a time that were typed; a time that the
// day does not have is refused.
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

// SeatInput is what a person types about a participant.
type SeatInput struct {
	Function  string
	UserID    *int64
	Mandatory bool
}

// Clean returns the input as it is stored, or Invalid.
func (in SeatInput) Clean() (SeatInput, error) {
	var c fault.Check
	in.Function = words.OneLine(in.Function)
	c.That(in.Function != "", "function", "Say for what they take part, like Engineering.")
	c.That(len([]rune(in.Function)) <= maxLine, "function", "Use at most %d characters.", maxLine)
	return in, c.Err()
}

// VoteInput is a vote as it is given.
type VoteInput struct {
	Vote   Vote
	Reason string
}

// Clean returns the vote as it is stored, or Invalid. Who does not say go says why.
func (in VoteInput) Clean() (VoteInput, error) {
	var c fault.Check
	in.Reason = strings.TrimSpace(in.Reason)
	c.That(len([]rune(in.Reason)) <= launch.MaxReason, "reason", "Use at most %d characters.", launch.MaxReason)
	switch in.Vote {
	case VoteNone, VoteGo:
	case VoteNoGo:
		c.That(in.Reason != "", "reason", "Say why it must not go.")
	case VoteAbstain:
		c.That(in.Reason != "", "reason", "Say why you abstain.")
	default:
		c.Add("vote", "Choose go, no-go or abstain.")
	}
	if in.Vote == VoteNone {
		in.Reason = ""
	}
	return in, c.Err()
}

// ConditionInput is what a person types about a condition.
type ConditionInput struct {
	Text    string
	OwnerID *int64
	DueOn   civil.Date
	DueTime civil.TimeOfDay
}

// Clean returns the input as it is stored and its deadline, or Invalid.
func (in ConditionInput) Clean(loc *time.Location, now time.Time) (ConditionInput, time.Time, error) {
	var c fault.Check
	in.Text = words.OneLine(in.Text)
	c.That(in.Text != "", "text", "Say what has to be met.")
	c.That(len([]rune(in.Text)) <= launch.MaxReason, "text", "Use at most %d characters.", launch.MaxReason)
	c.That(in.OwnerID != nil, "owner", "Choose who answers for it.")
	due := momentOf(&c, in.DueOn, in.DueTime, loc, "due_on", "due_time")
	c.That(due.IsZero() || due.After(now), "due_on", "That has passed already. Choose a later deadline.")
	return in, due, c.Err()
}

// DecisionInput is the outcome as it is recorded.
type DecisionInput struct {
	Outcome Outcome
	ByID    int64 // who takes it
	Reason  string
	// Absent says why it is decided without the votes of some who must vote.
	Absent string
	// Seen is MeetingDetail.Tally as it was before the person who records.
	Seen string
}

// SeatDetail is a seat with names.
type SeatDetail struct {
	Seat
	Name         string
	Gone         bool
	RecordedName string
}

// Is tells whether the seat is that of a person.
func (s SeatDetail) Is(person int64) bool { return person != 0 && db.IDOf(s.UserID) == person }

// ConditionDetail is a condition with names.
type ConditionDetail struct {
	Condition
	OwnerName string
	OwnerGone bool
	MetName   string
}

// MeetingDetail is a meeting with everything that was said at it.
type MeetingDetail struct {
	Meeting
	// On and Time are when it is, be it by its item or by itself.
	On         civil.Date
	Time       civil.TimeOfDay
	ItemTitle  string
	ChairName  string
	SheetName  string
	ByName     string
	RecordName string
	// SupersededNumber is that of the meeting that took its place, 0 for none.
	SupersededNumber int
	Seats            []SeatDetail      `gorm:"-"`
	Conditions       []ConditionDetail `gorm:"-"`
}

// At is the instant of the meeting, zero while it has no time.
func (m MeetingDetail) At(loc *time.Location) time.Time {
	if m.On.IsZero() || m.Time.IsZero() {
		return time.Time{}
	}
	at, _ := civil.Instant(m.On, m.Time, loc)
	return at
}

// SeatOf returns the seat of a person, nil for who does not take part.
func (m MeetingDetail) SeatOf(person int64) *SeatDetail {
	for i := range m.Seats {
		if m.Seats[i].Is(person) {
			return &m.Seats[i]
		}
	}
	return nil
}

// Count is how many gave a vote.
func (m MeetingDetail) Count(v Vote) int {
	n := 0
	for _, s := range m.Seats {
		if s.Vote == v {
			n++
		}
	}
	return n
}

// Missing are those who must vote and have not.
func (m MeetingDetail) Missing() []SeatDetail {
	var out []SeatDetail
	for _, s := range m.Seats {
		if s.Mandatory && s.Vote == VoteNone {
			out = append(out, s)
		}
	}
	return out
}

// Unmet are the conditions that are not met yet.
func (m MeetingDetail) Unmet() []ConditionDetail {
	var out []ConditionDetail
	for _, c := range m.Conditions {
		if c.MetAt.IsZero() {
			out = append(out, c)
		}
	}
	return out
}

// Next is the meeting that is proposed after a no-go: the next day at the same
// time, with the same chair in the same place.
func (m MeetingDetail) Next() MeetingInput {
	at := m.Time
	if at.IsZero() {
		at = usualTime
	}
	return MeetingInput{HeldOn: m.On.AddDays(1), HeldTime: at, Place: m.Place, ChairID: m.ChairID}
}

// Proposal is the meeting that a plan would have next: on the day after the
// newest that was recorded, else with what it plans as the decision, else on
// the last working day before T. before are the meetings that were, the newest
// first.
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

// usualTime is proposed for a meeting whose day had no time.
var usualTime = civil.At(14, 0)
