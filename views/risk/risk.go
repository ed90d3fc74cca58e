package risk

import (
	"strconv"

	"github.com/a-h/templ"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/audit"
	"tminus/models/launch"
	"tminus/models/risk"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The prefixes of the forms on a risk's page, which distinguish their ids.
const (
	FormScore  = "score-"
	FormAccept = "accept-"
	FormClose  = "close-"
	FormLink   = "link-"
)

// RiskVM is the page of a risk.
type RiskVM struct {
	Plan    *launch.Plan
	Risk    risk.Detail
	History audit.HistoryPage
	// CanEdit is for members' actions, CanLead for the lead's.
	CanEdit, CanLead bool
	// Refused is the refused form, identified by its prefix.
	Refused ui.Form
	// Beside is content of other packages about the risk.
	Beside templ.Component
}

func (vm RiskVM) path(tail ...string) string { return paths.Risk(vm.Plan.Slug, vm.Risk.ID, tail...) }

// locked reports whether the reader may edit the plan but not ease this show-stopper.
func (vm RiskVM) locked() bool { return vm.CanEdit && vm.Risk.ShowStopper && !vm.Risk.MayEase }

// onlyThey returns who may perform an action on a show-stopper.
func onlyThey(d risk.Detail, p *launch.Plan, what string) string {
	names := p.LeadName + " (lead)"
	if d.OwnerID != 0 && d.OwnerID != p.LeadID {
		names = d.OwnerName + " (owner), " + names
	}
	return "Only " + names + " or an administrator can " + what + "."
}

// form returns the form with a prefix: the refused one if it belongs to it.
func (vm RiskVM) form(prefix string) ui.Form {
	if vm.Refused.Prefix == prefix {
		return vm.Refused
	}
	f := ui.NewForm(nil)
	f.Prefix = prefix
	return f
}

func (vm RiskVM) version() string { return strconv.Itoa(vm.Risk.Version) }

// mitigation returns a mitigating deliverable of the plan.
func (vm RiskVM) mitigation(n int64) (launch.Item, bool) { return vm.Plan.Item(n) }

func (vm RiskVM) statusOf(it launch.Item) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: vm.Plan.Slug, Item: it, Back: vm.path(), Target: "risk", CanEdit: vm.CanEdit}
}

// linkable returns the deliverables that could be linked, by lane.
func (vm RiskVM) linkable() []ui.Option {
	linked := map[int64]bool{}
	for _, m := range vm.Risk.By {
		linked[m.ID] = true
	}
	out := []ui.Option{{Label: "Choose a deliverable…"}}
	for _, l := range vm.Plan.Lanes {
		for _, it := range vm.Plan.Items {
			if it.LaneID == l.ID && !linked[it.ID] && !(vm.locked() && vm.Risk.LinkEases(it.Status)) {
				out = append(out, ui.Option{Value: id(it.ID), Label: it.Title, Group: l.Name})
			}
		}
	}
	return out
}

// untilDefault returns the default last day of an acceptance: launch day, or today if that has
// passed.
func (vm RiskVM) untilDefault() civil.Date {
	if vm.Plan.LaunchOn.Before(vm.Plan.Today) {
		return vm.Plan.Today
	}
	return vm.Plan.LaunchOn
}

func (vm RiskVM) day(d civil.Date) string {
	return deliverableview.When(vm.Plan, d, civil.TimeOfDay{})
}

// acceptanceState returns whether an acceptance is valid, and if not, why.
func (vm RiskVM) acceptanceState(a risk.Acceptance) (ui.Mark, string) {
	switch {
	case a.Holds(vm.Risk.Effective(), vm.Risk.Now):
		return ui.MarkDone, "Counts"
	case !a.EndedAt.IsZero():
		return ui.MarkSkipped, "Ended"
	case !a.Until.After(vm.Risk.Now):
		return ui.MarkAtRisk, "Has run out"
	}
	return ui.MarkAtRisk, "For another score"
}

// accepting reports whether there is an acceptance that could be ended.
func (vm RiskVM) accepting() bool { return vm.Risk.Acceptance.ID != 0 }

// residualWord returns whether the residual score counts, as text.
func (vm RiskVM) residualWord() string {
	switch {
	case !vm.Risk.Residual.Judged():
		return ""
	case vm.Risk.Mitigated():
		return "counts: all mitigations are done"
	case vm.Risk.Mitigations == 0:
		return "does not count: no mitigation is linked"
	}
	return "does not count yet: " + strconv.Itoa(vm.Risk.Done) + " of " + words.Count(vm.Risk.Mitigations, "mitigation") + " done"
}
