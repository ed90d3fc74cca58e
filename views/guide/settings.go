package guide

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// SettingsVM is the page for a guide's owner, subject and readers.
type SettingsVM struct {
	Guide        guide.Detail
	Form         ui.Form
	Base         string
	People       []people.User
	Launches     []launch.Launch
	Deliverables []guide.Thing
	Services     []guide.Thing
	// Address is the public URL.
	Address   string
	CanAnswer bool
}

// SettingFields are the names of the form's fields.
var SettingFields = []string{"owner", "reviewer", "review_on", "launch", "deliverable", "services"}

// SettingValues returns a guide's settings as values of the form.
func SettingValues(s guide.Settings) url.Values {
	v := url.Values{"review_on": {s.ReviewOn.String()}}
	for name, n := range map[string]int64{"owner": s.OwnerID, "reviewer": s.ReviewerID, "launch": s.LaunchID, "deliverable": s.DeliverableID} {
		v.Set(name, "")
		if n != 0 {
			v.Set(name, id(n))
		}
	}
	for _, n := range s.ServiceIDs {
		v.Add("services", id(n))
	}
	return v
}

// SettingsOf parses the form. It returns an error for an invalid date.
func SettingsOf(f ui.Form) (guide.Settings, error) {
	day, err := civil.Parse(f.Val("review_on"))
	s := guide.Settings{OwnerID: number(f, "owner"), ReviewerID: number(f, "reviewer"), ReviewOn: day, LaunchID: number(f, "launch"),
		DeliverableID: number(f, "deliverable")}
	for _, v := range f.Values["services"] {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && n > 0 {
			s.ServiceIDs = append(s.ServiceIDs, n)
		}
	}
	return s, err
}

func (vm SettingsVM) path() string { return paths.Guide(vm.Guide.Slug, "settings") }

func (vm SettingsVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return version(vm.Guide.Guide)
}

func things(list []guide.Thing, none string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, t := range list {
		out = append(out, ui.Option{Value: id(t.ID), Label: t.Name})
	}
	return out
}

func (vm SettingsVM) owners() []ui.Option {
	return ui.OwnerOptions(vm.People, "Choose…", vm.Form.Val("owner"))
}

func (vm SettingsVM) reviewers() []ui.Option {
	return ui.OwnerOptions(vm.People, "Nobody yet", vm.Form.Val("reviewer"))
}

// SettingConflict returns the form's values and the stored ones as text.
func SettingConflict(vm SettingsVM, theirs url.Values) []ui.ConflictField {
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Owner", "owner"}, {"Reviewer", "reviewer"}, {"Next review", "review_on"}, {"Launch", "launch"},
		{"Deliverable", "deliverable"}, {"Services", "services"}} {
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(vm.Form.Values, f[1]), Theirs: vm.words(theirs, f[1])})
	}
	return out
}

func (vm SettingsVM) words(v url.Values, name string) string {
	opts := map[string][]ui.Option{"owner": ui.OwnerOptions(vm.People, "", v.Get(name)),
		"reviewer":    ui.OwnerOptions(vm.People, "", v.Get(name)),
		"launch":      launchOptions(vm.Launches, v.Get(name)),
		"deliverable": things(vm.Deliverables, ""), "services": things(vm.Services, "")}[name]
	if opts == nil {
		return v.Get(name)
	}
	var out []string
	for _, o := range opts {
		if o.Value != "" && slices.Contains(v[name], o.Value) {
			out = append(out, o.Label)
		}
	}
	return strings.Join(out, ", ")
}

func publics() []ui.Option {
	hints := map[guide.Public]string{guide.PublicLink: "The address holds a secret, and search engines are told to leave it out.",
		guide.PublicOpen: "At an address that can be guessed."}
	var out []ui.Option
	for _, p := range guide.Publics {
		out = append(out, ui.Option{Value: string(p), Label: p.Label(), Hint: hints[p]})
	}
	return out
}

// HelpPath returns the public path of a guide, or "".
func HelpPath(g guide.Guide) string {
	switch g.Public {
	case guide.PublicOpen:
		return paths.Help(g.Slug)
	case guide.PublicLink:
		return paths.Help(g.PublicToken)
	}
	return ""
}
