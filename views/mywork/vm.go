package mywork

import (
	"fmt"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/markdown"
	"tminus/models/checklist"
	"tminus/models/extension"
	"tminus/models/feedback"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/roster"
	"tminus/models/service"
	"tminus/models/stakeholder"
	checklistview "tminus/views/checklist"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	ritualview "tminus/views/ritual"
	"tminus/views/ui"
)

// VM is My work.
type VM struct {
	portfolio.Work
	// Led are the open launches that the person leads, and States their states by id.
	Led    []launch.Launch
	States map[int64]readiness.State
	// Exceptions are the deadline extensions for the person to decide or read.
	Exceptions extension.Inbox
	// Lines are other due items besides deliverables, ordered by day.
	Lines map[launch.DueGroup][]Line
	// Questions are the interview questions for the person to answer.
	Questions []interview.MyQuestion
	// Decisions are the person's tasks in go/no-go meetings.
	Decisions gonogo.Inbox
	// ToOpen are the launches for which the person is on call and has not tested all links.
	ToOpen []service.Dependence
	Me     int64
	// Risks are the person's risks that require something.
	Risks []risk.InboxItem
	// Duty holds the person's tasks in on-call rosters, ToAsk the stakeholders whom they must ask
	// about T.
	Duty  roster.Duty
	ToAsk []stakeholder.ToAsk
	// Guides are the support guides that wait for the person.
	Guides guide.Work
	// Feedback holds the person's tasks on reports.
	Feedback feedback.Work
	// Today is the date in the person's zone.
	Today   civil.Date
	CanEdit bool
}

// Line is a due item that is not a deliverable, such as a run of a ritual.
type Line struct {
	Mark              ui.Mark
	MarkLabel         string
	Href, Title       string
	Place, LaunchHref string // the launch with the days left
	// Due is the due date relative to today; Day the full date.
	Due, Day string
	Late     bool
	// Done is the URL of the button that closes it, "" if that needs more; Version is the version
	// shown.
	Done    string
	Version int
	// Again is the same for lines with repeated work, "" otherwise; More is the number of further
	// ones in the group.
	Again string
	More  int
}

// CheckLine returns an open item of a checklist as a line.
func CheckLine(c checklist.MyItem, canEdit bool) (launch.DueGroup, Line) {
	l := Line{
		Mark: checklistview.Mark(c.ItemDetail, c.Today), MarkLabel: c.State.Label(c.Mode),
		Href:  paths.Checklists(c.LaunchSlug) + "#" + checklistview.ItemID(c.ID),
		Title: c.Title, Place: c.ListName + " · " + c.LaunchName + " " + civil.Countdown(c.LaunchOn, c.Today),
		LaunchHref: paths.Launch(c.LaunchSlug), Due: "No date yet", Version: c.Version,
	}
	if !c.DueOn.IsZero() {
		l.Due, l.Day, l.Late = "due "+launch.InDays(c.DueOn.Sub(c.Today)), civil.Countdown(c.LaunchOn, c.DueOn)+" · "+c.DueOn.Short(),
			c.DueOn.Before(c.Today)
	}
	if canEdit && c.State == checklist.Open {
		l.Done = paths.Check(c.LaunchSlug, c.ID, "state")
	}
	return launch.DueGroupOf(c.DueOn, c.Today), l
}

// questionHref returns the URL for answering an interview question.
func questionHref(q interview.MyQuestion) string {
	return paths.Interview(q.LaunchSlug) + "#" + readinessview.QuestionID(q.ID)
}

// RunLine returns a run as a line. Several runs of one ritual in a group are one line.
func RunLine(r ritual.MyRun) (launch.DueGroup, Line) {
	mark, label := ritualview.RunMark(r.Run(), r.DueOn, r.Today)
	return launch.DueGroupOf(r.DueOn, r.Today), Line{
		Mark: mark, MarkLabel: label, Href: paths.Run(r.LaunchSlug, r.ID), Title: r.Ritual + " on " + r.Environment.Label(),
		Place: r.LaunchName + " " + civil.Countdown(r.LaunchOn, r.Today), LaunchHref: paths.Launch(r.LaunchSlug),
		Due: "due " + launch.InDays(r.DueOn.Sub(r.Today)), Day: civil.Countdown(r.LaunchOn, r.DueOn) + " · " + r.DueOn.Short(),
		Late:  r.DueOn.Before(r.Today),
		Again: strconv.FormatInt(r.RitualID, 10) + r.Environment.Label(),
	}
}

// Add adds a line to its group, or counts it with the line that it repeats.
func (vm *VM) Add(w launch.DueGroup, l Line) {
	if vm.Lines == nil {
		vm.Lines = make(map[launch.DueGroup][]Line)
	}
	for i := range vm.Lines[w] {
		if first := &vm.Lines[w][i]; l.Again != "" && first.Again == l.Again {
			first.More++
			return
		}
	}
	vm.Lines[w] = append(vm.Lines[w], l)
}

// more returns the number of further repetitions in the group as text.
func (l Line) more(w launch.DueGroup) string {
	runs := " more runs "
	if l.More == 1 {
		runs = " more run "
	}
	return "and " + strconv.Itoa(l.More) + runs + string(w)
}

// due returns the number of due items in a group.
func (vm VM) due(w launch.DueGroup) int { return len(vm.Due[w]) + len(vm.Lines[w]) }

// own returns the number of the person's own items.
func (vm VM) own() int {
	n := vm.Own()
	for _, ls := range vm.Lines {
		n += len(ls)
	}
	return n
}

// Region is the part of the page that is reloaded when a status changes.
const Region = "work"

func itemHref(it launch.WorkItem) string { return paths.Deliverable(it.LaunchSlug, it.ID) }

func mentionHref(m portfolio.Notice) string {
	return paths.Deliverable(m.LaunchSlug, m.DeliverableID) + "#comment-" + strconv.FormatInt(m.CommentID, 10)
}

func (vm VM) control(it launch.WorkItem) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: it.LaunchSlug, Item: it.Item, Back: paths.Me(), Target: Region, CanEdit: vm.CanEdit}
}

var headings = map[launch.DueGroup]string{
	launch.DueOverdue: "Overdue", launch.DueToday: "Today", launch.DueWeek: "This week", launch.DueLater: "Later",
	launch.NoDate: "No date yet",
}

func heading(w launch.DueGroup) string { return headings[w] }

func regionID(w launch.DueGroup) string { return "due-" + strings.ReplaceAll(string(w), " ", "-") }

// note returns an explanation of a group, if it needs one.
func note(w launch.DueGroup) string {
	switch w {
	case launch.DueToday:
		return "by each launch's own zone"
	case launch.DueWeek:
		return "the next seven days"
	}
	return ""
}

// due returns the due date of an item relative to today.
func due(it launch.WorkItem) string {
	if it.Unscheduled() {
		return "No date yet"
	}
	return "due " + launch.InDays(it.DueOn.Sub(it.Today))
}

// day returns the due date and time of an item, in its launch's zone.
func day(it launch.WorkItem) string {
	return launch.DueText(it.LaunchOn, it.DueOn, it.DueTime, it.Zone)
}

func late(it launch.WorkItem) bool { return !it.Unscheduled() && it.DueOn.Before(it.Today) }

// place returns the launch with the days left.
func place(it launch.WorkItem) string {
	return it.LaunchName + " " + civil.Countdown(it.LaunchOn, it.Today)
}

// why returns the problems of an item besides being overdue, which the date shows.
func why(it launch.WorkItem) string {
	var words []string
	for _, p := range it.Problems {
		if p.Kind != launch.Overdue {
			words = append(words, p.Text)
		}
	}
	return strings.Join(words, " · ")
}

func excerpt(m portfolio.Notice) string { return markdown.Text(m.Body) }

func unseen(ms []portfolio.Notice) (fresh, old []portfolio.Notice) {
	for _, m := range ms {
		if m.SeenAt.IsZero() {
			fresh = append(fresh, m)
		} else {
			old = append(old, m)
		}
	}
	return fresh, old
}

// lead returns the sentence below the heading.
func (vm VM) lead() string {
	count := vm.due
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(count(launch.DueOverdue), "overdue")
	add(count(launch.DueToday), "due today")
	add(count(launch.DueWeek), "this week")
	add(len(vm.Review), "to review")
	add(len(vm.Unblock), "to unblock")
	return strings.Join(parts, " · ")
}

func linksOf(d service.Dependence, me int64) string {
	if n := len(d.For(me)); n != 1 {
		return strconv.Itoa(n) + " links of services"
	}
	return "1 link of a service"
}
