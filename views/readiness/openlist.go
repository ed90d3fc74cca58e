package readiness

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// OpenVM is what is open before a launch can go, for one reader.
type OpenVM struct {
	launch.Launch
	List readiness.List
	// Me is the reader's id; CanEdit reports whether the reader may change the plan.
	Me      int64
	CanEdit bool
	// Back is the page to return to after an action.
	Back string
}

// StateTag returns the state of a launch as its tag, which leads to the list.
func StateTag(slug string, s readiness.State) ui.StateTag {
	mark := map[readiness.Tone]ui.Mark{readiness.Grey: ui.MarkNotStarted, readiness.Blue: ui.MarkInProgress, readiness.Amber: ui.MarkAtRisk,
		readiness.Red: ui.MarkBlocked, readiness.Green: ui.MarkDone}[s.Tone]
	return ui.StateTag{Tone: string(s.Tone), Mark: mark, Label: s.Label, Href: paths.Readiness(slug)}
}

// Sentence opens the page: the state, with the reader's part of the list and the day of the decision.
func (vm OpenVM) Sentence() string {
	s := vm.List.State
	label := strings.Replace(s.Label, " · ", ": ", 1)
	if !vm.State.Ahead() || s.Label != s.CountLabel() {
		return label
	}
	parts := append([]string{label}, vm.counts()...)
	if d := vm.List.DecisionOn.Sub(vm.List.Today); vm.List.Planned && d >= 0 {
		parts = append(parts, "decision "+launch.InDays(d))
	}
	return strings.Join(parts, ", ")
}

// counts returns the reader's part of the list.
func (vm OpenVM) counts() []string {
	mine, _ := vm.List.Open(vm.Me)
	if len(mine) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of them yours", len(mine))}
}

// Decision returns the muted line: who decides and when, and what opened after a go.
func (vm OpenVM) Decision() string {
	if !vm.State.Ahead() {
		return ""
	}
	var parts []string
	if s := vm.List.State; s.Open > 0 && s.Label != s.CountLabel() {
		parts = append(parts, strings.Join(append([]string{fmt.Sprintf("%d open", s.Open)}, vm.counts()...), ", ")+".")
	}
	if s := vm.List.State; s.Opened != "" {
		parts = append(parts, s.Opened+", since "+format.ShortMoment(s.OpenedAt.Time, vm.Location())+".")
	}
	if vm.List.Planned {
		parts = append(parts, vm.decider())
	}
	return strings.Join(parts, " ")
}

// decider says who decides, and when.
func (vm OpenVM) decider() string {
	who := vm.LeadName + " decides "
	if vm.LeadID == vm.Me {
		who = "You decide "
	}
	return who + vm.decisionText() + " (" + civil.Countdown(vm.LaunchOn, vm.List.DecisionOn) + ")."
}

// decisionText returns the day of the decision, with its time and zone if it has a time.
func (vm OpenVM) decisionText() string {
	return launch.DateText(vm.List.DecisionOn, vm.List.DecisionTime, vm.Zone)
}

// Mine and Others return the counted lines as rows.
func (vm OpenVM) Mine() []ui.WorkRow {
	mine, _ := vm.List.Open(vm.Me)
	return vm.rows(mine)
}

// Others returns the counted lines of everybody else.
func (vm OpenVM) Others() []ui.WorkRow {
	_, others := vm.List.Open(vm.Me)
	return vm.rows(others)
}

// NotYet returns the lines that are not yet due.
func (vm OpenVM) NotYet() []ui.WorkRow { return vm.rows(vm.List.NotYet()) }

func (vm OpenVM) rows(lines []readiness.Line) []ui.WorkRow {
	out := make([]ui.WorkRow, len(lines))
	for i, l := range lines {
		out[i] = vm.row(l)
	}
	return out
}

func (vm OpenVM) row(l readiness.Line) ui.WorkRow {
	r := ui.WorkRow{ID: strings.ReplaceAll(l.Key, " ", "-"), Mark: ui.Mark(l.Mark()), Title: l.Title, Href: paths.Below(vm.Slug, l.Path),
		State: l.Word, Why: l.Why, Owner: ui.Owner{Name: l.Owner, Me: l.OwnerID != 0 && l.OwnerID == vm.Me},
		DueSmall: civil.Countdown(vm.LaunchOn, l.Due) + " · " + l.Due.Short(), Quiet: l.Severity == readiness.NotYet}
	if l.From != "" {
		r.From = ui.Link{Label: l.From, Href: paths.Below(vm.Slug, l.FromPath)}
	}
	switch d := l.Due.Sub(vm.List.Today); {
	case d < 0:
		r.Due, r.Late = lateText(-d), true
	default:
		text := launch.InDays(d)
		r.Due = strings.ToUpper(text[:1]) + text[1:]
	}
	if vm.CanEdit && !r.Quiet {
		r.Verb = vm.verb(l)
	}
	return r
}

func lateText(days int) string {
	if days == 1 {
		return "1 day late"
	}
	return strconv.Itoa(days) + " days late"
}

// verb returns the action of a line: a press for the reader's own sign-off, else the page where it is done.
func (vm OpenVM) verb(l readiness.Line) ui.Verb {
	v := ui.Verb{Label: l.VerbFor(vm.Me), Href: paths.Below(vm.Slug, l.Path)}
	if len(l.Items) > 0 {
		return v
	}
	switch {
	case l.Source == readiness.SourceCriterion && l.Verb == readiness.VerbSignOff && l.OwnerID == vm.Me:
		v.Href, v.Action = "", paths.Criterion(vm.Slug, l.ID, "sign")
		v.Fields = [][2]string{{"version", strconv.Itoa(l.Version)}, {"sign", string(readiness.SignMet)}, {"back", vm.Back}}
	case l.ID == 0:
	case l.Verb == readiness.VerbSignOff || l.Source == readiness.SourceCondition && l.Verb == readiness.VerbCheck:
		v.Href = paths.With(paths.Criterion(vm.Slug, l.ID), url.Values{"back": {vm.Back}})
	case l.Verb == readiness.VerbAssign || l.Verb == readiness.VerbReassign || l.Verb == readiness.VerbSetDate:
		v.Href = vm.editHref(l)
	case v.Label == readiness.VerbRemind && l.Source == readiness.SourceDeliverable:
		v.Href += "#comments"
	}
	return v
}

// editHref returns the form in which the owner or the day of a line is set.
func (vm OpenVM) editHref(l readiness.Line) string {
	switch l.Source {
	case readiness.SourceCriterion, readiness.SourceCondition:
		return paths.Criterion(vm.Slug, l.ID, "edit")
	case readiness.SourceDeliverable:
		return paths.Deliverable(vm.Slug, l.ID, "edit")
	case readiness.SourceCheck:
		return paths.Check(vm.Slug, l.ID, "edit")
	case readiness.SourceRisk:
		return paths.Risk(vm.Slug, l.ID, "edit")
	case readiness.SourceTask:
		return paths.Task(vm.Slug, l.ID)
	}
	return paths.Below(vm.Slug, l.Path)
}
