// Package stakeholder manages the stakeholders of a launch: how they are informed, and which date they
// have acknowledged. A stakeholder acknowledges by a personal link, without an account. When T
// moves, their acknowledgement is for another date, and they must be asked again.
//
// The rules are plain functions of a Stakeholder and a launch's T; the store files have the
// operations, one transaction each.
package stakeholder

import (
	"net/mail"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
)

// BindStakeholders binds a criterion to the stakeholders of the launch, who all have
// to acknowledge the current T.
const BindStakeholders = "stakeholders"

// The maximum lengths of a stakeholder's texts, in characters.
const (
	MaxName    = 120
	MaxWord    = 60
	MaxContact = 254
	MaxNote    = 2000
)

// Functions are suggestions for what a stakeholder is to the launch. Other words are allowed too.
var Functions = []string{"Team", "Partner", "Supplier", "Customer"}

// Channel is how a stakeholder is informed.
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

var channelLabels = enum.Labels[Channel]{
	{ByEmail, "Email"},
	{ByChat, "Chat"},
	{ByCall, "Call"},
	{ByMeeting, "Meeting"},
	{ByLetter, "Letter"},
	{ByOther, "Another way"},
}

// Channels lists the channels in the order of the form.
var Channels = channelLabels.Values()

// Label returns the channel as shown to users.
func (c Channel) Label() string { return channelLabels.Label(c) }

func (c Channel) valid() bool { return channelLabels.Has(c) }

// channelOf guesses the channel of a contact.
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

// Input is the form input for a stakeholder.
type Input struct {
	Name, Function, Organisation string
	Channel                      Channel
	Contact                      string
	OwnerID                      *int64
	Note                         string
}

// Clean returns the input as it is stored, or Invalid with all problems.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name, in.Organisation, in.Contact = words.OneLine(in.Name), words.OneLine(in.Organisation), words.OneLine(in.Contact)
	in.Function, in.Note = functionOf(in.Function), strings.TrimSpace(in.Note)
	if in.Channel == "" {
		in.Channel = channelOf(in.Contact)
	}
	c.That(in.Name != "", "name", "Enter who has to know: a name.")
	checkLength(&c, "name", in.Name, MaxName)
	c.That(in.Function != "", "function", "Say what they are to this launch, like Partner.")
	checkLength(&c, "function", in.Function, MaxWord)
	checkLength(&c, "organisation", in.Organisation, MaxName)
	c.That(in.Channel.valid(), "channel", "Choose how they are told.")
	checkLength(&c, "contact", in.Contact, MaxContact)
	c.That(in.Channel != ByEmail || in.Contact == "" || validEmail(in.Contact), "contact",
		"Enter an email address, like ana@example.com, or choose another way to tell them.")
	checkLength(&c, "note", in.Note, MaxNote)
	return in, c.Err()
}

func checkLength(c *fault.Check, field, text string, most int) {
	c.That(len([]rune(text)) <= most, field, "Use at most %d characters.", most)
}

// functionOf returns a function as it is stored: a known one in its usual spelling, others as
// typed.
func functionOf(s string) string {
	s = words.OneLine(s)
	for _, f := range Functions {
		if strings.EqualFold(f, s) {
			return f
		}
	}
	return s
}

// NoticeKind is the kind of a notice.
type NoticeKind string

// The kinds.
const (
	Told         NoticeKind = "told"
	Acknowledged NoticeKind = "acknowledged"
)

// Day is a T that a stakeholder knows: the day in the launch's zone at that time, and the instant.
type Day struct {
	On   civil.Date
	At   time.Time
	Zone string
}

// DayOf returns the present T of a launch.
func DayOf(l launch.Launch) Day { return Day{On: l.LaunchOn, At: l.LaunchAt.Time, Zone: l.Zone} }

// Same reports whether two days have the same date and instant. The name of the zone does not
// matter.
func (d Day) Same(other Day) bool { return d.On == other.On && d.At.Equal(other.At) }

// Words returns the part of d that differs from present: the day, or the time if it is the same
// day.
func (d Day) Words(present Day) string {
	if d.On != present.On {
		return d.On.Short()
	}
	return d.local().Format("15:04 MST")
}

// Long formats T: "Thu 10 Dec 2026, 10:00 CET".
func (d Day) Long() string { return d.On.Long() + ", " + d.local().Format("15:04 MST") }

func (d Day) local() time.Time {
	loc, err := civil.Zone(d.Zone)
	if err != nil {
		loc = time.UTC
	}
	return d.At.In(loc)
}

// Notice records that a stakeholder was told of a T or acknowledged it.
type Notice struct {
	ID            int64
	StakeholderID int64
	Kind          NoticeKind
	Day           Day
	How           string
	// ByID is the user who recorded the notice, or 0 if the stakeholder acknowledged by link.
	ByID   int64
	ByName string
	At     time.Time
	// TakenBack is the time at which the notice was withdrawn as a mistake.
	TakenBack time.Time
}

// Own reports whether the stakeholder acknowledged by link. Such a notice cannot be withdrawn.
func (n Notice) Own() bool { return n.Kind == Acknowledged && n.ByID == 0 }

// State is a stakeholder's knowledge of a T.
type State string

// The states, most urgent first.
const (
	Outdated State = "outdated" // acknowledged another date than the present one
	Untold   State = "untold"   // not told of the present date
	Waiting  State = "waiting"  // told, but has not acknowledged
	Aware    State = "acknowledged"
)

var stateLabels = enum.Labels[State]{
	{Outdated, "Believes an old date"},
	{Untold, "Not told"},
	{Waiting, "Told, not acknowledged"},
	{Aware, "Acknowledged"},
}

// States lists the states, most urgent first.
var States = stateLabels.Values()

// Label returns the state as shown to users.
func (s State) Label() string { return stateLabels.Label(s) }

// Fact is a stakeholder with the last notice of each kind. A missing notice has the zero Day.
type Fact struct {
	ID, LaunchID        int64
	Name, Function      string
	OwnerID             int64
	OwnerName           string
	OwnerGone           bool
	ToldOf, Acknowledge Notice
}

// State returns the stakeholder's knowledge of present.
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

// Awareness summarizes the knowledge of all stakeholders of a launch.
type Awareness struct {
	Total, Aware int
	// Outdated has the stakeholders who know an older date.
	Outdated []Fact
	// Open has all who have not acknowledged the present T, including Outdated.
	Open []Fact
}

// All reports whether there are stakeholders and all of them have acknowledged.
func (a Awareness) All() bool { return a.Total > 0 && a.Aware == a.Total }

// Assess returns the awareness of the stakeholders for present.
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

// AskedAgain returns the number of stakeholders who acknowledged present and would have to be asked
// again for other.
func AskedAgain(fs []Fact, present, other Day) int {
	n := 0
	for _, f := range fs {
		if f.State(present) == Aware && f.State(other) != Aware {
			n++
		}
	}
	return n
}
