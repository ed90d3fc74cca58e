package readiness

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/launch"
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
	// Open is what is open before the launch can go.
	Open OpenVM
	// Me is the reader's id.
	Me               int64
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

// back returns the URL of the page.
func (vm VerdictVM) back() string { return vm.path() }

func (vm VerdictVM) href(path string) string { return paths.Below(vm.Slug, path) }

// DecideLabel names the primary action: to plan the meeting, or to open it.
func (vm VerdictVM) DecideLabel() string {
	if vm.Open.List.Planned {
		return "Open the meeting"
	}
	return "Plan the meeting"
}

// decisionDay returns the distance of the decision: "T-1, in 8 days".
func (vm VerdictVM) decisionDay() string {
	l := vm.Open.List
	return civil.Countdown(vm.LaunchOn, l.DecisionOn) + ", " + launch.InDays(l.DecisionOn.Sub(l.Today))
}

// rule says what a go needs.
func (vm VerdictVM) rule() string {
	text := "Go needs all " + words.Plural(vm.Verdict.Total, "criterion", "criteria")
	if vm.Verdict.Total == 1 {
		text = "Go needs the one criterion"
	}
	if len(vm.Verdict.Conditions) > 0 {
		text += " and no active no-go condition"
	}
	return text + "."
}

// section is a folded part of the page: criteria or conditions, with what they are in a few words.
type section struct {
	title, text string
	lines       []readiness.CriterionLine
}

// sections returns the criteria and the conditions.
func (vm VerdictVM) sections() []section {
	v := vm.Verdict
	return []section{
		{"Criteria", fmt.Sprintf("%d of %d met", v.Met, v.Total), v.Criteria},
		{"No-go conditions", conditionText(v.Conditions), v.Conditions},
	}
}

// conditionText counts conditions by their state: "3 clear, 1 not checked".
func conditionText(lines []readiness.CriterionLine) string {
	var parts []string
	for _, s := range []readiness.CriterionState{readiness.Active, readiness.NotChecked, readiness.Clear} {
		n := 0
		for _, l := range lines {
			if l.State == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+strings.ToLower(string(s)))
		}
	}
	return strings.Join(parts, ", ")
}

// flags returns the red flags that are accepted or not.
func (vm VerdictVM) flags(accepted bool) []readiness.Flag {
	var out []readiness.Flag
	for _, f := range vm.Verdict.Flags {
		if f.Accepted == accepted {
			out = append(out, f)
		}
	}
	return out
}

// hostOf returns the host of an address, or the address within the product.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

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

// forOwner reports whether the reader signs off for another person, which needs a note.
func (vm VerdictVM) forOwner(l readiness.CriterionLine) bool {
	return l.Kind == readiness.KindGo && l.OwnerID != 0 && l.OwnerID != vm.Me && l.Todo.Act != readiness.ActTakeBack
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
