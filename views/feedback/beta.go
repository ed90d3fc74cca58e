package feedback

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

// BetaVM is the list of a launch's beta users.
type BetaVM struct {
	Plan    *launch.Plan
	Testers []feedback.Tester
	// Leavers are beta users whose access must still be removed or restored.
	Leavers []feedback.Departure
	Form    ui.Form
	Key     string
	CanEdit bool
}

// TesterVM is the page of a beta user.
type TesterVM struct {
	Plan *launch.Plan
	One  feedback.Tester
	// Unseen counts the reports from their links that nobody has handled.
	Unseen  feedback.Heap
	Form    ui.Form
	CanEdit bool
}

// unseen returns the reports that would be removed, as text.
func (vm TesterVM) unseen() string {
	sentence := "It works no more. "
	if !vm.One.LinkAt.IsZero() {
		sentence = "Revoke it, then remove what it brought. "
	}
	sentence += words.Plural(vm.Unseen.Count, "report has", "reports have") + " no owner, no decision and no note, and nothing came of it yet."
	if vm.Unseen.Count < vm.One.Reports {
		sentence += " The others stay."
	}
	return sentence
}

// reports returns the URL of the list of reports from their links.
func (vm TesterVM) reports() string {
	return paths.With(paths.Feedback(vm.Plan.Slug), url.Values{"tester": {id(vm.One.ID)}, "state": {string(feedback.Any)}})
}

func (vm TesterVM) path(tail ...string) string {
	return paths.BetaUser(vm.Plan.Slug, vm.One.ID, tail...)
}

func (vm TesterVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.One.Version)
}

// TesterFields are the names of the fields of a beta user's form.
var TesterFields = []string{"name", "contact"}

// TesterValues returns a beta user's fields as values of the form.
func TesterValues(t feedback.Tester) url.Values {
	return url.Values{"name": {t.Name}, "contact": {t.Contact}}
}

// TesterConflict returns the form's values and the stored ones as text.
func TesterConflict(f ui.Form, t feedback.Tester) []ui.ConflictField {
	return []ui.ConflictField{{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: t.Name},
		{Label: "Contact", Name: "contact", Yours: f.Val("contact"), Theirs: t.Contact}}
}

// firstLeavers is the number of people who left that are shown without a click.
const firstLeavers = 5

// leavers returns the first of the people who left, and the rest.
func (vm BetaVM) leavers() (first, rest []feedback.Departure) {
	n := min(firstLeavers, len(vm.Leavers))
	return vm.Leavers[:n], vm.Leavers[n:]
}

// todo returns what to do about a person who left, or returned.
func todo(d feedback.Departure) string {
	if d.LetIn {
		return "Let in again"
	}
	return "Taken out"
}

func fate(d feedback.Departure) string {
	if d.LetIn {
		return "has come back"
	}
	return "has left"
}

func testerMark(t feedback.Tester) ui.Mark {
	switch {
	case t.Left:
		return ui.MarkSkipped
	case t.LinkAt.IsZero():
		return ui.MarkNotStarted
	}
	return ui.MarkDone
}

func testerState(t feedback.Tester) string {
	switch {
	case t.Left:
		return "Has left"
	case t.LinkAt.IsZero() && t.HadLink:
		return "Link revoked"
	case t.LinkAt.IsZero():
		return "No link yet"
	}
	return "Has a link"
}

func sort(t feedback.Tester) string {
	if t.Shared {
		return "Group, one link for all"
	}
	return "Person"
}

// InviteVM is a message with a link that is shown once.
type InviteVM struct {
	Plan    *launch.Plan
	One     feedback.Tester
	Address string
	Sender  string
}

// Text returns the message.
func (vm InviteVM) Text() string {
	var b strings.Builder
	b.WriteString("Hello " + vm.One.Name + ",\n\nyou can try “" + vm.Plan.Name + "” before everybody gets it.\n\n")
	b.WriteString("Whenever something goes wrong, or is not as you expected, tell us here: three questions, no account needed.\n" +
		vm.Address + "\n\n")
	b.WriteString("By the same link you can leave the beta at any time.\n\n" + vm.Sender + "\n")
	return b.String()
}

// PublicVM is the page of a beta user's link.
type PublicVM struct {
	feedback.Beta
	// Path is the path of the link.
	Path string
	Form ui.Form
	// Opened is the time at which the form was opened, sealed.
	Opened, Key string
	// Sent reports that a report was just received; Trapped that the field that people leave empty
	// was filled in.
	Sent, Trapped bool
	// Typed is the text sent with a link that no longer works.
	Typed string
	// Wait is the number of minutes until more can be sent, 0 for now.
	Wait int
}

func (vm PublicVM) opened() string {
	if vm.Form.Has("opened") && vm.Opened == "" {
		return vm.Form.Val("opened")
	}
	return vm.Opened
}

func (vm PublicVM) greeting() string {
	if vm.Shared {
		return "Tell us what you found. Nobody outside of our team reads it. If you leave your name and where we can answer, we can " +
			"tell you what becomes of it."
	}
	return vm.Tester + ", tell us what you found. Nobody outside of our team reads it, and here you see what becomes of it."
}
