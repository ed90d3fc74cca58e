package feedback

import (
	"time"

	"tminus/internal/words"
	"tminus/models/fault"
)

// Tester is a beta tester of a launch: a person, or a group whose members share one link.
type Tester struct {
	ID            int64
	Name, Contact string
	Shared        bool
	// LinkAt is the time at which the current link was created, or zero if there is none.
	LinkAt time.Time
	// HadLink reports that there was a link, even if it was revoked.
	HadLink bool
	// Reports is the number of reports sent with the links.
	Reports int
	// Left reports that a person left the beta and has not returned.
	Left       bool
	Departures []Departure
	Archived   bool
	Version    int
}

// Departure records that a person left the beta.
type Departure struct {
	ID, TesterID int64
	// Who is the tester, or the name given by the member of a group.
	Who, Reason string
	At          time.Time
	// Returned is the time at which the person returned, and Handled that at which their access was
	// changed; zero if they did not.
	Returned, Handled time.Time
	HandledBy         string
	// LetIn reports that the person returned after their access had been removed.
	LetIn   bool
	Version int
}

// Open reports whether the person's access must still be removed or restored.
func (d Departure) Open() bool { return d.Handled.IsZero() && (d.Returned.IsZero() || d.LetIn) }

// TesterInput is the form input for a tester.
type TesterInput struct {
	Name, Contact string
	Shared        bool
}

// Clean returns the input as it is stored, or Invalid with all problems.
func (in TesterInput) Clean() (TesterInput, error) {
	var c fault.Check
	in.Name, in.Contact = words.OneLine(in.Name), words.OneLine(in.Contact)
	c.That(in.Name != "", "name", "Enter who tries it: a person, or what you call the group.")
	checkLength(&c, "name", in.Name, MaxName)
	checkLength(&c, "contact", in.Contact, MaxName)
	return in, c.Err()
}

// Sending is the input of the public report form. The form asks for Name and Contact only if the
// link is shared.
type Sending struct {
	Said
	Name, Contact string
}

func (in Sending) clean() (Sending, error) {
	var c fault.Check
	in.Said = in.Said.clean(&c)
	in.Name, in.Contact = words.OneLine(in.Name), words.OneLine(in.Contact)
	checkLength(&c, "name", in.Name, MaxName)
	checkLength(&c, "contact", in.Contact, MaxName)
	return in, c.Err()
}

// MaxReason is the maximum length of a reason for leaving, in characters.
const MaxReason = 500

// Leaving is the input of the public form for leaving the beta. The form asks for Name only if the
// link is shared.
type Leaving struct{ Name, Reason string }

func (in Leaving) clean(shared bool) (Leaving, error) {
	var c fault.Check
	in.Name, in.Reason = words.OneLine(in.Name), cleanText(in.Reason)
	c.That(!shared || in.Name != "", "name", "Enter the name or address under which you take part, so that we know whom to take out.")
	checkLength(&c, "name", in.Name, MaxName)
	checkLength(&c, "reason", in.Reason, MaxReason)
	return in, c.Err()
}

// Heard returns the status of a report for its sender. It does not reveal internal details.
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
