package deliverable

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/audit"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

// HistoryVM is the page with the history of a launch.
type HistoryVM struct {
	Plan    *launch.Plan
	History audit.HistoryPage
	Form    ui.Form
}

// Verb returns the verb for an entry of the history.
func Verb(e audit.Entry) string {
	if v, ok := verbs[e.Action]; ok {
		return v
	}
	// An action that is not in this list is still readable.
	_, did, ok := strings.Cut(e.Action, ".")
	if !ok {
		did = e.Action
	}
	return did
}

func itemEntry(e audit.Entry) bool { return e.Entity == "deliverable" }

// gone reports whether the page of an entry's item no longer exists.
func gone(p *launch.Plan, e audit.Entry) bool {
	_, ok := p.Item(e.EntityID)
	return !ok
}

// long reports whether a change should be collapsed.
func long(c audit.Change) bool {
	return len(c.Old)+len(c.New) > 160 || strings.ContainsRune(c.Old+c.New, '\n')
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// shown returns the changes that are worth showing.
func shown(e audit.Entry) []audit.Change {
	var out []audit.Change
	for _, c := range e.Changes {
		if c.Old != c.New {
			out = append(out, c)
		}
	}
	return out
}

// atOnce are the actions that change many deliverables in one step.
var atOnce = map[string]bool{"deliverable.moved with T": true, "deliverable.imported": true, "deliverable.handed over": true}

// steps groups the entries of one step, so that a move of T is one entry instead of one per item.
func steps(entries []audit.Entry) [][]audit.Entry {
	var out [][]audit.Entry
	for _, e := range entries {
		if n := len(out); n > 0 && sameStep(out[n-1][0], e) {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []audit.Entry{e})
	}
	return out
}

func sameStep(a, b audit.Entry) bool {
	return atOnce[a.Action] && a.Action == b.Action && a.Batch != "" && a.Batch == b.Batch
}

// valueText returns a value as text: a day with its weekday.
func valueText(value string) string {
	if d, err := civil.Parse(value); err == nil {
		return d.Long()
	}
	return orNothing(value)
}

func (vm HistoryVM) path() string { return paths.History(vm.Plan.Slug) }

func (vm HistoryVM) page(n int) string {
	q := url.Values{}
	for _, name := range []string{"who", "kind"} {
		if v := vm.Form.Val(name); v != "" {
			q.Set(name, v)
		}
	}
	q.Set("page", strconv.Itoa(n))
	return paths.With(vm.path(), q)
}

func (vm HistoryVM) filtered() bool { return vm.Form.Val("who") != "" || vm.Form.Val("kind") != "" }

func (vm HistoryVM) who() []ui.Option { return ui.PersonOptions(vm.History.Actors, "Everybody") }

func historyKinds() []ui.Option {
	out := []ui.Option{{Label: "Everything"}}
	for _, k := range audit.HistoryKinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return out
}
