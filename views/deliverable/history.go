package deliverable

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

// HistoryVM is the page of all that happened to a launch.
type HistoryVM struct {
	Plan    *launch.Plan
	History launch.HistoryPage
	Form    ui.Form
}

// Verb is what an entry says that somebody did.
func Verb(e launch.Entry) string {
	if v, ok := verbs[e.Action]; ok {
		return v
	}
	// An action that is newer than this list still reads as words.
	_, did, ok := strings.Cut(e.Action, ".")
	if !ok {
		did = e.Action
	}
	return did
}

func itemEntry(e launch.Entry) bool { return e.Entity == "deliverable" }

// gone tells whether the page of an entry's item is not there any more.
func gone(p *launch.Plan, e launch.Entry) bool {
	_, ok := p.Item(e.EntityID)
	return !ok
}

// long tells whether a change is better folded away.
func long(c launch.Change) bool {
	return len(c.Old)+len(c.New) > 160 || strings.ContainsRune(c.Old+c.New, '\n')
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// shown are the changes that say something.
func shown(e launch.Entry) []launch.Change {
	var out []launch.Change
	for _, c := range e.Changes {
		if c.Old != c.New {
			out = append(out, c)
		}
	}
	return out
}

// atOnce are the actions that touch many deliverables in one step.
var atOnce = map[string]bool{"deliverable.moved with T": true, "deliverable.imported": true, "deliverable.handed over": true}

// steps puts together what one step did: a launch's history is of its moves,
// not of the dozens of items that went along with each.
func steps(entries []launch.Entry) [][]launch.Entry {
	var out [][]launch.Entry
	for _, e := range entries {
		if n := len(out); n > 0 && sameStep(out[n-1][0], e) {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []launch.Entry{e})
	}
	return out
}

func sameStep(a, b launch.Entry) bool {
	return atOnce[a.Action] && a.Action == b.Action && a.Batch != "" && a.Batch == b.Batch
}

// said is a value as people read it: a day with its weekday.
func said(value string) string {
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

func (vm HistoryVM) who() []ui.Option { return peopleOptions(vm.History.Actors, "Everybody") }

func historyKinds() []ui.Option {
	out := []ui.Option{{Label: "Everything"}}
	for _, k := range launch.HistoryKinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return out
}
