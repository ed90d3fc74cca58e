package risk

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/views/paths"
	"tminus/views/ui"
)

// RegisterVM is the register of one or all launches.
type RegisterVM struct {
	// Plan is nil for all launches.
	Plan    *launch.Plan
	Reg     risk.Register
	Form    ui.Form
	CanEdit bool
}

// The names of the filter's fields.
var filterNames = []string{"q", "state", "category", "response", "owner", "cell"}

// FilterOf parses the filter from the URL.
func FilterOf(f ui.Form) risk.Filter {
	owner, _ := strconv.ParseInt(f.Val("owner"), 10, 64)
	if f.Val("owner") == "none" {
		owner = risk.Nobody
	}
	page, _ := strconv.Atoi(f.Val("page"))
	fl := risk.Filter{State: risk.State(f.Val("state")), Category: risk.Category(f.Val("category")),
		Response: risk.Response(f.Val("response")),
		OwnerID:  owner, Text: f.Val("q"), Page: page}
	if s := f.Val("cell"); len(s) == 3 && s[1] == '-' {
		fl.Cell = risk.Score{Likelihood: int(s[0] - '0'), Impact: int(s[2] - '0')}
	}
	return fl
}

func (vm RegisterVM) path() string {
	if vm.Plan == nil {
		return paths.AllRisks()
	}
	return paths.Risks(vm.Plan.Slug)
}

// with returns this page's URL with one parameter of the filter changed; an empty value removes it.
func (vm RegisterVM) with(name, value string) string {
	q := url.Values{}
	for _, n := range filterNames {
		if v := vm.Form.Val(n); v != "" && n != name {
			q.Set(n, v)
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	return paths.With(vm.path(), q)
}

func (vm RegisterVM) narrow() bool {
	for _, n := range filterNames {
		if vm.Form.Val(n) != "" {
			return true
		}
	}
	return false
}

func cellOf(likelihood, impact int) string {
	return strconv.Itoa(likelihood) + "-" + strconv.Itoa(impact)
}

// cellName returns the content of a cell of the matrix for screen readers.
func cellName(n, likelihood, impact int) string {
	s := risk.Score{Likelihood: likelihood, Impact: impact}
	return fmt.Sprintf("%s: likelihood %d, %s; impact %d, %s; score %d, %s", words.Count(n, "risk"), likelihood, risk.Likelihood(likelihood),
		impact, risk.Impact(impact), s.Value(), s.Level().Label())
}

// rising and falling are the scales of the matrix.
var rising, falling = []int{1, 2, 3, 4, 5}, []int{5, 4, 3, 2, 1}

// span returns the values of a level: "12–16".
func span(i int) string {
	to := risk.MaxScore * risk.MaxScore
	if i+1 < len(risk.Levels) {
		// The highest product of two numbers up to 5 below the next level.
		for to = risk.Levels[i+1].From - 1; !product(to); to-- {
			continue
		}
	}
	return strconv.Itoa(risk.Levels[i].From) + "–" + strconv.Itoa(to)
}

func product(n int) bool {
	for _, a := range rising {
		if n%a == 0 && n/a <= risk.MaxScore {
			return true
		}
	}
	return false
}

func (vm RegisterVM) states() []ui.Option {
	var out []ui.Option
	for _, s := range risk.ShownStates {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

func categories(none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, c := range risk.Categories {
		out = append(out, ui.Option{Value: string(c), Label: c.Label()})
	}
	return out
}

func responses(none string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, r := range risk.Responses {
		out = append(out, ui.Option{Value: string(r), Label: r.Label()})
	}
	return out
}

func owners(us []people.User) []ui.Option {
	out := []ui.Option{{Label: "Every owner"}, {Value: "none", Label: "Nobody"}}
	for _, u := range us {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

// handling returns the state of a risk's treatment as text.
func handling(f risk.Fact, now time.Time, loc *time.Location) string {
	switch {
	case f.Accepted(now):
		return "Accepted by " + f.Acceptance.ApproverName + " until " + f.Acceptance.LastDay(loc).Short()
	case f.Acceptance.ID != 0 && !f.Acceptance.Until.After(now):
		return "Acceptance ran out on " + f.Acceptance.LastDay(loc).Short()
	case f.Acceptance.ID != 0:
		return "Accepted at another score"
	case f.Mitigations > 0:
		return fmt.Sprintf("%d of %s done", f.Done, words.Count(f.Mitigations, "mitigation"))
	case f.Response == risk.Accept:
		return "Not accepted by anybody yet"
	case f.Response == risk.Mitigate:
		return "No mitigation on the plan"
	}
	return ""
}

// reviewed returns the state of a review date as text.
func reviewed(r risk.Row, now time.Time) string {
	if r.ReviewOn.IsZero() {
		return ""
	}
	if r.ReviewDue(r.Launch.Today(now)) {
		return "Due " + r.ReviewOn.Short()
	}
	return r.ReviewOn.Short()
}
