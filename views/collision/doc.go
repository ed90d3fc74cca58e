// Package collision shows what of a launch meets the calendar: T, its
// deliverables and shifts, and other launches on the same critical services; what
// was accepted, by whom and why.
package collision

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/calendar"
	"tminus/models/launch"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// PerPage is how many collisions a page shows.
const PerPage = 50

// Filter is what of the collisions is asked for.
type Filter struct {
	Show string // "", "open" or "accepted"
	Side calendar.Side
	Page int
}

// VM is the page of a launch's collisions.
type VM struct {
	Plan   *launch.Plan
	List   calendar.Listing
	Filter Filter
	// Form is an acceptance that was refused; its key says of what.
	Form ui.Form
	// Key names this showing of the forms.
	Key     string
	CanLead bool
}

// rows are those that the filter leaves.
func (vm VM) rows() []calendar.Listed {
	var out []calendar.Listed
	for _, r := range vm.List.Rows {
		wanted := vm.Filter.Show == "" || (vm.Filter.Show == "accepted") == (r.Accepted != nil)
		if wanted && (vm.Filter.Side == "" || vm.Filter.Side == r.Side) {
			out = append(out, r)
		}
	}
	return out
}

func (vm VM) pages() int { return (len(vm.rows()) + PerPage - 1) / PerPage }

func (vm VM) page() int { return min(max(vm.Filter.Page, 1), max(vm.pages(), 1)) }

// group are the rows of one heading on this page.
type group struct {
	title string
	rows  []calendar.Listed
}

// groups are what this page shows: not accepted by side, then what is accepted.
func (vm VM) groups() []group {
	all := vm.rows()
	from := (vm.page() - 1) * PerPage
	var out []group
	for _, r := range all[min(from, len(all)):min(from+PerPage, len(all))] {
		title := r.Side.Label()
		if r.Accepted != nil {
			title = "Accepted"
		}
		i := 0
		for i < len(out) && out[i].title != title {
			i++
		}
		if i == len(out) {
			out = append(out, group{title: title})
		}
		out[i].rows = append(out[i].rows, r)
	}
	return out
}

func (vm VM) url(page int) string {
	q := url.Values{}
	for name, v := range map[string]string{"show": vm.Filter.Show, "part": string(vm.Filter.Side)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return paths.With(paths.Collisions(vm.Plan.Slug), q)
}

func (vm VM) filterForm() ui.Form {
	return ui.NewForm(url.Values{"show": {vm.Filter.Show}, "part": {string(vm.Filter.Side)}})
}

func shows() []ui.Option {
	return []ui.Option{{Value: "", Label: "Accepted or not"}, {Value: "open", Label: "Not accepted"}, {Value: "accepted", Label: "Accepted"}}
}

func parts() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Every part"}}
	for _, s := range calendar.Sides {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

// Summary is how many there are, in words: "3 collisions, 1 accepted".
func Summary(l calendar.Listing) string {
	n, accepted := len(l.Rows), len(l.Accepted())
	if n == 0 {
		return "No collisions"
	}
	out := words.Count(n, "collision")
	if accepted > 0 {
		out += fmt.Sprintf(", %d accepted", accepted)
	}
	return out
}

// Stops says how many collisions stop the launch.
func Stops(n int) string {
	if n == 1 {
		return "1 collision stops this launch until it is gone or accepted."
	}
	return strconv.Itoa(n) + " collisions stop this launch until they are gone or accepted."
}

// Mark is what the tag of a collision shows.
func Mark(c calendar.Collision) ui.Mark {
	if c.Stops {
		return ui.MarkBlocked
	}
	return ui.MarkAtRisk
}

func mark(r calendar.Listed) (ui.Mark, string) {
	if r.Accepted != nil {
		return ui.MarkDone, "Accepted"
	}
	return Mark(r.Collision), r.Label()
}

// Href is where the thing that collides is.
func Href(slug string, c calendar.Collision) string {
	switch c.Side {
	case calendar.OfLaunches:
		return paths.Launch(c.Slug)
	case calendar.OfItems:
		return paths.Deliverable(slug, c.ItemID)
	case calendar.OfShifts:
		return paths.Shift(slug, c.EntryID)
	}
	return paths.Move(slug)
}

// href is Href for who looks: what leads to a form is for those who may use it.
func (vm VM) href(c calendar.Collision) string {
	switch {
	case c.Side == calendar.OfShifts:
		return paths.Roster(vm.Plan.Slug)
	case c.Side == calendar.OfT && !vm.CanLead:
		return paths.Timeline(vm.Plan.Slug)
	}
	return Href(vm.Plan.Slug, c)
}

// decides says when it is and who can do something about it.
func (vm VM) decides(c calendar.Collision) string {
	out := civil.Countdown(vm.Plan.LaunchOn, c.On)
	if len(c.Decides) > 0 {
		out += " · " + strings.Join(c.Decides, " or ") + " can decide"
	}
	return out
}

// said is who accepted something, when and why.
func (vm VM) said(a calendar.Acceptance) string {
	return a.ByName + " accepted it on " + format.Moment(a.At.Time, vm.Plan.Location()) + ", because: " + a.Reason
}

// past says why an acceptance holds no more.
func (vm VM) past(a calendar.Acceptance) string {
	if a.Standing() {
		if _, still := vm.List.Find(a.Key); still {
			return "It was given for other dates."
		}
		return "They do not collide any more."
	}
	out := a.EndedWhy
	if a.EndedName != "" {
		out = strings.TrimSuffix(out, ".") + " by " + a.EndedName + ", " + format.Moment(a.EndedAt.Time, vm.Plan.Location()) + "."
	}
	return out
}

// form is the form with which a collision is accepted: the refused one where it is its.
func (vm VM) form(c calendar.Collision) ui.Form {
	f := ui.NewForm(nil)
	if vm.refused(c) {
		f = vm.Form
	}
	f.Prefix = id(c)
	return f
}

func (vm VM) refused(c calendar.Collision) bool { return vm.Form.Val("collision") == c.Key }

// id is what keeps the form of a collision apart from the others.
func id(c calendar.Collision) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.Key))
	return strconv.FormatUint(uint64(h.Sum32()), 36) + "-"
}

// summary is the refused form by the ids of the row that it belongs to; what
// speaks of a collision that has gone speaks of the whole page.
func (vm VM) summary() ui.Form {
	f := vm.Form
	if r, ok := vm.List.Find(f.Val("collision")); ok {
		f.Prefix = id(r.Collision)
	}
	return f
}
