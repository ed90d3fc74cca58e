package guide

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tminus/internal/words"
	"tminus/models/guide"
	"tminus/models/people"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// ReadVM is a guide as it is read.
type ReadVM struct {
	guide.Detail
	Escalation []guide.Reached
	// AsOf is when the escalation was looked up, in the launch's zone, and Address
	// where that can be done again: paper has to say so, as who is on call changes.
	AsOf    time.Time
	Address string
	// Filled is the reply whose blanks were filled in, by its id, and what was typed.
	Filled string
	Typed  []string
	// What the visitor may do.
	CanEdit, CanAnswer, CanReview bool
	// Ask offers to say whether the guide helped; Answered is the place that just
	// did not help, and Answer what was typed about it.
	Ask      bool
	Answered string
	Answer   ui.Form
	Tally    guide.Tally
	Notes    []guide.Answer
	// Said leads to the reports of feedback that an issue came of, by the id;
	// Behind are those of which the page has no issue.
	Said   map[string]templ.Component
	Behind templ.Component
	// Key keeps a form that creates something from doing so twice.
	Key string
	// Me is who reads.
	Me int64
	// Form is the form on the page that was refused, Part which one: ask, review,
	// renew or publish.
	Form ui.Form
	Part string
	// Whom to ask for a review.
	People []people.User
	Teams  []people.Team
}

// newest tells whether the page shows the newest revision, with which work goes on.
func (vm ReadVM) newest() bool { return vm.Revision.Number == vm.Head }

// Requests tells whether the page offers to ask for a review.
func (vm ReadVM) Requests() bool {
	return vm.CanEdit && !vm.Archived && vm.newest() && vm.State != guide.InReview && vm.approved() == nil
}

// reviews tells whether the page offers to approve the revision or send it back.
func (vm ReadVM) reviews() bool {
	return vm.CanReview && vm.newest() && vm.State == guide.InReview && vm.approved() == nil
}

// publishes tells whether the page offers to publish the revision.
func (vm ReadVM) publishes() bool {
	return vm.CanAnswer && !vm.Archived && vm.Revision.Number != vm.Published
}

// renews tells whether the page offers to say that the guide still holds.
func (vm ReadVM) renews() bool {
	return len(vm.Stale) > 0 && vm.Revision.Number == vm.Published && (vm.CanReview || vm.CanAnswer)
}

func (vm ReadVM) approved() *guide.Review { return guide.ApprovedBy(vm.Reviews, vm.Revision.Number) }

// returned is what the reviewer wants changed, nil when nothing is.
func (vm ReadVM) returned() *guide.Review {
	if vm.State != guide.Draft || len(vm.Reviews) == 0 {
		return nil
	}
	if r := guide.LastAnswer(vm.Reviews); r != nil && r.Kind == guide.Returned {
		return r
	}
	return nil
}

// primary is the one button of the page that is the next step.
func (vm ReadVM) primary() string {
	switch {
	case vm.reviews():
		return "review"
	case vm.publishes() && vm.approved() != nil:
		return "publish"
	case vm.renews():
		return "renew"
	case vm.Requests() && vm.Revision.Number != vm.Published && vm.approved() == nil:
		return "ask"
	}
	return ""
}

func (vm ReadVM) kind(part string) string {
	if vm.primary() == part {
		return "primary"
	}
	return ""
}

// form is the form of a part: what was typed, when it was that which was refused.
func (vm ReadVM) form(part string) ui.Form {
	if vm.Part == part {
		f := vm.Form
		f.Prefix = part
		return f
	}
	return ui.Form{Prefix: part}
}

// reviewers are those who can be asked, support first.
func (vm ReadVM) reviewers() []ui.Option {
	support := map[int64]bool{}
	for _, t := range vm.Teams {
		if slices.Contains(guide.SupportTeams, t.Key) {
			support[t.ID] = true
		}
	}
	first, rest := []ui.Option{{Label: "Choose…"}}, []ui.Option(nil)
	for _, u := range vm.People {
		if !u.Active() || u.Role == people.Viewer || u.ID == vm.Revision.AuthorID {
			continue
		}
		if u.TeamID != nil && support[*u.TeamID] {
			first = append(first, ui.Option{Value: id(u.ID), Label: u.Name, Group: "Support"})
		} else {
			rest = append(rest, ui.Option{Value: id(u.ID), Label: u.Name, Group: "Others"})
		}
	}
	return append(first, rest...)
}

func (vm ReadVM) reviewer() string {
	if vm.ReviewerID == 0 || vm.ReviewerID == vm.Revision.AuthorID {
		return ""
	}
	return id(vm.ReviewerID)
}

func (vm ReadVM) fields(more ...[2]string) [][2]string {
	return append([][2]string{{"version", version(vm.Guide)}}, more...)
}

// about is who reviewed the revision on the page.
func (vm ReadVM) about() (string, bool) {
	if vm.Revision.Number == vm.Published {
		return checked(vm.Guide), vm.Checked.ForSupport
	}
	if r := vm.approved(); r != nil {
		return fmt.Sprintf("%s, %s", r.By, date(r.At)), r.ForSupport
	}
	return "", false
}

// Text is what the guide says.
func (vm ReadVM) Text() guide.Content { return vm.Revision.Content }

func (vm ReadVM) path(tail ...string) string { return paths.Guide(vm.Slug, tail...) }

func version(g guide.Guide) string { return strconv.Itoa(g.Version) }

// FillOf reads what was typed into the blanks of a reply out of the address.
func FillOf(q url.Values) (reply string, typed []string) {
	for i := range guide.MaxBlanks {
		typed = append(typed, q.Get("blank"+strconv.Itoa(i+1)))
	}
	return q.Get("reply"), typed
}

// typed is what was filled into a reply's blanks so far.
func (vm ReadVM) typed(t guide.Template, i int) string {
	if vm.Filled == t.ID && i < len(vm.Typed) {
		return vm.Typed[i]
	}
	return ""
}

func (vm ReadVM) filled(t guide.Template) (string, []string) {
	if vm.Filled != t.ID {
		return t.Fill(nil)
	}
	return t.Fill(vm.Typed)
}

// shows tells which state the revision on the page is in.
func (vm ReadVM) shows() string {
	switch n := "Version " + strconv.Itoa(vm.Revision.Number); {
	case vm.Revision.Number == vm.Published:
		return n
	case vm.Revision.Number == vm.Head:
		return n + ", not published"
	default:
		return n + ", an older one"
	}
}

// wait is when a step is due, in words.
func wait(s guide.Step) string {
	switch {
	case s.After >= 60 && s.After%60 == 0:
		return "After " + words.Count(s.After/60, "hour")
	case s.After > 0:
		return "After " + strconv.Itoa(s.After) + " min"
	}
	return "At once"
}

// calls tells whether the escalation leads to anybody, who may be another one
// tomorrow.
func (vm ReadVM) calls() bool {
	return slices.ContainsFunc(vm.Escalation, func(r guide.Reached) bool { return len(r.Who) > 0 || r.Nobody != "" })
}

// asOf is when the page was made, as paper says it.
func (vm ReadVM) asOf() string { return format.Moment(vm.AsOf, vm.AsOf.Location()) }

func joined(list []string) string { return strings.Join(list, ", ") }

func (vm ReadVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: paths.Guides(), Label: "Guides"}, {Label: vm.Text().Title}}
}
