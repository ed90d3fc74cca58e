package gonogo

import (
	"strconv"
	"time"

	"tminus/internal/civil"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/runsheet"
	deliverableview "tminus/views/deliverable"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ListVM holds the meetings of a launch.
type ListVM struct {
	Plan     *launch.Plan
	Meetings []gonogo.MeetingDetail
	Decision gonogo.Decision
	// Overrides are all overrides.
	Overrides []gonogo.Override
	Leads     bool
	Me        int64
	Key       string
}

// VM is a meeting with the reader's permissions.
type VM struct {
	Plan *launch.Plan
	gonogo.MeetingDetail
	// Verdict is the present readiness: the agenda.
	Verdict readiness.Verdict
	Risks   []risk.Fact
	Sheet   runsheet.Sheet
	// Snapshot is nil until the outcome is recorded.
	Snapshot *gonogo.Snapshot
	People   []people.User
	Me       int64
	// Leads may plan and record, Runs may record votes and conditions, Edits may vote in their own
	// seats.
	Leads, Runs, Edits bool
	// Can reports what the reader may do.
	Can func(people.Action, people.Subject) bool
	// Changed lists the changes since the form for recording was opened.
	Changed []string
	// Vote, Seat and Condition are the forms of the page.
	Vote, Seat, Condition ui.Form
	Key                   string
}

func num(id int64) string { return strconv.FormatInt(id, 10) }

func (vm VM) path(tail ...string) string { return paths.Meeting(vm.Plan.Slug, vm.ID, tail...) }

// Title returns the title of a meeting.
func Title(m gonogo.MeetingDetail) string { return "Go/no-go meeting " + strconv.Itoa(m.Number) }

// Planned reports whether the meeting is planned.
func (vm VM) Planned() bool { return vm.State == gonogo.MeetingPlanned }

// Recorded reports whether the decision is recorded.
func (vm VM) Recorded() bool { return vm.State == gonogo.MeetingRecorded }

// ownSeat returns the reader's seat, nil if they have no vote.
func (vm VM) ownSeat() *gonogo.SeatDetail {
	if !vm.Edits {
		return nil
	}
	return vm.SeatOf(vm.Me)
}

// When returns a meeting's day relative to T and as a date.
func When(p *launch.Plan, m gonogo.MeetingDetail) string {
	if m.On.IsZero() {
		return "No day yet"
	}
	return deliverableview.When(p, m.On, m.Time)
}

// Moment returns an instant relative to T and as a date.
func Moment(p *launch.Plan, at time.Time) string {
	return civil.Countdown(p.LaunchOn, civil.Of(at, p.Location())) + " · " + format.Moment(at, p.Location())
}

// stateOf returns the state of a meeting as a mark and text.
func stateOf(m gonogo.MeetingDetail) (ui.Mark, string) {
	switch {
	case m.State == gonogo.MeetingCancelled:
		return ui.MarkSkipped, "Cancelled"
	case m.State == gonogo.MeetingPlanned:
		return ui.MarkNotStarted, "Planned"
	}
	return OutcomeMark(m.Outcome), m.Outcome.Label()
}

// OutcomeMark returns the mark of an outcome.
func OutcomeMark(o gonogo.Outcome) ui.Mark {
	switch o {
	case gonogo.OutcomeGo:
		return ui.MarkDone
	case gonogo.OutcomeConditional:
		return ui.MarkAtRisk
	case gonogo.OutcomeNoGo:
		return ui.MarkBlocked
	}
	return ui.MarkNotStarted
}

func voteMark(v gonogo.Vote) ui.Mark {
	switch v {
	case gonogo.VoteGo:
		return ui.MarkDone
	case gonogo.VoteNoGo:
		return ui.MarkBlocked
	case gonogo.VoteAbstain:
		return ui.MarkSkipped
	}
	return ui.MarkNotStarted
}

// conditionState returns the state of a condition now.
func conditionState(p *launch.Plan, m gonogo.MeetingDetail, c gonogo.Condition) (ui.Mark, string) {
	switch {
	case !c.MetAt.IsZero():
		return ui.MarkDone, "Met"
	case c.Overdue(p.Now) && m.State == gonogo.MeetingRecorded:
		return ui.MarkBlocked, "Not met in time"
	}
	return ui.MarkNotStarted, "Open"
}

// tally returns the votes as text: "3 go · 1 no-go · 1 not voted".
func tally(m gonogo.MeetingDetail) string {
	words := ""
	for _, v := range []struct {
		vote  gonogo.Vote
		label string
	}{{gonogo.VoteGo, "go"}, {gonogo.VoteNoGo, "no-go"}, {gonogo.VoteAbstain, "abstain"}, {gonogo.VoteNone, "not voted"}} {
		if n := m.Count(v.vote); n > 0 {
			if words != "" {
				words += " · "
			}
			words += strconv.Itoa(n) + " " + v.label
		}
	}
	return words
}

func voteOptions(taken gonogo.Vote) []ui.Option {
	var out []ui.Option
	for _, v := range gonogo.Votes {
		out = append(out, ui.Option{Value: string(v), Label: v.Label()})
	}
	if taken != gonogo.VoteNone {
		out = append(out, ui.Option{Label: "Take the vote back"})
	}
	return out
}

// peopleOptions returns the people who can vote or own something, and the person already named.
func peopleOptions(us []people.User, none string, named int64) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, u := range us {
		able := u.Active() && u.Role != people.Viewer
		if !able && u.ID != named {
			continue
		}
		label := u.Name
		if !u.Active() {
			label += " (has left)"
		}
		out = append(out, ui.Option{Value: num(u.ID), Label: label})
	}
	return out
}

func idOf(ref *int64) int64 {
	if ref == nil {
		return 0
	}
	return *ref
}

func optional(ref *int64) string {
	if ref == nil {
		return ""
	}
	return num(*ref)
}

func version(n int) string { return strconv.Itoa(n) }
