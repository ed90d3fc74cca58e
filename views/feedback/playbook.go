package feedback

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// PlaybookVM is what a launch tries when a symptom shows.
type PlaybookVM struct {
	Plan    *launch.Plan
	Book    feedback.Playbook
	Key     string
	CanEdit bool
}

// PlayVM is the form of one play.
type PlayVM struct {
	Plan    *launch.Plan
	Play    feedback.Play
	Version int
	Form    ui.Form
	Base    string
}

// path is where the form is sent; a new play has no key yet.
func (vm PlayVM) path() string {
	if vm.Play.Key == "" {
		return paths.Playbook(vm.Plan.Slug)
	}
	return paths.Playbook(vm.Plan.Slug, vm.Play.Key)
}

func (vm PlayVM) heading() string {
	if vm.Play.Key == "" {
		return "Add a symptom"
	}
	return "Edit: " + vm.Play.Symptom
}

func (vm PlayVM) crumb() string {
	if vm.Play.Key == "" {
		return "Add a symptom"
	}
	return vm.Play.Symptom
}

func (vm PlayVM) button() string {
	if vm.Play.Key == "" {
		return "Add to the playbook"
	}
	return "Save changes"
}

func (vm PlayVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Version)
}

// PlayFields are the names of all that the form of a play holds.
var PlayFields = []string{"symptom", "channel", "more", "hours", "words", "causes", "remedies"}

// arrow stands between a cause and what to do about it.
const arrow = "→"

// PlayValues are a play's parts as the form holds them.
func PlayValues(p feedback.Play) url.Values {
	var do []string
	for _, r := range p.Remedies {
		do = append(do, remedy(r))
	}
	return url.Values{"symptom": {p.Symptom}, "channel": {string(p.Channel)}, "more": {strconv.Itoa(p.More)}, "hours": {strconv.Itoa(p.Hours)},
		"words": {strings.Join(p.Words, ", ")}, "causes": {strings.Join(p.Causes, "\n")}, "remedies": {strings.Join(do, "\n")}}
}

func remedy(r feedback.Remedy) string {
	if r.When == "" {
		return r.Do
	}
	return r.When + " " + arrow + " " + r.Do
}

// PlayOf is what was typed about a play. What kind of deliverable a remedy is, is not
// typed: it stays what it was for the same words, or is named when a removal is undone.
func PlayOf(f ui.Form, was feedback.Play) feedback.Play {
	p := feedback.Play{Key: was.Key, Symptom: f.Val("symptom"), Channel: feedback.Channel(f.Val("channel")),
		More: number(f.Val("more")), Hours: number(f.Val("hours")),
		Words: strings.FieldsFunc(f.Val("words"), func(r rune) bool { return r == ',' || r == '\n' || r == ';' }), Causes: strings.Split(f.Val("causes"), "\n")}
	kinds := f.Values["kind"]
	for line := range strings.Lines(f.Val("remedies")) {
		when, do, both := strings.Cut(strings.ReplaceAll(line, "->", arrow), arrow)
		if !both {
			when, do = "", when
		}
		r := feedback.Remedy{Do: strings.TrimSpace(do), When: strings.TrimSpace(when)}
		if i := slices.IndexFunc(was.Remedies, func(o feedback.Remedy) bool { return o.Do == r.Do }); i >= 0 {
			r.Kind = was.Remedies[i].Kind
		}
		if n := len(p.Remedies); n < len(kinds) {
			r.Kind = template.Kind(kinds[n])
		}
		p.Remedies = append(p.Remedies, r)
	}
	return p
}

// number is a whole number that was typed, -1 for what is none.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return n
}

// PlayConflict is yours and theirs in words, field by field.
func PlayConflict(f ui.Form, p feedback.Play) []ui.ConflictField {
	theirs := ui.NewForm(PlayValues(p))
	var out []ui.ConflictField
	for _, x := range [][2]string{{"What shows", "symptom"}, {"Channel", "channel"}, {"More than", "more"}, {"Within hours", "hours"}, {"Words", "words"}, {"Causes", "causes"}, {"What to try", "remedies"}} {
		out = append(out, ui.ConflictField{Label: x[0], Name: x[1], Yours: typed(f, x[1]), Theirs: typed(theirs, x[1])})
	}
	return out
}

// shown are the plays, those first whose symptom shows.
func (vm PlaybookVM) shown() []feedback.Showing {
	out := slices.Clone(vm.Book.Plays)
	slices.SortStableFunc(out, func(a, b feedback.Showing) int {
		switch {
		case a.Shows() == b.Shows():
			return 0
		case a.Shows():
			return -1
		}
		return 1
	})
	return out
}

// planned is the deliverable in the plan that a remedy was made into.
func (vm PlaybookVM) planned(r feedback.Remedy) (launch.Item, bool) {
	for _, it := range vm.Plan.Items {
		if it.Title == r.Do && it.Kind == r.Kind {
			return it, true
		}
	}
	return launch.Item{}, false
}

func showMark(s feedback.Showing) ui.Mark {
	if s.Shows() {
		return ui.MarkAtRisk
	}
	return ui.MarkNotStarted
}

func showWord(s feedback.Showing) string {
	if s.Shows() {
		return "Shows now"
	}
	return "Does not show"
}

// rule says when a play is offered.
func rule(s feedback.Showing) string {
	sentence := "Offered when it was said more than " + words.Count(s.More, "time")
	if s.Channel != "" {
		sentence += " by " + channelWord(s.Channel)
	}
	return sentence + " within " + words.Count(s.Hours, "hour") + ". Now: " + strconv.Itoa(s.Reports) + "."
}

// unmatched tells whether the causes are worth a line of their own: not where each
// thing to try says when it helps.
func unmatched(s feedback.Showing) bool {
	return len(s.Causes) > 0 && !slices.ContainsFunc(s.Remedies, func(r feedback.Remedy) bool { return r.When != "" })
}
