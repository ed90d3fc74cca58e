// Package comms is who outside of the plan has to know: the stakeholders of a
// launch, how they are told, and which date they have acknowledged. A stakeholder
// acknowledges by a personal link, without an account; when T moves, what they
// acknowledged is about another date, and they are asked again.
//
// The rules are plain functions of a Stakeholder and a launch's T; the store
// files hold what people do, one transaction each.
package comms

import (
	"net/mail"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
)

// The longest texts of a stakeholder, in characters.
const (
	MaxName    = 120
	MaxWord    = 60
	MaxContact = 254
	MaxNote    = 2000
)

// Functions are what stakeholders are to a launch; any other word is taken too.
var Functions = []string{"Team", "Partner", "Supplier", "Customer"}

// Channel is how a stakeholder is told.
type Channel string

// The channels.
const (
	ByEmail   Channel = "email"
	ByChat    Channel = "chat"
	ByCall    Channel = "call"
	ByMeeting Channel = "meeting"
	ByLetter  Channel = "letter"
	ByOther   Channel = "other"
)

// Channels in the order in which they are offered.
var Channels = []Channel{ByEmail, ByChat, ByCall, ByMeeting, ByLetter, ByOther}

// Label is the channel as people read it.
func (c Channel) Label() string {
	switch c {
	case ByEmail:
		return "Email"
	case ByChat:
		return "Chat"
	case ByCall:
		return "Call"
	case ByMeeting:
		return "Meeting"
	case ByLetter:
		return "Letter"
	case ByOther:
		return "Another way"
	}
	return string(c)
}

func (c Channel) valid() bool { return c != "" && c.Label() != string(c) }

// channelOf guesses how a contact is used.
func channelOf(contact string) Channel {
	switch {
	case contact == "":
		return ByEmail
	case validEmail(contact):
		return ByEmail
	case strings.HasPrefix(contact, "#"), strings.HasPrefix(contact, "@"):
		return ByChat
	case strings.Trim(contact, "+0123456789 ()/-.") == "":
		return ByCall
	}
	return ByOther
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= MaxContact
}

// Input is what a person types about a stakeholder.
type Input struct {
	Name, Function, Organisation string
	Channel                      Channel
	Contact                      string
	OwnerID                      *int64
	Note                         string
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name, in.Organisation, in.Contact = oneLine(in.Name), oneLine(in.Organisation), oneLine(in.Contact)
	in.Function, in.Note = functionOf(in.Function), strings.TrimSpace(in.Note)
	if in.Channel == "" {
		in.Channel = channelOf(in.Contact)
	}
	c.That(in.Name != "", "name", "Enter who has to know: a name.")
	within(&c, "name", in.Name, MaxName)
	c.That(in.Function != "", "function", "Say what they are to this launch, like Partner.")
	within(&c, "function", in.Function, MaxWord)
	within(&c, "organisation", in.Organisation, MaxName)
	c.That(in.Channel.valid(), "channel", "Choose how they are told.")
	within(&c, "contact", in.Contact, MaxContact)
	c.That(in.Channel != ByEmail || in.Contact == "" || validEmail(in.Contact), "contact", "Enter an email address, like ana@example.com, or choose another way to tell them.")
	within(&c, "note", in.Note, MaxNote)
	return in, c.Err()
}

func within(c *fault.Check, field, text string, most int) {
	c.That(len([]rune(text)) <= most, field, "Use at most %d characters.", most)
}

// functionOf is a function as it is written: the known ones alike, others as typed.
func functionOf(s string) string {
	s = oneLine(s)
	for _, f := range Functions {
		if strings.EqualFold(f, s) {
			return f
		}
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// NoticeKind is what a notice says.
type NoticeKind string

// The kinds.
const (
	Told         NoticeKind = "told"
	Acknowledged NoticeKind = "acknowledged"
)

// Day is T as a stakeholder knows it: the day in the launch's zone of that time,
// and the instant.
type Day struct {
	On   civil.Date
	At   time.Time
	Zone string
}

// DayOf is the present T of a launch.
func DayOf(l launch.Launch) Day { return Day{On: l.LaunchOn, At: l.LaunchAt.Time, Zone: l.Zone} }

// Same tells whether who knows d knows other too: the same day, and the same
// moment, whatever the zone is called.
func (d Day) Same(other Day) bool { return d.On == other.On && d.At.Equal(other.At) }

// Words are what a stakeholder believes where others believe present: the day,
// and, on the same day, the time.
func (d Day) Words(present Day) string {
	if d.On != present.On {
		return d.On.Short()
	}
	return d.local().Format("15:04 MST")
}

// Long is T in words: "Thu 10 Dec 2026, 10:00 CET".
func (d Day) Long() string { return d.On.Long() + ", " + d.local().Format("15:04 MST") }

func (d Day) local() time.Time {
	loc, err := civil.Zone(d.Zone)
	if err != nil {
		loc = time.UTC
	}
	return d.At.In(loc)
}

// Notice is that a stakeholder was told of a T, or acknowledged it.
type Notice struct {
	ID            int64
	StakeholderID int64
	Kind          NoticeKind
	Day           Day
	How           string
	// ByID is who of us wrote it down; 0 is the stakeholder, by their link.
	ByID   int64
	ByName string
	At     time.Time
	// TakenBack is when it was found to be a mistake.
	TakenBack time.Time
}

// Own tells whether the stakeholder said so themselves: nobody takes that back.
func (n Notice) Own() bool { return n.Kind == Acknowledged && n.ByID == 0 }

// State is how far a stakeholder knows of a T.
type State string

// The states, from what needs doing to what needs nothing.
const (
	Outdated State = "outdated" // acknowledged another date than the present one
	Untold   State = "untold"   // was not told of the present date
	Waiting  State = "waiting"  // was told and has not acknowledged
	Aware    State = "acknowledged"
)

// States in the order in which they need something to be done.
var States = []State{Outdated, Untold, Waiting, Aware}

// Label is the state as people read it.
func (s State) Label() string {
	switch s {
	case Outdated:
		return "Believes an old date"
	case Untold:
		return "Not told"
	case Waiting:
		return "Told, not acknowledged"
	case Aware:
		return "Acknowledged"
	}
	return string(s)
}

// Fact is a stakeholder as they are judged: what they were told last and what
// they acknowledged last. A notice that never was has the zero Day.
type Fact struct {
	ID, LaunchID        int64
	Name, Function      string
	OwnerID             int64
	OwnerName           string
	OwnerGone           bool
	ToldOf, Acknowledge Notice
}

// State tells how far the stakeholder knows of present.
func (f Fact) State(present Day) State {
	switch {
	case f.Acknowledge.ID != 0 && f.Acknowledge.Day.Same(present):
		return Aware
	case f.Acknowledge.ID != 0:
		return Outdated
	case f.ToldOf.ID != 0 && f.ToldOf.Day.Same(present):
		return Waiting
	}
	return Untold
}

// Awareness is how far all stakeholders of a launch know of its present T.
type Awareness struct {
	Total, Aware int
	// Outdated are those who still believe an older date.
	Outdated []Fact
	// Open are all who have not acknowledged the present T, Outdated among them.
	Open []Fact
}

// All tells whether there is somebody who must know, and everybody does.
func (a Awareness) All() bool { return a.Total > 0 && a.Aware == a.Total }

// Assess says how far stakeholders know of present.
func Assess(fs []Fact, present Day) Awareness {
	a := Awareness{Total: len(fs)}
	for _, f := range fs {
		switch f.State(present) {
		case Aware:
			a.Aware++
			continue
		case Outdated:
			a.Outdated = append(a.Outdated, f)
		}
		a.Open = append(a.Open, f)
	}
	return a
}

// AskedAgain counts those who acknowledged the present T and would have to be
// asked again if it moved to another.
func AskedAgain(fs []Fact, present, other Day) int {
	n := 0
	for _, f := range fs {
		if f.State(present) == Aware && f.State(other) != Aware {
			n++
		}
	}
	return n
}
