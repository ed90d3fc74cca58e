package planimport

import (
	"fmt"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/planimport"
	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// StartVM is the page with the empty field.
type StartVM struct {
	Plan *launch.Plan
	Form ui.Form
	// Limit is the maximum size of the text, in bytes.
	Limit int64
}

func (vm StartVM) limit() string {
	return fmt.Sprintf("at most %d rows and %.1f MB", planimport.MaxRows, float64(vm.Limit)/(1<<20))
}

// VM is the preview page.
type VM struct {
	Plan    *launch.Plan
	Form    ui.Form
	Preview *planimport.Preview
	People  []people.User
	// Sum is the checksum of the previewed text, to which corrections belong.
	Sum string
	Key string
}

func path(p *launch.Plan) string { return paths.Import(p.Slug) }

// ColumnsField returns the value of the hidden field with the columns, to which corrected cells
// belong.
func ColumnsField(cols []planimport.Field) string {
	names := make([]string, len(cols))
	for i, f := range cols {
		names[i] = string(f)
	}
	return strings.Join(names, ",")
}

// ColumnField returns the name of the field for a column.
func ColumnField(i int) string { return "col-" + strconv.Itoa(i) }

// CellField returns the name of the field for a corrected cell.
func CellField(row int, f planimport.Field) string { return fmt.Sprintf("c-%d-%s", row, f) }

func (vm VM) ready() int { return vm.Preview.Wanted() - vm.Preview.Faulty() }

// heading returns the state of the preview in one line.
func (vm VM) heading() string {
	p := vm.Preview
	switch {
	case len(p.Problems) > 0:
		return "First say what the columns are"
	case p.Faulty() > 0:
		return fmt.Sprintf("%d of %s can be imported so far", vm.ready(), words.Count(p.Wanted(), "row"))
	case p.Wanted() == 0:
		return "Every row is left out"
	}
	return words.Count(p.Wanted(), "row") + " ready to be imported"
}

func (vm VM) facts() []string {
	p := vm.Preview
	out := []string{"Read as " + p.Format}
	if n := p.Open(); n > 0 {
		out = append(out, words.Count(n, "question")+" to answer")
	}
	if n := p.Ownerless(); n > 0 {
		out = append(out, strconv.Itoa(n)+" without an owner")
	}
	if n := p.Known(); n > 0 {
		out = append(out, strconv.Itoa(n)+" with a title that is here already")
	}
	if n := len(p.Rows) - p.Wanted(); n > 0 {
		out = append(out, strconv.Itoa(n)+" left out")
	}
	if lanes := p.NewLanes(); len(lanes) > 0 {
		out = append(out, words.Count(len(lanes), "new lane")+": "+shortList(lanes))
	}
	if p.Around > 0 {
		out = append(out, words.Count(p.Around, "line")+" around the table not read")
	}
	return out
}

func shortList(names []string) string {
	out := ""
	for i, n := range names {
		if i == 4 {
			return out + fmt.Sprintf(" and %d more", len(names)-i)
		}
		if i > 0 {
			out += ", "
		}
		out += words.Truncate(n, 40)
	}
	return out
}

func (vm VM) importLabel() string { return "Import " + words.Count(vm.Preview.Wanted(), "deliverable") }

// group is a group of rows.
type group struct {
	title string
	rows  []planimport.Row
	open  bool
}

func (g group) label() string { return fmt.Sprintf("%s (%d)", g.title, len(g.rows)) }

// groups returns the rows, those with errors first.
func (vm VM) groups() []group {
	faulty := group{title: "Cannot be imported yet", open: true}
	unsure := group{title: "To look at", open: true}
	fine := group{title: "Ready", open: true}
	out := group{title: "Left out"}
	for _, r := range vm.Preview.Rows {
		switch {
		case r.LeftOut:
			out.rows = append(out.rows, r)
		case len(r.Errors) > 0:
			faulty.rows = append(faulty.rows, r)
		case len(r.Warnings) > 0:
			unsure.rows = append(unsure.rows, r)
		default:
			fine.rows = append(fine.rows, r)
		}
	}
	return []group{faulty, unsure, fine, out}
}

// corrections returns the editable cells of a row: those with errors, corrected ones, and a missing
// owner.
func corrections(r planimport.Row) []planimport.Field {
	var out []planimport.Field
	seen := map[planimport.Field]bool{}
	add := func(f planimport.Field) {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	for _, e := range r.Errors {
		if e.Question == "" {
			add(e.Field)
		}
	}
	for _, w := range r.Warnings {
		if w.Field == planimport.FieldOwner {
			add(w.Field)
		}
	}
	for _, f := range planimport.Fields {
		if r.Edited[f] {
			add(f)
		}
	}
	return out
}

func columnOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: planimport.NoField.Label()}}
	for _, f := range planimport.Fields {
		out = append(out, ui.Option{Value: string(f), Label: f.Label()})
	}
	return out
}

func (vm VM) columnLabel(i int) string {
	if h := vm.Preview.Header[i]; h != "" {
		return words.Truncate(h, 40)
	}
	return "Column " + strconv.Itoa(i+1)
}

func (vm VM) sample(i int) string {
	if s := vm.Preview.Samples[i]; s != "" {
		return "For example: " + words.Truncate(s, 60)
	}
	return "Empty"
}

func (vm VM) headOptions() []ui.Option {
	return []ui.Option{{Value: "names", Label: "The names of the columns"}, {Value: "none", Label: "An item already"}}
}

func (vm VM) headValue() string {
	if vm.Preview.NoHeader {
		return "none"
	}
	return "names"
}

func (vm VM) laneOptions() []ui.Option {
	var out []ui.Option
	if ls := vm.Plan.Lanes; len(ls) > 0 {
		out = append(out, ui.Option{Value: planimport.ByTeam, Label: "Owner’s team, else " + words.Truncate(ls[0].Name, 40)})
	}
	for _, l := range vm.Plan.Lanes {
		out = append(out, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: words.Truncate(l.Name, 60)})
	}
	return append(out, ui.Option{Value: planimport.NewLane, Label: "A new lane “" + planimport.DefaultLane + "”"})
}

func kindOptions(first ...ui.Option) []ui.Option {
	for _, k := range template.Kinds {
		first = append(first, ui.Option{Value: string(k), Label: k.Label()})
	}
	return first
}

// options returns the answers to a question.
func (vm VM) options(q planimport.Question) []ui.Option {
	switch q.Sort {
	case "lane":
		out := []ui.Option{{Value: planimport.NewLane, Label: "Make this lane"}}
		for _, l := range vm.Plan.Lanes {
			out = append(out, ui.Option{Value: strconv.FormatInt(l.ID, 10), Label: words.Truncate(l.Name, 60)})
		}
		return out
	case "kind":
		return kindOptions()
	case "status":
		out := []ui.Option{{Label: "Choose…"}}
		for _, s := range []launch.Status{launch.NotStarted, launch.InProgress, launch.InReview, launch.Done, launch.Blocked, launch.Skipped,
			launch.Draft, launch.Final, launch.Scheduled, launch.Published} {
			out = append(out, ui.Option{Value: string(s), Label: s.Label()})
		}
		return out
	}
	return vm.whoOptions(q)
}

func (vm VM) whoOptions(q planimport.Question) []ui.Option {
	var out []ui.Option
	if q.Answer == "" || vm.Form.Has(q.Key) && vm.Form.Val(q.Key) == "" {
		out = append(out, ui.Option{Label: "Choose…"})
	}
	out = append(out, ui.Option{Value: planimport.Nobody, Label: "Nobody: leave it without"})
	named := map[int64]bool{}
	for _, id := range q.Named {
		named[id] = true
		out = append(out, ui.Option{Value: strconv.FormatInt(id, 10), Label: vm.Preview.Person(id), Group: "Named here"})
	}
	for _, u := range vm.People {
		if !named[u.ID] && u.Role != people.Viewer {
			label := u.Name
			if u.Title != "" {
				label += ", " + u.Title
			}
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: words.Truncate(label, 80), Group: "People"})
		}
	}
	return out
}

// questionsOf returns the questions of some kinds, open ones first.
func (vm VM) questionsOf(sorts ...string) []planimport.Question {
	var open, settled []planimport.Question
	for _, s := range sorts {
		for _, q := range vm.Preview.Questions {
			switch {
			case q.Sort != s:
			case q.Open():
				open = append(open, q)
			default:
				settled = append(settled, q)
			}
		}
	}
	return append(open, settled...)
}

func (vm VM) helpers(r planimport.Row) string {
	names := make([]string, len(r.Helpers))
	for i, id := range r.Helpers {
		names[i] = vm.Preview.Person(id)
	}
	return shortList(names)
}

// extras returns the parts of a row without a column in the preview.
func (vm VM) extras(r planimport.Row) []string {
	var out []string
	add := func(ok bool, text string) {
		if ok {
			out = append(out, text)
		}
	}
	add(len(r.Helpers) > 0, "with "+vm.helpers(r))
	add(r.ReviewerID != 0, "reviewed by "+vm.Preview.Person(r.ReviewerID))
	add(len(r.After)+len(r.DependsOn) > 0, "depends on "+words.Count(len(r.After)+len(r.DependsOn), "item"))
	add(len(r.Links) > 0, words.Count(len(r.Links), "link"))
	add(r.Description != "", "a description")
	add(r.Schedule.Anchor == template.Pinned, "pinned")
	return out
}

func (vm VM) cell(r planimport.Row, f planimport.Field) ui.FieldProps {
	p := ui.FieldProps{Name: CellField(r.Index, f), Label: f.Label(), Value: r.Cells[f], Required: true}
	switch f {
	case planimport.FieldOwner, planimport.FieldReviewer, planimport.FieldUnblocker:
		p.Attrs = map[string]any{"list": "people"}
		p.Placeholder = "Name or email"
	case planimport.FieldStart, planimport.FieldDue:
		p.Placeholder = "2026-05-12 or T-7"
	}
	return p
}

func titleOf(r planimport.Row) string {
	if r.Title == "" {
		return "Line " + strconv.Itoa(r.Line)
	}
	return words.Truncate(r.Title, launch.MaxTitle)
}

func fromT(p *launch.Plan, r planimport.Row) string {
	t, _ := planimport.When(p, r.Schedule)
	return t
}

func when(p *launch.Plan, r planimport.Row) string {
	_, dates := planimport.When(p, r.Schedule)
	return dates
}

// leftOut reports whether the row itself was left out, not its group.
func (vm VM) leftOut(r planimport.Row) bool {
	for _, v := range vm.Form.Values["leave"] {
		if v == strconv.Itoa(r.Index) {
			return true
		}
	}
	return false
}

func (vm VM) rolesToKeep() bool {
	for _, q := range vm.Preview.Questions {
		if id, _ := strconv.ParseInt(q.Answer, 10, 64); q.Sort == "who" && q.Role() && id != 0 {
			return true
		}
	}
	return false
}
