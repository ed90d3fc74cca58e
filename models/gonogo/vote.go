package gonogo

import (
	"strings"

	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Vote is the vote of a participant.
type Vote string

// The votes. VoteNone is that of a participant who has not voted.
const (
	VoteNone    Vote = ""
	VoteGo      Vote = "go"
	VoteNoGo    Vote = "no_go"
	VoteAbstain Vote = "abstain"
)

var voteLabels = enum.Labels[Vote]{
	{VoteGo, "Go"},
	{VoteNoGo, "No-go"},
	{VoteAbstain, "Abstain"},
}

// Votes are those that can be given.
var Votes = voteLabels.Values()

// Label returns the vote as it is shown.
func (v Vote) Label() string { return voteLabels.LabelOr(v, "Not voted") }

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

// SeatInput is the form of a participant.
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

// VoteInput is the form of a vote.
type VoteInput struct {
	Vote   Vote
	Reason string
}

// Clean returns the vote as it is stored. Returns Invalid for a no-go or an
// abstention without a reason.
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

// SeatDetail is a seat with names.
type SeatDetail struct {
	Seat
	Name         string
	Gone         bool
	RecordedName string
}

// Is reports whether the seat is that of a person.
func (s SeatDetail) Is(person int64) bool { return person != 0 && db.IDOf(s.UserID) == person }

// SeatOf returns the seat of a person, nil for who does not take part.
func (m MeetingDetail) SeatOf(person int64) *SeatDetail {
	for i := range m.Seats {
		if m.Seats[i].Is(person) {
			return &m.Seats[i]
		}
	}
	return nil
}

// Count returns how many gave a vote.
func (m MeetingDetail) Count(v Vote) int {
	n := 0
	for _, s := range m.Seats {
		if s.Vote == v {
			n++
		}
	}
	return n
}

// Missing returns the mandatory seats without a vote.
func (m MeetingDetail) Missing() []SeatDetail {
	var out []SeatDetail
	for _, s := range m.Seats {
		if s.Mandatory && s.Vote == VoteNone {
			out = append(out, s)
		}
	}
	return out
}
