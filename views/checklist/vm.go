package checklist

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/checklist"
	"tminus/models/launch"
	"tminus/models/people"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// Filter selects items of the checklists; it is part of the URL.
type Filter struct {
	Mine bool
	Show string // "", "open" or "overdue"
	Part string
}

// On reports whether the filter excludes anything.
func (f Filter) On() bool { return f != Filter{} }

// query returns the filter as URL parameters.
func (f Filter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"show": f.Show, "part": f.Part} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Mine {
		q.Set("who", "me")
	}
	return q
}

// VM is the page of all checklists.
type VM struct {
	checklist.Checklists
	// Rounds are the earlier rounds by list.
	Rounds  map[int64][]checklist.Round
	Filter  Filter
	Today   civil.Date
	Me      int64
	CanEdit bool
	// Form is a refused bulk action.
	Form ui.Form
}

// ItemID returns the id of an item's row on the page.
func ItemID(id int64) string { return "check-" + num(id) }

// ListID returns the id of a list on the page.
func ListID(id int64) string { return "list-" + num(id) }

func num(n int64) string { return strconv.FormatInt(n, 10) }

func (vm VM) back() string { return paths.With(paths.Checklists(vm.Launch.Slug), vm.Filter.query()) }

func (vm VM) shows(it checklist.ItemDetail) bool {
	f := vm.Filter
	switch {
	case f.Mine && (it.OwnerID == nil || *it.OwnerID != vm.Me), f.Part != "" && it.Part != f.Part:
		return false
	case f.Show == "open":
		return !it.State.Closed()
	case f.Show == "overdue":
		return it.Overdue(vm.Today)
	}
	return true
}

// part is a part of a list with its own heading. done are items that are folded.
type part struct {
	name        string
	items, done []checklist.ItemDetail
}

// mostDone is the number of closed items that a part shows among the others. More are folded.
const mostDone = 3

// fold moves closed items into done if there are many.
func (p *part) fold() {
	var open, done []checklist.ItemDetail
	for _, it := range p.items {
		if it.State.Closed() {
			done = append(done, it)
		} else {
			open = append(open, it)
		}
	}
	if len(done) > mostDone {
		p.items, p.done = open, done
	}
}

// titles returns the titles of items, shortened to a line.
func titles(items []checklist.ItemDetail) string {
	all := make([]string, len(items))
	for i, it := range items {
		all[i] = it.Title
	}
	return words.Truncate(strings.Join(all, ", "), 80)
}

// parts returns the items in the filter, by before, during and after. Without a filter, many closed items are folded.
func (vm VM) parts(l checklist.List) []part {
	var out []part
	for _, name := range append([]string{""}, checklist.Parts...) {
		p := part{name: partLabel(name)}
		for _, it := range l.Items {
			if it.Part == name && vm.shows(it) {
				p.items = append(p.items, it)
			}
		}
		if len(p.items) > 0 {
			if !vm.Filter.On() {
				p.fold()
			}
			out = append(out, p)
		}
	}
	return out
}

func partLabel(p string) string {
	if p == "" {
		return ""
	}
	return strings.ToUpper(p[:1]) + p[1:]
}

func (vm VM) lists() []checklist.List {
	if !vm.Filter.On() {
		return vm.Lists
	}
	return slices.DeleteFunc(slices.Clone(vm.Lists), func(l checklist.List) bool { return len(vm.parts(l)) == 0 })
}

func (vm VM) total() (all, closed, failed, overdue int) {
	for _, l := range vm.Lists {
		all += len(l.Items)
		closed += l.Closed()
		failed += l.Failed()
		for _, it := range l.Items {
			if it.Overdue(vm.Today) {
				overdue++
			}
		}
	}
	return all, closed, failed, overdue
}

// progress is the sentence at the top. It names its part, because it is not the count of the launch.
func (vm VM) progress() string {
	all, closed, failed, overdue := vm.total()
	text := fmt.Sprintf("Checklists: %d of %d open", all-closed, all)
	if all == closed {
		text = fmt.Sprintf("Checklists: all %d done", all)
	}
	if failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	if overdue > 0 {
		text += fmt.Sprintf(", %d late", overdue)
	}
	return text
}

// next names the open item that is due first, and its owner.
func (vm VM) next() string {
	var first *checklist.ItemDetail
	for _, l := range vm.Lists {
		for i, it := range l.Items {
			if it.State.Closed() || it.DueOn.IsZero() || first != nil && !it.DueOn.Before(first.DueOn) {
				continue
			}
			first = &l.Items[i]
		}
	}
	if first == nil {
		return ""
	}
	owner := first.OwnerName
	switch {
	case vm.owner(*first).Me:
		owner = "yours"
	case owner == "":
		owner = "no owner"
	}
	return fmt.Sprintf("Next: %s, %s, %s (%s).", first.Title, owner, first.DueOn.Short(), civil.Countdown(vm.Launch.LaunchOn, first.DueOn))
}

func (vm VM) owner(it checklist.ItemDetail) ui.Owner {
	return ui.Owner{Name: it.OwnerName, Me: it.OwnerID != nil && *it.OwnerID == vm.Me}
}

// due is the distance to the due day: "In 5 days".
func (vm VM) due(it checklist.ItemDetail) string {
	n := it.DueOn.Sub(vm.Today)
	if n < -1 {
		return fmt.Sprintf("%d days late", -n)
	} else if n == -1 {
		return "1 day late"
	}
	text := launch.InDays(n)
	return strings.ToUpper(text[:1]) + text[1:]
}

// more reports whether the item has a grey line.
func (vm VM) more(it checklist.ItemDetail) bool {
	return it.Follows() || it.State != checklist.Open || it.Note != "" || it.EvidenceURL != "" || len(it.Feeds) > 0
}

// tickTo is the state that pressing the round mark sets.
func tickTo(it checklist.ItemDetail) string {
	if it.State == checklist.Done {
		return string(checklist.Open)
	}
	return string(checklist.Done)
}

func (vm VM) filterLabel() string {
	n := 0
	for _, on := range []bool{vm.Filter.Mine, vm.Filter.Show != "", vm.Filter.Part != ""} {
		if on {
			n++
		}
	}
	if n == 0 {
		return "Filter"
	}
	return fmt.Sprintf("Filter · %d", n)
}

func segments(all, closed, failed int) []ui.Seg {
	return []ui.Seg{{Class: ui.MarkDone, N: closed}, {Class: ui.MarkBlocked, N: failed}, {Class: ui.MarkNotStarted, N: all - closed - failed}}
}

func (vm VM) listProgress(l checklist.List) string {
	word := "done"
	if l.Mode == checklist.ModeVerdict {
		word = "passed"
	}
	text := fmt.Sprintf("%d of %d %s", l.Closed(), len(l.Items), word)
	if n := l.Failed(); n > 0 {
		text += fmt.Sprintf(", %d failed", n)
	}
	return text
}

// Mark returns the mark of an item.
func Mark(it checklist.ItemDetail, today civil.Date) ui.Mark {
	switch it.State {
	case checklist.Done:
		return ui.MarkDone
	case checklist.NotApplicable:
		return ui.MarkSkipped
	case checklist.Failed:
		return ui.MarkBlocked
	}
	if it.Overdue(today) {
		return ui.MarkAtRisk
	}
	return ui.MarkNotStarted
}

func stateIcon(s checklist.State) ui.Mark {
	return Mark(checklist.ItemDetail{Item: checklist.Item{State: s}}, civil.Date{})
}

// when returns the due day.
func (vm VM) when(it checklist.ItemDetail) string {
	return it.DueOn.Short()
}

func (vm VM) closedWords(it checklist.ItemDetail) string {
	when := format.ShortMoment(it.ClosedAt.Time, vm.Launch.Location())
	if it.ClosedName == "" { // by the program
		return when
	}
	return it.ClosedName + ", " + when
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// StateVM is the form for the state of an item, with a note.
type StateVM struct {
	Launch launch.Launch
	Item   checklist.ItemDetail
	To     checklist.State
	Back   string
	Form   ui.Form
	// CanEdit reports whether the reader may change the item.
	CanEdit bool
}

func (vm StateVM) source() deliverableview.SourceVM {
	return deliverableview.SourceVM{Source: vm.Item.Source, Slug: vm.Launch.Slug, Version: vm.Item.Version, HandName: vm.Item.ClosedName,
		Action: paths.Check(vm.Launch.Slug, vm.Item.ID, "by-hand"), Back: vm.Back, CanEdit: vm.CanEdit, Form: vm.Form}
}

func (vm StateVM) title() string {
	if vm.Item.Follows() {
		return "State"
	}
	if vm.To == checklist.NotApplicable {
		return "Why does it not apply?"
	}
	return "How does it stand?"
}

func (vm StateVM) options() []ui.Option {
	var out []ui.Option
	for _, s := range checklist.States(vm.Item.Mode) {
		out = append(out, ui.Option{Value: string(s), Label: s.Label(vm.Item.Mode)})
	}
	return out
}

// SeveralVM is the form for the missing values of a bulk action.
type SeveralVM struct {
	Launch launch.Launch
	Do     string
	Picks  []string
	Titles []string
	Back   string
	Form   ui.Form
	People []people.User
}

func (vm SeveralVM) title() string {
	switch vm.Do {
	case "na":
		return "Why do they not apply?"
	case "owner":
		return "Who owns them?"
	}
	return "When are they due?"
}

// ItemVM is the form of an item.
type ItemVM struct {
	Launch launch.Launch
	List   checklist.List
	// Item is nil for a new item.
	Item   *checklist.ItemDetail
	Form   ui.Form
	People []people.User
	Key    string
	Base   string
	Back   string
}

// ItemFields are the names of the fields of an item's form.
var ItemFields = []string{"title", "part", "owner", "due_on", "due_rel", "evidence", "note"}

// ItemValues returns an item's fields as values of the form.
func ItemValues(it checklist.ItemDetail) url.Values {
	v := url.Values{"title": {it.Title}, "part": {it.Part}, "owner": {""}, "due_on": {it.DueOn.String()}, "due_rel": {""},
		"evidence": {it.EvidenceURL}, "note": {it.Note}}
	if it.OwnerID != nil {
		v.Set("owner", num(*it.OwnerID))
	}
	return v
}

func (vm ItemVM) action() string {
	if vm.Item == nil {
		return paths.Checklist(vm.Launch.Slug, vm.List.ID, "add")
	}
	return paths.Check(vm.Launch.Slug, vm.Item.ID, "edit")
}

func (vm ItemVM) heading() string {
	if vm.Item == nil {
		return "Add to " + vm.List.Name
	}
	return "Edit item"
}

func (vm ItemVM) button() string {
	if vm.Item == nil {
		return "Add item"
	}
	return "Save changes"
}

func (vm ItemVM) version() string { return versionIn(vm.Form, vm.Item.Version) }

func versionIn(f ui.Form, current int) string {
	if f.Has("version") {
		return f.Val("version")
	}
	return strconv.Itoa(current)
}

func (vm ItemVM) owners() []ui.Option {
	var named int64
	if vm.Item != nil && vm.Item.OwnerID != nil {
		named = *vm.Item.OwnerID
	}
	return readinessview.Able(vm.People, "Nobody yet", named)
}

func partOptions() []ui.Option {
	out := []ui.Option{{Label: "Any time"}}
	for _, p := range checklist.Parts {
		out = append(out, ui.Option{Value: p, Label: partLabel(p) + " the launch"})
	}
	return out
}

// ListVM is the form of a checklist.
type ListVM struct {
	Launch launch.Launch
	// List is nil for a new list.
	List *checklist.List
	Form ui.Form
	Key  string
	Base string
}

// ListValues returns a list's fields as values of the form.
func ListValues(l checklist.List) url.Values { return url.Values{"name": {l.Name}, "mode": {l.Mode}} }

func (vm ListVM) action() string {
	if vm.List == nil {
		return paths.Checklists(vm.Launch.Slug)
	}
	return paths.Checklist(vm.Launch.Slug, vm.List.ID, "edit")
}

func (vm ListVM) heading() string {
	if vm.List == nil {
		return "Add a checklist"
	}
	return "Edit checklist"
}

func (vm ListVM) button() string {
	if vm.List == nil {
		return "Add checklist"
	}
	return "Save changes"
}
