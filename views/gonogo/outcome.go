package gonogo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// OverrideVM is the page of an override.
type OverrideVM struct {
	Plan    *launch.Plan
	Verdict readiness.Verdict
	Form    ui.Form
	Leads   bool
	Key     string
}

func (vm OverrideVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: paths.Meetings(vm.Plan.Slug), Label: "Go/no-go"}, {Label: "Override"}}
}

func nextLabel(vm VM, i int) string {
	if i+1 < len(vm.Questions) {
		return "Next: " + vm.Questions[i+1].Topic
	}
	return "Save"
}

// rowErr returns the message at the row of a question.
func (vm VM) rowErr(q gonogo.QuestionDetail) string {
	for _, name := range []string{"note", "answer", "reading"} {
		if text := vm.Form.Err(Row(name, q.ID)); text != "" {
			return text
		}
	}
	return vm.refusedText(q)
}

// scope returns the scope that the page shows: what was chosen, or the first one to decide.
func (vm VM) scope() gonogo.Scope {
	scopes := vm.Undecided()
	if len(scopes) == 0 {
		return gonogo.ScopeNone
	}
	return gonogo.Scope(vm.value("scope", string(scopes[0])))
}

// conditionRow is a row of the page for a condition; ID is 0 for a new one.
type conditionRow struct {
	Row                      string
	ID                       int64
	Version                  int
	Text, Owner, DueOn, Time string
	OwnerID                  int64
}

// conditionRows are the drafts and the empty rows.
func (vm VM) conditionRows() []conditionRow {
	var out []conditionRow
	for _, c := range vm.Drafts() {
		on, at := vm.dueFields(c)
		row := num(c.ID)
		out = append(out, vm.entered(conditionRow{Row: row, ID: c.ID, Version: c.Version, Text: c.Text, Owner: num(c.OwnerID), DueOn: on,
			Time:    at,
			OwnerID: c.OwnerID}))
	}
	on, at := gonogo.DefaultDue(vm.Plan.LaunchAt.Time, vm.Plan.Location(), vm.Plan.Now)
	for i := range vm.Rows {
		r := conditionRow{Row: "new" + strconv.Itoa(i+1), DueOn: on.String(), Time: at.String()}
		if i == 0 {
			r.Text = vm.Condition
		}
		out = append(out, vm.entered(r))
	}
	return out
}

// entered returns a row with what was entered.
func (vm VM) entered(r conditionRow) conditionRow {
	r.Text, r.Owner = vm.value(Row("text", r.Row), r.Text), vm.value(Row("owner", r.Row), r.Owner)
	r.DueOn, r.Time = vm.value(Row("due_on", r.Row), r.DueOn), vm.value(Row("due_time", r.Row), r.Time)
	return r
}

func (vm VM) conditionErr(r conditionRow) string {
	for _, name := range []string{"text", "owner", "due_on", "due_time"} {
		if text := vm.Form.Err(Row(name, r.Row)); text != "" {
			return text
		}
	}
	return ""
}

// reasonHint says what the reason must hold.
func (vm VM) reasonHint() string {
	if missing := vm.Missing(); len(missing) > 0 {
		return "Name the topics without an answer: " + gonogo.Topics(missing) + "."
	}
	if vm.Open.List.State.Open == 0 {
		return "Needed for a no-go: the launch is ready."
	}
	return fmt.Sprintf("Needed for a go: %d open.", vm.Open.List.State.Open)
}

// decidedNow is the proposed time of the decision.
func (vm VM) decidedNow() (on, at string) {
	loc := vm.Plan.Location()
	return civil.Of(vm.Plan.Now, loc).String(), civil.TimeOf(vm.Plan.Now, loc).String()
}

// overrides reports whether the no-go of a question was marked to be overridden.
func (vm VM) overrides(q gonogo.QuestionDetail) bool {
	for _, id := range vm.Form.Values["override"] {
		if id == num(q.ID) {
			return true
		}
	}
	return false
}

// tells says what recording does.
func (vm VM) tells() string {
	text := "Nobody can change a recorded decision."
	if vm.Audience > 0 {
		text += " It shows in My work of " + words.Plural(vm.Audience, "person", "people") + "."
	}
	return text
}

// decidedWords says who decided what and when.
func (vm VM) decidedWords(d gonogo.LogEntry) string {
	text := "Decided by " + d.ByName + " on " + format.Moment(d.DecidedAt.Time, vm.Plan.Location())
	if d.RecordedName != "" && (d.RecordedName != d.ByName || !d.RecordedAt.Equal(d.DecidedAt.Time)) {
		text += ", recorded by " + d.RecordedName + " on " + format.Moment(d.RecordedAt.Time, vm.Plan.Location())
	}
	return text
}

// letsWords says what a decision lets through.
func letsWords(d gonogo.LogEntry) string {
	text := d.Text
	if text == "" {
		text = d.Scope.Label()
	}
	if d.Build != "" {
		text += ", build " + d.Build
	}
	return text
}

// openMark returns the mark of an open line.
func openMark(o gonogo.OpenLine) ui.Mark {
	switch o.Severity {
	case "stops":
		return ui.MarkBlocked
	case "open":
		return ui.MarkAtRisk
	}
	return ui.MarkNotStarted
}

// openRows are the counted lines of the open list, the reader's first.
func (vm VM) openRows() []ui.WorkRow { return slices.Concat(vm.Open.Mine(), vm.Open.Others()) }

func frozenMark(v gonogo.FrozenVerdict) ui.Mark {
	if v.Go {
		return ui.MarkDone
	}
	return ui.MarkAtRisk
}

func riskWords(r gonogo.FrozenRisk) string {
	text := "Score " + r.Score
	if r.ShowStopper {
		text += ", show-stopper"
	}
	if r.AcceptedBy != "" {
		text += "; accepted by " + r.AcceptedBy + " until " + r.Until + ": " + r.Reason
	}
	return text
}

func frozenSheetTitle(s gonogo.Snapshot) string {
	if s.SheetBy == "" {
		return "Run sheet, not confirmed"
	}
	return "Run sheet, confirmed by " + s.SheetBy
}

func frozenAnswer(vm VM, a gonogo.FrozenAnswer) string {
	var parts []string
	for _, p := range []struct{ label, text string }{{"", a.Note}, {"Reading: ", a.Reading}, {"Recorded by ", a.RecordedBy}} {
		if p.text != "" {
			parts = append(parts, p.label+p.text)
		}
	}
	if !a.At.IsZero() {
		parts = append(parts, format.Moment(a.At, vm.Plan.Location()))
	}
	if a.Overridden {
		parts = append(parts, "Overridden by the decider")
	}
	return strings.Join(parts, " · ")
}

func frozenWho(a gonogo.FrozenAnswer) string {
	text := a.Name
	if a.JobTitle != "" {
		text += ", " + a.JobTitle
	}
	if a.Represented != "" {
		text += " (represented by " + a.Represented + ")"
	}
	return text
}
