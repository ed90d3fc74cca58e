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

// PlaybookVM is the page with a launch's playbook.
type PlaybookVM struct {
	Plan    *launch.Plan
	Book    feedback.Playbook
	Key     string
	CanEdit bool
}

// PlayVM is the form of a play.
type PlayVM struct {
	Plan    *launch.Plan
	Play    feedback.Play
	Version int
	Form    ui.Form
	Base    string
}

// path returns the URL of the form; a new play has no key yet.
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

// PlayFields are the names of the fields of a play's form.
var PlayFields = []string{"symptom", "channel", "more", "hours", "words", "causes", "remedies"}

// arrow separates a cause from its remedy.
const arrow = "→"

// PlayValues returns a play's parts as values of the form.
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

// PlayOf parses the form of a play. The kind of deliverable of a remedy is not in the form: it
// remains that of the same text, or is given when a removal is undone.
func PlayOf(f ui.Form, was feedback.Play) feedback.Play {
	p := feedback.Play{Key: was.Key, Symptom: f.Val("symptom"), Channel: feedback.Channel(f.Val("channel")),
		More: number(f.Val("more")), Hours: number(f.Val("hours")),
		Words: strings.FieldsFunc(f.Val("words"), func(r rune) bool {
			return r == ',' || r == '\n' || r == ';'
		}), Causes: strings.Split(f.Val("causes"), "\n")}
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

// number parses a whole number, -1 if it is invalid.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return n
}

// PlayConflict returns the form's values and the stored ones as text.
func PlayConflict(f ui.Form, p feedback.Play) []ui.ConflictField {
	theirs := ui.NewForm(PlayValues(p))
	var out []ui.ConflictField
	for _, x := range [][2]string{{"What shows", "symptom"}, {"Channel", "channel"}, {"More than", "more"}, {"Within hours", "hours"},
		{"Words", "words"}, {"Causes", "causes"}, {"What to try", "remedies"}} {
		out = append(out, ui.ConflictField{Label: x[0], Name: x[1], Yours: valueText(f, x[1]), Theirs: valueText(theirs, x[1])})
	}
	return out
}

// shown returns the plays, those whose symptom shows first.
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

// planned returns the deliverable created for a remedy.
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

// rule returns the condition for suggesting a play as text.
func rule(s feedback.Showing) string {
	sentence := "Offered when it was said more than " + words.Count(s.More, "time")
	if s.Channel != "" {
		sentence += " by " + channelWord(s.Channel)
	}
	return sentence + " within " + words.Count(s.Hours, "hour") + ". Now: " + strconv.Itoa(s.Reports) + "."
}

// unmatched reports whether the causes need their own line, because the remedies do not name them.
func unmatched(s feedback.Showing) bool {
	return len(s.Causes) > 0 && !slices.ContainsFunc(s.Remedies, func(r feedback.Remedy) bool { return r.When != "" })
}
