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

// PerPage is the number of collisions on a page.
const PerPage = 50

// Filter selects collisions.
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
	// Form is a refused acceptance; its key identifies the collision.
	Form ui.Form
	// Key is the idempotency key of the forms.
	Key     string
	CanLead bool
}

// rows returns the collisions in the filter.
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

// group holds the rows of a heading on this page.
type group struct {
	title string
	rows  []calendar.Listed
}

// groups returns the rows of this page: open ones by side, then accepted ones.
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

// Summary returns the numbers as text: "3 collisions, 1 accepted".
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

// Stops returns the number of collisions that stop the launch as text.
func Stops(n int) string {
	if n == 1 {
		return "1 collision stops this launch until it is gone or accepted."
	}
	return strconv.Itoa(n) + " collisions stop this launch until they are gone or accepted."
}

// Mark returns the mark of a collision.
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

// Href returns the URL of the record that collides.
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

// href is Href for the reader: only people who may use a form get a link to it.
func (vm VM) href(c calendar.Collision) string {
	switch {
	case c.Side == calendar.OfShifts:
		return paths.Roster(vm.Plan.Slug)
	case c.Side == calendar.OfT && !vm.CanLead:
		return paths.Timeline(vm.Plan.Slug)
	}
	return Href(vm.Plan.Slug, c)
}

// decides returns the time of a collision and who can resolve it.
func (vm VM) decides(c calendar.Collision) string {
	out := civil.Countdown(vm.Plan.LaunchOn, c.On)
	if len(c.Decides) > 0 {
		out += " · " + strings.Join(c.Decides, " or ") + " can decide"
	}
	return out
}

// acceptanceText returns who accepted a collision, when and why.
func (vm VM) acceptanceText(a calendar.Acceptance) string {
	return a.ByName + " accepted it on " + format.Moment(a.At.Time, vm.Plan.Location()) + ", because: " + a.Reason
}

// past returns the reason why an acceptance is no longer valid.
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

// form returns the form for accepting a collision: the refused one if it belongs to it.
func (vm VM) form(c calendar.Collision) ui.Form {
	f := ui.NewForm(nil)
	if vm.refused(c) {
		f = vm.Form
	}
	f.Prefix = id(c)
	return f
}

func (vm VM) refused(c calendar.Collision) bool { return vm.Form.Val("collision") == c.Key }

// id returns a suffix for the ids of a collision's form.
func id(c calendar.Collision) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.Key))
	return strconv.FormatUint(uint64(h.Sum32()), 36) + "-"
}

// summary returns the refused form with the ids of its row. Errors about a collision that is gone
// refer to the whole page.
func (vm VM) summary() ui.Form {
	f := vm.Form
	if r, ok := vm.List.Find(f.Val("collision")); ok {
		f.Prefix = id(r.Collision)
	}
	return f
}
