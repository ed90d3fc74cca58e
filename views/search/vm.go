package search

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/internal/markdown"
	"tminus/models/calendar"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/service"
	deliverableview "tminus/views/deliverable"
	"tminus/views/paths"
)

// The kinds of results.
const (
	Launches     = "launches"
	Deliverables = "deliverables"
	Services     = "services"
	Events       = "events"
	Reports      = "reports"
	People       = "people"
)

// VM is the search page.
type VM struct {
	Query string
	// Cut reports that only the beginning of a very long query was searched for.
	Cut bool
	// In is the kind shown, empty for all.
	In string
	// States hold the state of each launch found, by id.
	States map[int64]readiness.State
	// Limit is the maximum number of results of it.
	Limit int
	// CanEdit allows changing the status of results.
	CanEdit bool
	// Guides are the places in guides, best match first.
	Guides []guide.Found
	portfolio.Found
	// Services are the services found; MoreServices reports whether there are more.
	Services     []service.Fact
	MoreServices bool
	// Events are the calendar events found.
	Events     []calendar.Event
	MoreEvents bool
	// Reports are the reports found.
	Reports     []feedback.Report
	MoreReports bool
}

// None reports whether nothing was found.
func (vm VM) None() bool {
	return vm.Found.None() && len(vm.Services)+len(vm.Events)+len(vm.Guides)+len(vm.Reports) == 0
}

// Most is the maximum number of results of a kind; people who need more need another query.
const Most = 200

func (vm VM) parts(s string) []fold.Part { return fold.Parts(s, fold.Words(vm.Query)) }

// url returns the URL for more results of a kind; empty is all kinds.
func (vm VM) url(in string, limit int) string {
	q := url.Values{"q": {vm.Query}}
	if in != "" {
		q.Set("in", in)
		q.Set("limit", strconv.Itoa(limit))
	}
	return paths.With(paths.Search(), q)
}

func (vm VM) moreURL(in string) string {
	if vm.In == in {
		return vm.url(in, vm.Limit+50)
	}
	return vm.url(in, 50)
}

func (vm VM) canMore(more bool) bool { return more && vm.Limit < Most }

// status returns the text for screen readers when the results change.
func (vm VM) status() string {
	if strings.TrimSpace(vm.Query) == "" {
		return ""
	}
	if vm.None() {
		return "Nothing found for " + vm.Query
	}
	var parts []string
	add := func(n int, more bool, one, many string) {
		switch {
		case n == 0:
		case more:
			parts = append(parts, "more than "+strconv.Itoa(n)+" "+many)
		case n == 1:
			parts = append(parts, "1 "+one)
		default:
			parts = append(parts, strconv.Itoa(n)+" "+many)
		}
	}
	add(len(vm.Found.Launches), vm.MoreLaunches, "launch", "launches")
	add(len(vm.Items), vm.MoreItems, "deliverable", "deliverables")
	add(len(vm.Services), vm.MoreServices, "service", "services")
	add(len(vm.Events), vm.MoreEvents, "event", "events")
	add(len(vm.Guides), false, "place in the guides", "places in the guides")
	add(len(vm.Reports), vm.MoreReports, "report", "reports")
	add(len(vm.Found.People), vm.MorePeople, "person", "people")
	return "Found " + strings.Join(parts, ", ")
}

func itemHref(it launch.WorkItem) string { return paths.Deliverable(it.LaunchSlug, it.ID) }

func personHref(p portfolio.Person) string { return paths.Person(p.ID) }

func countdown(r portfolio.Summary) string { return civil.Countdown(r.LaunchOn, r.Today) }

// control is the status control of a result.
func (vm VM) control(it launch.WorkItem) deliverableview.StatusVM {
	return deliverableview.StatusVM{Slug: it.LaunchSlug, Item: it.Item, Back: vm.url(vm.In, vm.Limit), Target: "results", CanEdit: vm.CanEdit}
}

func due(it launch.WorkItem) string {
	if it.Unscheduled() {
		return "no date yet"
	}
	return "due " + launch.DueText(it.LaunchOn, it.DueOn, it.DueTime, it.Zone)
}

// within returns the kind of text in which the words were found, if not in the title.
func within(p portfolio.Passage) string {
	if p.By == "" {
		return "Description"
	}
	return p.By + " commented"
}

func role(p portfolio.Person) string {
	words := []string{}
	for _, w := range []string{p.Title, p.TeamName} {
		if w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// The number of characters of a text shown before and after a match.
const lettersBefore, lettersAfter = 40, 120

// inside returns the part of a service's longer texts with a word that its name and summary do not
// contain, or "".
func (vm VM) inside(f service.Fact) string {
	return vm.place(f.Name+"\n"+f.Summary, markdown.Excerpt(f.Failure, service.MaxText), markdown.Excerpt(f.Diagnosis, service.MaxText))
}

// insideReport returns the part of a report with a word that its title does not contain.
func (vm VM) insideReport(r feedback.Report) string {
	return vm.place(r.Title, r.Wrong, r.Doing, r.Expected, r.Reporter, r.Source)
}

// place returns the part of the texts with a word that head, which is shown anyway, does not
// contain, or "".
func (vm VM) place(head string, texts ...string) string {
	words, head := fold.Words(vm.Query), fold.Text(head)
	words = slices.DeleteFunc(words, func(w string) bool { return strings.Contains(head, w) })
	if len(words) == 0 {
		return ""
	}
	for _, text := range texts {
		parts := fold.Parts(strings.Join(strings.Fields(text), " "), words)
		if i := slices.IndexFunc(parts, func(p fold.Part) bool { return p.Hit }); i >= 0 {
			return around(parts, i)
		}
	}
	return ""
}

// around returns the text around its part i, cut to one or two lines.
func around(parts []fold.Part, i int) string {
	var before []rune
	if i > 0 {
		before = []rune(parts[i-1].Text)
	}
	from := ""
	if i > 1 || len(before) > lettersBefore {
		from = "…"
		before = before[max(0, len(before)-lettersBefore):]
	}
	var rest strings.Builder
	for _, p := range parts[i:] {
		rest.WriteString(p.Text)
	}
	after := []rune(rest.String())
	if len(after) > lettersAfter {
		after = append(after[:lettersAfter], '…')
	}
	return from + string(before) + string(after)
}
