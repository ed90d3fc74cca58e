package readiness

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// VerdictVM is the readiness of a launch with its criteria.
type VerdictVM struct {
	*launch.Plan
	Verdict readiness.Verdict
	// Me is the reader's id; Owner filters the criteria by a person, 0 for all.
	Me, Owner        int64
	CanEdit, CanLead bool
	// Decide is the URL for recording the next decision.
	Decide string
	// Removed are criteria that can be restored.
	Removed []readiness.Criterion
	// Eased are the show-stoppers that were closed or eased.
	Eased []risk.Easing
}

// easing returns what was done to a show-stopper, by whom and when.
func (vm VerdictVM) easing(e risk.Easing) string {
	by := " by " + e.Who + " on " + format.Moment(e.At, vm.Location())
	switch e.Ease {
	case risk.EasedByUnmarking:
		return "Unmarked as a show-stopper" + by
	case risk.EasedByLowScoring:
		from := e.From
		if from == "" {
			from = "not judged"
		}
		return "Score lowered from " + from + " to " + e.To + by
	}
	return "Closed" + by + ": " + e.Reason
}

// Region is the part of the page that is reloaded after a change.
const Region = "readiness"

func (vm VerdictVM) path(tail ...string) string { return paths.Readiness(vm.Slug, tail...) }

// back returns the URL of the page with its filter.
func (vm VerdictVM) back() string { return vm.narrowed(vm.Owner) }

func (vm VerdictVM) narrowed(owner int64) string {
	if owner == 0 {
		return vm.path()
	}
	return vm.path() + "?owner=" + strconv.FormatInt(owner, 10)
}

func (vm VerdictVM) href(path string) string { return paths.Below(vm.Slug, path) }

// facts returns the text next to the verdict.
func (vm VerdictVM) facts() string {
	v := vm.Verdict
	var parts []string
	if v.Total > 0 {
		parts = append(parts, fmt.Sprintf("GO criteria met %d of %d", v.Met, v.Total))
	}
	switch v.Standing {
	case 0:
	case 1:
		parts = append(parts, "1 NO-GO condition stands")
	default:
		parts = append(parts, fmt.Sprintf("%d NO-GO conditions stand", v.Standing))
	}
	switch v.Flagged {
	case 0:
	case 1:
		parts = append(parts, "1 red flag open")
	default:
		parts = append(parts, fmt.Sprintf("%d red flags open", v.Flagged))
	}
	if d := vm.NextDecision(); d != nil {
		parts = append(parts, "next decision "+d.When())
	}
	return strings.Join(parts, " · ")
}

// section is a part of the page: criteria in the same state.
type section struct {
	id, title, none string
	lines           []readiness.CriterionLine
}

// sections returns the criteria in the order in which they should be handled.
func (vm VerdictVM) sections() []section {
	v := vm.Verdict
	return []section{
		{"unmet", "GO criteria not met", "", vm.keep(v.Criteria, false)},
		{"standing", "NO-GO conditions that stand", "", vm.keep(v.Conditions, false)},
		{"met", "GO criteria met or waived", "", vm.keep(v.Criteria, true)},
		{"clear", "NO-GO conditions that do not stand", "", vm.keep(v.Conditions, true)},
	}
}

func (vm VerdictVM) keep(lines []readiness.CriterionLine, holds bool) []readiness.CriterionLine {
	var out []readiness.CriterionLine
	for _, l := range lines {
		if l.State.Holds() == holds && (vm.Owner == 0 || l.OwnerID == vm.Owner) {
			out = append(out, l)
		}
	}
	return out
}

// flags returns the red flags that are accepted or not.
func (vm VerdictVM) flags(accepted bool) []readiness.Flag {
	var out []readiness.Flag
	for _, f := range vm.Verdict.Flags {
		if f.Accepted == accepted && (vm.Owner == 0 || f.OwnerID == vm.Owner) {
			out = append(out, f)
		}
	}
	return out
}

func (vm VerdictVM) empty() bool {
	for _, s := range vm.sections() {
		if len(s.lines) > 0 {
			return false
		}
	}
	return len(vm.flags(false))+len(vm.flags(true)) == 0
}

// owners returns the owners of criteria and flags, by name.
func (vm VerdictVM) owners() []people.User {
	var out []people.User
	seen := map[int64]bool{0: true}
	add := func(id int64, name string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, people.User{ID: id, Name: name})
		}
	}
	for _, lines := range [][]readiness.CriterionLine{vm.Verdict.Criteria, vm.Verdict.Conditions} {
		for _, l := range lines {
			add(l.OwnerID, l.Owner)
		}
	}
	for _, f := range vm.Verdict.Flags {
		add(f.OwnerID, f.Owner)
	}
	return out
}

func (vm VerdictVM) ownerOptions() []ui.Option {
	out := []ui.Option{{Label: "Everybody's"}}
	if vm.Me != 0 {
		out = append(out, ui.Option{Value: strconv.FormatInt(vm.Me, 10), Label: "Mine"})
	}
	for _, u := range vm.owners() {
		if u.ID != vm.Me {
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
		}
	}
	return out
}

func (vm VerdictVM) ago(at time.Time) string { return readiness.Ago(at, vm.Verdict.At) }

func mark(s readiness.CriterionState) ui.Mark { return ui.Mark(s.Mark()) }

// isLink reports whether evidence is a link.
func isLink(evidence string) bool {
	return strings.HasPrefix(evidence, "https://") || strings.HasPrefix(evidence, "http://") || strings.HasPrefix(evidence, "/")
}

// link returns the URL of evidence: in this launch, or elsewhere.
func (vm VerdictVM) link(evidence string) string {
	if strings.HasPrefix(evidence, "/") {
		return vm.href(evidence)
	}
	return evidence
}

// byHand reports whether people set the state of the criterion.
func (vm VerdictVM) byHand(l readiness.CriterionLine) bool {
	return l.Bind == readiness.BindManual || l.Kind == readiness.KindNoGo
}

// canDo reports whether the reader may perform the next action on a criterion.
func (vm VerdictVM) canDo(l readiness.CriterionLine) bool {
	if l.Todo.Act == readiness.ActTakeBack {
		return vm.CanLead
	}
	return vm.CanEdit
}

// pressURL returns the URL of the button.
func (vm VerdictVM) pressURL(l readiness.CriterionLine) string {
	if l.Todo.Act == readiness.ActTakeBack {
		return paths.Criterion(vm.Slug, l.ID, "unwaive")
	}
	return paths.Criterion(vm.Slug, l.ID, "sign")
}

// signFor returns the sign-off of the button.
func signFor(l readiness.CriterionLine) readiness.Sign {
	if l.Todo.Act == readiness.ActClear {
		return readiness.SignNotMet
	}
	return readiness.SignMet
}

// sayURL returns the URL of the form for a criterion.
func (vm VerdictVM) sayURL(l readiness.CriterionLine, ask string) string {
	return paths.With(paths.Criterion(vm.Slug, l.ID), url.Values{"do": {ask}, "back": {vm.back()}})
}

func sayLabel(l readiness.CriterionLine) string {
	switch {
	case l.Kind == readiness.KindNoGo && l.Raised:
		return "Clear with a note…"
	case l.Kind == readiness.KindNoGo:
		return "Raise…"
	}
	return "Sign off with a note…"
}

// item returns the deliverable that a criterion is bound to, if there is one.
func (vm VerdictVM) item(l readiness.CriterionLine) (launch.Item, bool) {
	if l.Bind != launch.BindDeliverable {
		return launch.Item{}, false
	}
	return vm.Item(l.BindID)
}

// control returns the status control of a criterion's deliverable; twin reports that the page
// already has one.
func (vm VerdictVM) control(it launch.Item, twin bool) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: vm.Slug, Item: it, Back: vm.back(), Target: Region, CanEdit: vm.CanEdit, Twin: twin}
}

// twins returns the criteria whose deliverable is already above on the page.
func (vm VerdictVM) twins() map[int64]bool {
	seen, twins := map[int64]bool{}, map[int64]bool{}
	for _, s := range vm.sections() {
		for _, l := range s.lines {
			if l.Bind == launch.BindDeliverable && l.Todo.Act == readiness.ActOpen {
				twins[l.ID] = seen[l.BindID]
				seen[l.BindID] = true
			}
		}
	}
	return twins
}
