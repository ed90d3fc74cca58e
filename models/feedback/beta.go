package feedback

import (
	"time"

	"tminus/models/fault"
)

// Tester is who tries a launch before everybody gets it: a person, or a group whose
// members share one link.
type Tester struct {
	ID            int64
	Name, Contact string
	Shared        bool
	// LinkAt is when the link that works was made; zero when there is none.
	LinkAt time.Time
	// HadLink says that there was one, be it revoked.
	HadLink bool
	// Reports is how many came by their links.
	Reports int
	// Left says that a person left the beta and has not come back.
	Left       bool
	Departures []Departure
	Archived   bool
	Version    int
}

// Departure is that somebody left the beta.
type Departure struct {
	ID, TesterID int64
	// Who is the tester, or the name that a member of a group gave.
	Who, Reason string
	At          time.Time
	// Returned is when they came back, Handled when somebody took them out of what
	// lets them in; zero before.
	Returned, Handled time.Time
	HandledBy         string
	// LetIn says that they came back after they had been taken out.
	LetIn   bool
	Version int
}

// Open tells whether somebody has still to take them out, or to let them in again.
func (d Departure) Open() bool { return d.Handled.IsZero() && (d.Returned.IsZero() || d.LetIn) }

// TesterInput is what is typed about a tester.
type TesterInput struct {
	Name, Contact string
	Shared        bool
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in TesterInput) Clean() (TesterInput, error) {
	var c fault.Check
	in.Name, in.Contact = oneLine(in.Name), oneLine(in.Contact)
	c.That(in.Name != "", "name", "Enter who tries it: a person, or what you call the group.")
	within(&c, "name", in.Name, MaxName)
	within(&c, "contact", in.Contact, MaxName)
	return in, c.Err()
}

// Sending is a report as the public form sends it. Name and Contact are asked of
// those who share a link.
type Sending struct {
	Said
	Name, Contact string
}

func (in Sending) clean() (Sending, error) {
	var c fault.Check
	in.Said = in.Said.clean(&c)
	in.Name, in.Contact = oneLine(in.Name), oneLine(in.Contact)
	within(&c, "name", in.Name, MaxName)
	within(&c, "contact", in.Contact, MaxName)
	return in, c.Err()
}

// MaxReason is the longest reason for leaving, in characters.
const MaxReason = 500

// Leaving is what the public form for leaving the beta sends. Name is asked of
// those who share a link.
type Leaving struct{ Name, Reason string }

func (in Leaving) clean(shared bool) (Leaving, error) {
	var c fault.Check
	in.Name, in.Reason = oneLine(in.Name), text(in.Reason)
	c.That(!shared || in.Name != "", "name", "Enter the name or address under which you take part, so that we know whom to take out.")
	within(&c, "name", in.Name, MaxName)
	within(&c, "reason", in.Reason, MaxReason)
	return in, c.Err()
}

// Heard is what became of a report, in words for who sent it. They tell nothing of
// the inside of the house.
func Heard(s State, o Outcome) string {
	switch {
	case s == Open:
		return "Received"
	case s == Done && o == Nothing:
		return "Closed"
	case s == Done && o == QuickFix:
		return "Fixed"
	case s == Done && o == Roadmap:
		return "On our roadmap"
	case s == Done:
		return "The help explains it now"
	}
	switch o {
	case HelpText:
		return "We will explain it better"
	case Roadmap:
		return "On our roadmap"
	case QuickFix:
		return "Being fixed"
	case Workaround:
		return "There will be a way around it in the help"
	}
	return "Read"
}
