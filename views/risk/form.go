package risk

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a new or an existing risk.
type FormVM struct {
	Plan   *launch.Plan
	Form   ui.Form
	People []people.User
	// Risk is nil for a new risk.
	Risk *risk.Detail
	Base string
	Key  string
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"title", "category", "owner", "show_stopper", "cause", "event", "effect", "current_likelihood", "current_impact",
	"residual_likelihood", "residual_impact", "inherent_likelihood", "inherent_impact", "response", "cost", "trigger", "plan_b", "steps",
	"review_on"}

// Values returns a risk's fields as values of the form.
func Values(d risk.Detail) url.Values {
	v := url.Values{
		"title": {d.Title}, "category": {string(d.Category)}, "cause": {d.Cause}, "event": {d.Event}, "effect": {d.Effect},
		"response": {string(d.Response)}, "cost": {d.Cost}, "trigger": {d.Trigger}, "plan_b": {d.PlanB},
		"steps": {strings.Join(d.Steps, "\n")}, "review_on": {d.ReviewOn.String()},
	}
	if d.OwnerID != 0 {
		v.Set("owner", id(d.OwnerID))
	}
	if d.ShowStopper {
		v.Set("show_stopper", "on")
	}
	setScore(v, "inherent", d.Inherent)
	setScore(v, "current", d.Current)
	setScore(v, "residual", d.Residual)
	return v
}

func setScore(v url.Values, name string, s risk.Score) {
	if s.Judged() {
		v.Set(name+"_likelihood", strconv.Itoa(s.Likelihood))
		v.Set(name+"_impact", strconv.Itoa(s.Impact))
	}
}

// ScoreOf parses a score. An invalid number becomes one that is refused.
func ScoreOf(f ui.Form, name string) risk.Score {
	return risk.Score{Likelihood: grade(f.Val(name + "_likelihood")), Impact: grade(f.Val(name + "_impact"))}
}

func grade(text string) int {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n == 0 {
		return -1
	}
	return n
}

// locked reports whether the person may not change a field of a show-stopper. A refused field is
// shown as it was sent.
func (vm FormVM) locked(field string) bool {
	return vm.Risk != nil && vm.Risk.ShowStopper && !vm.Risk.MayEase && vm.Form.Err(field) == ""
}

func (vm FormVM) action() string {
	if vm.Risk == nil {
		return paths.Risks(vm.Plan.Slug)
	}
	return paths.Risk(vm.Plan.Slug, vm.Risk.ID)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Risk.Version)
}

func (vm FormVM) heading() string {
	if vm.Risk == nil {
		return "Add a risk"
	}
	return "Edit risk"
}

func (vm FormVM) button() string {
	if vm.Risk == nil {
		return "Add risk"
	}
	return "Save changes"
}

// ownerID returns the owner's id as a form value.
func (vm FormVM) ownerID() string {
	if vm.Risk.OwnerID == 0 {
		return ""
	}
	return id(vm.Risk.OwnerID)
}

// owners returns the possible owners, and the present one in any case.
func (vm FormVM) owners() []ui.Option {
	return ui.OwnerOptions(vm.People, "Nobody yet", vm.Form.Val("owner"))
}

func grades(none string, name func(int) string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, n := range rising {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " " + name(n)})
	}
	return out
}

func responseOptions() []ui.Option {
	hints := map[risk.Response]string{
		risk.Mitigate: "Make it less likely or less grave; name the deliverables that do.",
		risk.Accept:   "Live with it. The lead accepts it, at this score and until a day.",
		risk.Avoid:    "Do it in another way, so that it cannot happen.",
		risk.Transfer: "Let somebody else bear it: a supplier, an insurance, a contract.",
		risk.PlanB:    "Be ready to do something else when the trigger shows.",
	}
	out := responses("")
	for i := range out {
		out[i].Hint = hints[risk.Response(out[i].Value)]
	}
	return out
}

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(*vm.Risk))
	var out []ui.ConflictField
	for _, f := range [][2]string{
		{"Risk", "title"}, {"Category", "category"}, {"Owner", "owner"}, {"Show-stopper", "show_stopper"}, {"Cause", "cause"}, {"Event", "event"},
		{"Effect", "effect"}, {"Score now", "current_likelihood current_impact"},
		{"Score after mitigation", "residual_likelihood residual_impact"},
		{"Inherent score", "inherent_likelihood inherent_impact"}, {"Response", "response"}, {"Cost", "cost"}, {"Trigger", "trigger"},
		{"Plan B", "plan_b"}, {"Steps of plan B", "steps"}, {"Review", "review_on"},
	} {
		name := strings.Fields(f[1])[0]
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(vm.Form, name), Theirs: vm.words(theirs, name)})
	}
	return out
}

func (vm FormVM) words(f ui.Form, name string) string {
	switch name {
	case "category":
		return risk.Category(f.Val(name)).Label()
	case "response":
		return risk.Response(f.Val(name)).Label()
	case "show_stopper":
		if f.Val(name) == "" {
			return "No"
		}
		return "Yes"
	case "owner":
		for _, u := range vm.People {
			if id(u.ID) == f.Val(name) {
				return u.Name
			}
		}
		return ""
	}
	if score, ok := strings.CutSuffix(name, "_likelihood"); ok {
		return ScoreOf(f, score).String()
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}
