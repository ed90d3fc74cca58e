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

// BetaVM is the list of those who try a launch.
type BetaVM struct {
	Plan    *launch.Plan
	Testers []feedback.Tester
	// Leavers have still to be taken out, or let in again.
	Leavers []feedback.Departure
	Form    ui.Form
	Key     string
	CanEdit bool
}

// TesterVM is the page of one of them.
type TesterVM struct {
	Plan *launch.Plan
	One  feedback.Tester
	// Unseen is how many reports by their links nobody has done anything with.
	Unseen  feedback.Heap
	Form    ui.Form
	CanEdit bool
}

// unseen says what would be removed.
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

// reports is the list of what came by their links.
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

// TesterFields are the names of what the form of a tester holds.
var TesterFields = []string{"name", "contact"}

// TesterValues are a tester's fields as the form holds them.
func TesterValues(t feedback.Tester) url.Values {
	return url.Values{"name": {t.Name}, "contact": {t.Contact}}
}

// TesterConflict is yours and theirs in words, field by field.
func TesterConflict(f ui.Form, t feedback.Tester) []ui.ConflictField {
	return []ui.ConflictField{{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: t.Name}, {Label: "Contact", Name: "contact", Yours: f.Val("contact"), Theirs: t.Contact}}
}

// firstLeavers is how many of those who left are shown without a press.
const firstLeavers = 5

// leavers are the first of those who left, and the rest.
func (vm BetaVM) leavers() (first, rest []feedback.Departure) {
	n := min(firstLeavers, len(vm.Leavers))
	return vm.Leavers[:n], vm.Leavers[n:]
}

// todo is what is to be done about somebody who left, or came back.
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

// Text is the message.
func (vm InviteVM) Text() string {
	var b strings.Builder
	b.WriteString("Hello " + vm.One.Name + ",\n\nyou can try “" + vm.Plan.Name + "” before everybody gets it.\n\n")
	b.WriteString("Whenever something goes wrong, or is not as you expected, tell us here: three questions, no account needed.\n" + vm.Address + "\n\n")
	b.WriteString("By the same link you can leave the beta at any time.\n\n" + vm.Sender + "\n")
	return b.String()
}

// PublicVM is what a link shows to who has it.
type PublicVM struct {
	feedback.Beta
	// Path is the link itself.
	Path string
	Form ui.Form
	// Opened says when the form was shown, sealed against tampering.
	Opened, Key string
	// Sent says that a report has just come; Trapped that the field was filled in
	// which people leave empty.
	Sent, Trapped bool
	// Typed is what was sent although nothing is taken any more.
	Typed string
	// Wait is after how many minutes more can be sent, 0 for at once.
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
		return "Tell us what you found. Nobody outside of our team reads it. If you leave your name and where we can answer, we can tell you what becomes of it."
	}
	return vm.Tester + ", tell us what you found. Nobody outside of our team reads it, and here you see what becomes of it."
}
