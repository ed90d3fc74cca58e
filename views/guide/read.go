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

// ReadVM is the page of a guide for readers.
type ReadVM struct {
	guide.Detail
	Escalation []guide.Reached
	// AsOf is the time of the escalation, in the launch's zone, and Address the URL of the page: a
	// printed page needs both, because the people on call change.
	AsOf    time.Time
	Address string
	// Filled is the id of the reply whose blanks are filled in, and the values.
	Filled string
	Typed  []string
	// The visitor's permissions.
	CanEdit, CanAnswer, CanReview bool
	// Ask asks whether the guide helped; Answered is the place that did not help, and Answer the
	// entered text.
	Ask      bool
	Answered string
	Answer   ui.Form
	Tally    guide.Tally
	Notes    []guide.Answer
	// Reports links to the reports that led to an issue, by the id; Behind are the reports
	// without an issue on the page.
	Reports map[string]templ.Component
	Behind  templ.Component
	// Key is the idempotency key of forms.
	Key string
	// Me is the reader's id.
	Me int64
	// Form is the refused form, Part its name: ask, review, renew or publish.
	Form ui.Form
	Part string
	// The people who can be asked for a review.
	People []people.User
	Teams  []people.Team
}

// newest reports whether the page shows the latest revision, which is the one being edited.
func (vm ReadVM) newest() bool { return vm.Revision.Number == vm.Head }

// Requests reports whether the page offers to request a review.
func (vm ReadVM) Requests() bool {
	return vm.CanEdit && !vm.Archived && vm.newest() && vm.State != guide.InReview && vm.approved() == nil
}

// reviews reports whether the page offers to approve or return the revision.
func (vm ReadVM) reviews() bool {
	return vm.CanReview && vm.newest() && vm.State == guide.InReview && vm.approved() == nil
}

// publishes reports whether the page offers to publish the revision.
func (vm ReadVM) publishes() bool {
	return vm.CanAnswer && !vm.Archived && vm.Revision.Number != vm.Published
}

// renews reports whether the page offers to confirm that the guide is still valid.
func (vm ReadVM) renews() bool {
	return len(vm.Stale) > 0 && vm.Revision.Number == vm.Published && (vm.CanReview || vm.CanAnswer)
}

func (vm ReadVM) approved() *guide.Review { return guide.ApprovedBy(vm.Reviews, vm.Revision.Number) }

// returned returns the review that requests changes, or nil.
func (vm ReadVM) returned() *guide.Review {
	if vm.State != guide.Draft || len(vm.Reviews) == 0 {
		return nil
	}
	if r := guide.LastAnswer(vm.Reviews); r != nil && r.Kind == guide.Returned {
		return r
	}
	return nil
}

// primary returns the primary button of the page, which is the next step.
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

// form returns the form of a part: the refused one if it belongs to it.
func (vm ReadVM) form(part string) ui.Form {
	if vm.Part == part {
		f := vm.Form
		f.Prefix = part
		return f
	}
	return ui.Form{Prefix: part}
}

// reviewers returns the possible reviewers, support first.
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

// about returns who reviewed the revision on the page.
func (vm ReadVM) about() (string, bool) {
	if vm.Revision.Number == vm.Published {
		return checked(vm.Guide), vm.Checked.ForSupport
	}
	if r := vm.approved(); r != nil {
		return fmt.Sprintf("%s, %s", r.By, date(r.At)), r.ForSupport
	}
	return "", false
}

// Text returns the content of the guide.
func (vm ReadVM) Text() guide.Content { return vm.Revision.Content }

func (vm ReadVM) path(tail ...string) string { return paths.Guide(vm.Slug, tail...) }

func version(g guide.Guide) string { return strconv.Itoa(g.Version) }

// FillOf parses the values for the blanks of a reply from the URL.
func FillOf(q url.Values) (reply string, typed []string) {
	for i := range guide.MaxBlanks {
		typed = append(typed, q.Get("blank"+strconv.Itoa(i+1)))
	}
	return q.Get("reply"), typed
}

// blankValue returns the value of a blank of a reply.
func (vm ReadVM) blankValue(t guide.Template, i int) string {
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

// shows returns the state of the revision on the page.
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

// wait returns the time of a step as text.
func wait(s guide.Step) string {
	switch {
	case s.After >= 60 && s.After%60 == 0:
		return "After " + words.Count(s.After/60, "hour")
	case s.After > 0:
		return "After " + strconv.Itoa(s.After) + " min"
	}
	return "At once"
}

// calls reports whether the escalation leads to a person, who may be another one tomorrow.
func (vm ReadVM) calls() bool {
	return slices.ContainsFunc(vm.Escalation, func(r guide.Reached) bool { return len(r.Who) > 0 || r.Nobody != "" })
}

// asOf returns the time of the page for printing.
func (vm ReadVM) asOf() string { return format.Moment(vm.AsOf, vm.AsOf.Location()) }

func joined(list []string) string { return strings.Join(list, ", ") }

func (vm ReadVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: paths.Guides(), Label: "Guides"}, {Label: vm.Text().Title}}
}
