package feedback

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/models/audit"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The forms on the page of a report, of which one may be refused.
const (
	FormTop       = "top"
	FormTriage    = "triage"
	FormDuplicate = "duplicate"
	FormLead      = "lead"
)

// NewGuide selects a new guide for the issue.
const NewGuide = "new"

// ReportVM is the page of a report.
type ReportVM struct {
	Plan   *launch.Plan
	One    feedback.Detail
	Guides []guide.Guide
	People []people.User
	// Form is the refused form, Part its name.
	Form    ui.Form
	Part    string
	History audit.HistoryPage
	CanEdit bool
}

func (vm ReportVM) path(tail ...string) string { return paths.Report(vm.Plan.Slug, vm.One.ID, tail...) }

func (vm ReportVM) version() string { return strconv.Itoa(vm.One.Version) }

func (vm ReportVM) fields(more ...[2]string) [][2]string {
	return append([][2]string{{"version", vm.version()}}, more...)
}

// form returns the form of a part: the refused one if it belongs to it.
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

// open reports whether the report can be decided.
func (vm ReportVM) open() bool {
	s := vm.One.State()
	return vm.CanEdit && !vm.One.Archived && (s == feedback.Open || s == feedback.Decided)
}

// primary returns the primary button of the page, which is the next step: take it, decide, create
// what results, or close it.
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

// TriageFields are the names of the fields of the triage form.
var TriageFields = []string{"owner", "symptom", "outcome", "note"}

// TriageValues returns the decision as values of the form.
func TriageValues(r feedback.Report) url.Values {
	v := url.Values{"owner": {""}, "symptom": {r.Symptom}, "outcome": {string(r.Outcome)}, "note": {r.Note}}
	if r.OwnerID != 0 {
		v.Set("owner", id(r.OwnerID))
	}
	return v
}

// TriageOf parses the triage form.
func TriageOf(f ui.Form) feedback.Triage {
	owner, _ := strconv.ParseInt(f.Val("owner"), 10, 64)
	return feedback.Triage{OwnerID: owner, Symptom: f.Val("symptom"), Outcome: feedback.Outcome(f.Val("outcome")), Note: f.Val("note")}
}

// TriageConflict returns the form's values and the stored ones as text.
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
	return ui.OwnerOptions(vm.People, "Nobody yet", ownerOf(vm.One.OwnerID))
}

func ownerOf(n int64) string {
	if n == 0 {
		return ""
	}
	return id(n)
}

var outcomeHints = map[feedback.Outcome]string{
	feedback.Undecided: "Still in triage", feedback.HelpText: "A guide or FAQ will say it", feedback.Roadmap: "A later release will do it",
	feedback.QuickFix: "It is mended now", feedback.Workaround: "How one gets around it is written down: say how in the note",
	feedback.Nothing: "Say why in the note",
}

func outcomes() []ui.Option {
	out := []ui.Option{{Value: "", Label: feedback.Undecided.Label(), Hint: outcomeHints[feedback.Undecided]}}
	for _, o := range feedback.Outcomes {
		out = append(out, ui.Option{Value: string(o), Label: o.Label(), Hint: outcomeHints[o]})
	}
	return out
}

// alike is the number of similar reports offered with a button.
const alike = 4

// likest returns the most similar reports.
func (vm ReportVM) likest() []feedback.Report {
	list := feedback.Alike(vm.One.Report, vm.One.Candidates)
	return list[:min(alike, len(list))]
}

// others returns all reports of which it can be a duplicate.
func (vm ReportVM) others() []ui.Option {
	out := []ui.Option{{Label: "Choose…"}}
	for _, r := range vm.One.Candidates {
		out = append(out, choice(r, vm.Plan, ""))
	}
	return out
}

// choice returns a report as an option.
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

// mail returns the URL for a reply by email, "" without an address.
func mail(r feedback.Report) string {
	if !strings.Contains(r.Contact, "@") || strings.ContainsAny(r.Contact, " <>,;?&") {
		return ""
	}
	return "mailto:" + url.PathEscape(r.Contact)
}

// source returns the source of a report if it is a URL that can be linked.
func source(r feedback.Report) (string, bool) { return launch.WebAddress(r.Source) }
