package deliverables

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/views/ui"
)

// HistoryVM is the page of all that happened to a launch.
type HistoryVM struct {
	Plan    *launch.Plan
	History launch.HistoryPage
	Form    ui.Form
}

// verbs say what an action of the audit log did, after the name of who did it.
var verbs = map[string]string{
	"deliverable.created": "added", "deliverable.updated": "edited", "deliverable.removed": "removed", "deliverable.restored": "put back",
	"deliverable.status": "changed the status of", "deliverable.rescheduled": "moved", "deliverable.moved with T": "moved T, and with it",
	"deliverable.imported": "imported", "deliverable.owner": "changed the owner of", "deliverable.handed over": "handed over",
	"comment.added": "commented on", "comment.edited": "edited a comment on", "comment.deleted": "deleted a comment on", "comment.restored": "put back a comment on",
	"launch.created": "made the launch", "launch.updated": "edited the launch", "launch.moved": "moved T of", "launch.move undone": "took back the move of T of", "launch.state": "changed the state of", "launch.handed over": "handed over a part of", "launch.role": "filled a role of", "launch.role shared": "handed over what waited for a role of",
	"risk.created": "named", "risk.updated": "edited", "risk.rescored": "scored anew", "risk.accepted": "accepted", "risk.acceptance ended": "took back the acceptance of",
	"risk.closed": "closed", "risk.reopened": "opened again", "risk.mitigation linked": "linked a mitigation to", "risk.mitigation unlinked": "unlinked a mitigation from", "risk.handed over": "handed over",
	"ritual.added": "added the ritual", "ritual.updated": "edited the ritual", "ritual.removed": "removed the ritual", "ritual.restored": "put back the ritual",
	"run.started": "began a run of", "run.noted": "noted a step of the run of", "run.finished": "finished a run of", "run.dropped": "dropped a run of", "run.reopened": "opened again a run of", "run.updated": "edited a run of",
	"parity.added": "added to the parity table:", "parity.updated": "edited in the parity table:", "parity.removed": "removed from the parity table:", "parity.restored": "put back into the parity table:",
	"exception.asked": "asked for a later date for", "exception.granted": "granted an exception for", "exception.refused": "refused an exception for", "exception.withdrawn": "withdrew the exception for",
	"run task.added": "added to the run sheet", "run task.updated": "edited on the run sheet", "run task.removed": "took off the run sheet", "run task.restored": "put back on the run sheet",
	"run task.done": "did", "run task.not done": "had not done", "run task.moved": "changed the place of", "run task.shifted": "shifted the run sheet from",
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

func (vm HistoryVM) path() string { return "/launches/" + vm.Plan.Slug + "/history" }

func (vm HistoryVM) page(n int) string {
	q := url.Values{}
	for _, name := range []string{"who", "kind"} {
		if v := vm.Form.Val(name); v != "" {
			q.Set(name, v)
		}
	}
	q.Set("page", strconv.Itoa(n))
	return vm.path() + "?" + q.Encode()
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
