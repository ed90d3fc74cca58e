package feedback

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The forms on the page of a report, of which one may have been refused.
const (
	FormTop       = "top"
	FormTriage    = "triage"
	FormDuplicate = "duplicate"
	FormLead      = "lead"
)

// NewGuide stands for a guide that is made for the issue.
const NewGuide = "new"

// ReportVM is the page of one report.
type ReportVM struct {
	Plan   *launch.Plan
	One    feedback.Detail
	Guides []guide.Guide
	People []people.User
	// Form is what was refused, Part which form of the page it was.
	Form    ui.Form
	Part    string
	History launch.HistoryPage
	CanEdit bool
}

func (vm ReportVM) path(tail ...string) string { return paths.Report(vm.Plan.Slug, vm.One.ID, tail...) }

func (vm ReportVM) version() string { return strconv.Itoa(vm.One.Version) }

func (vm ReportVM) fields(more ...[2]string) [][2]string {
	return append([][2]string{{"version", vm.version()}}, more...)
}

// form is the form of a part: what was typed, when it was that which was refused.
func (vm ReportVM) form(part string, values url.Values) ui.Form {
	if vm.Part == part {
		f := vm.Form
		f.Prefix = part + "-"
		return f
	}
	f := ui.NewForm(values)
	f.Prefix = part + "-"
	return f
}

// open tells whether something can be decided about the report.
func (vm ReportVM) open() bool {
	s := vm.One.State()
	return vm.CanEdit && !vm.One.Archived && (s == feedback.Open || s == feedback.Decided)
}

// primary is the one button of the page that is the next step: take it, decide,
// make what it becomes, or close it.
func (vm ReportVM) primary() string {
	switch {
	case !vm.open():
		return ""
	case vm.One.Unowned():
		return "take"
	case vm.One.Ripe():
		return "close"
	case vm.One.State() == feedback.Open:
		return "triage"
	}
	return ""
}

func (vm ReportVM) kind(part string) string {
	if vm.primary() == part {
		return "primary"
	}
	return ""
}

// TriageFields are the names of all that the form of the triage holds.
var TriageFields = []string{"owner", "symptom", "outcome", "note"}

// TriageValues are what was decided as the form holds it.
func TriageValues(r feedback.Report) url.Values {
	v := url.Values{"owner": {""}, "symptom": {r.Symptom}, "outcome": {string(r.Outcome)}, "note": {r.Note}}
	if r.OwnerID != 0 {
		v.Set("owner", id(r.OwnerID))
	}
	return v
}

// TriageOf is what was typed.
func TriageOf(f ui.Form) feedback.Triage {
	owner, _ := strconv.ParseInt(f.Val("owner"), 10, 64)
	return feedback.Triage{OwnerID: owner, Symptom: f.Val("symptom"), Outcome: feedback.Outcome(f.Val("outcome")), Note: f.Val("note")}
}

// TriageConflict is yours and theirs in words, field by field.
func TriageConflict(vm ReportVM, typed ui.Form) []ui.ConflictField {
	theirs := ui.NewForm(TriageValues(vm.One.Report))
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Owner", "owner"}, {"Symptom", "symptom"}, {"Becomes", "outcome"}, {"Note", "note"}} {
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(typed, f[1]), Theirs: vm.words(theirs, f[1])})
	}
	return out
}

func (vm ReportVM) words(f ui.Form, name string) string {
	switch v := f.Val(name); name {
	case "owner":
		for _, u := range vm.People {
			if id(u.ID) == v {
				return u.Name
			}
		}
		return ""
	case "symptom":
		return symptom(vm.One.Plays, v)
	case "outcome":
		return feedback.Outcome(v).Label()
	default:
		return strings.ReplaceAll(strings.TrimSpace(v), "\r\n", "\n")
	}
}

func (vm ReportVM) owners() []ui.Option {
	return deliverableview.AbleOptions(vm.People, "Nobody yet", ownerOf(vm.One.OwnerID))
}

func ownerOf(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}

var outcomeHints = map[feedback.Outcome]string{
	feedback.Undecided: "Still in triage", feedback.HelpText: "A guide or FAQ will say it", feedback.Roadmap: "A later release will do it",
	feedback.QuickFix: "It is mended now", feedback.Workaround: "How one gets around it is written down: say how in the note", feedback.Nothing: "Say why in the note",
}

func outcomes() []ui.Option {
	out := []ui.Option{{Value: "", Label: feedback.Undecided.Label(), Hint: outcomeHints[feedback.Undecided]}}
	for _, o := range feedback.Outcomes {
		out = append(out, ui.Option{Value: string(o), Label: o.Label(), Hint: outcomeHints[o]})
	}
	return out
}

// alike is how many of the likest reports are offered by a press.
const alike = 4

// likest are the reports that most likely say the same.
func (vm ReportVM) likest() []feedback.Report {
	list := feedback.Alike(vm.One.Report, vm.One.Candidates)
	return list[:min(alike, len(list))]
}

// others are all reports that it can be a duplicate of.
func (vm ReportVM) others() []ui.Option {
	out := []ui.Option{{Label: "Choose…"}}
	for _, r := range vm.One.Candidates {
		out = append(out, choice(r, vm.Plan, ""))
	}
	return out
}

// choice is a report among others.
func choice(r feedback.Report, p *launch.Plan, group string) ui.Option {
	return ui.Option{Value: id(r.ID), Label: r.Title + " · " + format.ShortMoment(r.At, p.Location()), Group: group}
}

func (vm ReportVM) guides() []ui.Option {
	var out []ui.Option
	for _, g := range vm.Guides {
		out = append(out, ui.Option{Value: id(g.ID), Label: g.Title})
	}
	return append(out, ui.Option{Value: NewGuide, Label: "A new guide"})
}

// mail is where an answer goes, "" where there is no address.
func mail(r feedback.Report) string {
	if !strings.Contains(r.Contact, "@") || strings.ContainsAny(r.Contact, " <>,;?&") {
		return ""
	}
	return "mailto:" + url.PathEscape(r.Contact)
}

// source is where a report stands as an address that a page may link to.
func source(r feedback.Report) (string, bool) { return launch.WebAddress(r.Source) }
