package guide

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a guide.
type FormVM struct {
	// Guide is nil for a new guide.
	Guide *guide.Detail
	Form  ui.Form
	// Focus is the field that was just added or moved; Preview the field that is shown as a
	// preview.
	Focus, Preview string
	Base, Key      string
	// Reports holds the reports that led to an issue, by the issue's id.
	Reports map[string]templ.Component
	// For a new guide only.
	People   []people.User
	Launches []launch.Launch
}

// The lists of a guide and the parts of their entries, as in the form. For entries with ids, the id
// is a part.
var parts = map[string][]string{
	"issue":    {"id", "symptom", "errors", "checks", "fix", "say"},
	"template": {"id", "title", "text"},
	"step":     {"after", "when", "do", "target"},
}

// lists in the order of the form.
var lists = []string{"issue", "template", "step"}

// shown is the part of an entry that gets the focus and names it.
var shown = map[string]string{"issue": "symptom", "template": "title", "step": "when"}

// most limits the entries of a list that are parsed: more than a guide may have, so that people
// with too many get an error.
const most = 2 * guide.MaxIssues

func field(list string, i int, part string) string { return guide.Field(list, i, part) }

// count returns the number of entries of a list in the form.
func count(v url.Values, list string) int {
	n := 0
	for n < most && v.Has(field(list, n, shown[list])) {
		n++
	}
	return n
}

type entry map[string]string

func entries(v url.Values, list string) []entry {
	out := make([]entry, count(v, list))
	for i := range out {
		out[i] = entry{}
		for _, p := range parts[list] {
			out[i][p] = v.Get(field(list, i, p))
		}
	}
	return out
}

func put(v url.Values, list string, es []entry) {
	for i := range max(count(v, list), len(es)) {
		for _, p := range parts[list] {
			v.Del(field(list, i, p))
			if i < len(es) {
				v.Set(field(list, i, p), es[i][p])
			}
		}
	}
}

// ContentOf parses the form.
func ContentOf(f ui.Form) guide.Content {
	c := guide.Content{Title: f.Val("title"), Summary: f.Val("summary"), How: f.Val("how")}
	for _, e := range entries(f.Values, "issue") {
		c.Issues = append(c.Issues, guide.Issue{ID: e["id"], Symptom: e["symptom"], Errors: e["errors"], Checks: e["checks"], Fix: e["fix"],
			Say: e["say"]})
	}
	for _, e := range entries(f.Values, "template") {
		c.Templates = append(c.Templates, guide.Template{ID: e["id"], Title: e["title"], Text: e["text"]})
	}
	for _, e := range entries(f.Values, "step") {
		c.Escalation = append(c.Escalation,
			guide.Step{After: minutes(e["after"]), When: e["when"], Do: e["do"], Target: guide.Target(e["target"])})
	}
	return c
}

// minutes parses a number, -1 if it is invalid.
func minutes(s string) int {
	if s = strings.TrimSpace(s); s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// Values returns a content's parts as values of the form.
func Values(c guide.Content) url.Values {
	v := url.Values{"title": {c.Title}, "summary": {c.Summary}, "how": {c.How}}
	var issues, templates, steps []entry
	for _, i := range c.Issues {
		issues = append(issues, entry{"id": i.ID, "symptom": i.Symptom, "errors": i.Errors, "checks": i.Checks, "fix": i.Fix, "say": i.Say})
	}
	for _, t := range c.Templates {
		templates = append(templates, entry{"id": t.ID, "title": t.Title, "text": t.Text})
	}
	for _, s := range c.Escalation {
		after := ""
		if s.After != 0 {
			after = strconv.Itoa(s.After)
		}
		steps = append(steps, entry{"after": after, "when": s.When, "do": s.Do, "target": string(s.Target)})
	}
	put(v, "issue", issues)
	put(v, "template", templates)
	put(v, "step", steps)
	return v
}

// Blank returns the content of a new guide: one entry of each kind, and the usual escalation.
func Blank() guide.Content {
	return guide.Content{Issues: []guide.Issue{{}}, Templates: []guide.Template{{}}, Escalation: []guide.Step{
		{After: 15, When: "It persists", Do: "Ping engineering", Target: guide.ToSecondary},
		{When: "It is widespread", Do: "Page the engineer on call", Target: guide.ToPrimary}}}
}

// Rearrange performs the action of one of the form's buttons: "add issue", "remove issue 2", "up
// issue 2", "down issue 2". It returns the field to focus, and whether it was such a button.
func Rearrange(f *ui.Form, do string) (focus string, done bool) {
	words := strings.Fields(do)
	if len(words) < 2 || parts[words[1]] == nil {
		return "", false
	}
	list := words[1]
	es := entries(f.Values, list)
	at := len(es)
	if words[0] != "add" {
		if len(words) < 3 {
			return "", false
		}
		n, err := strconv.Atoi(words[2])
		if err != nil || n < 1 || n > len(es) {
			return "", false
		}
		at = n - 1
	}
	switch words[0] {
	case "add":
		es = append(es, entry{})
	case "remove":
		es = slices.Delete(es, at, at+1)
		at = max(0, min(at, len(es)-1))
	case "up":
		if at > 0 {
			es[at], es[at-1] = es[at-1], es[at]
			at--
		}
	case "down":
		if at < len(es)-1 {
			es[at], es[at+1] = es[at+1], es[at]
			at++
		}
	default:
		return "", false
	}
	put(f.Values, list, es)
	return field(list, at, shown[list]), true
}

// Names returns the names of all fields of a guide's values, for ui.Digest.
func Names(v url.Values) []string {
	out := []string{"title", "summary", "how"}
	for _, list := range lists {
		for i := range count(v, list) {
			for _, p := range parts[list] {
				out = append(out, field(list, i, p))
			}
		}
	}
	return out
}

func (vm FormVM) count(list string) int { return count(vm.Form.Values, list) }

// reports returns the reports that led to an issue in the form, or nil.
func (vm FormVM) reports(i int) templ.Component {
	return vm.Reports[vm.Form.Val(field("issue", i, "id"))]
}

func (vm FormVM) action() string {
	if vm.Guide == nil {
		return paths.Guides()
	}
	return paths.Guide(vm.Guide.Slug, "edit")
}

func (vm FormVM) back() string {
	if vm.Guide == nil {
		return paths.Guides()
	}
	return paths.Guide(vm.Guide.Slug)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Guide.Version)
}

func (vm FormVM) heading() string {
	if vm.Guide == nil {
		return "New guide"
	}
	return "Edit “" + vm.Guide.Revision.Content.Title + "”"
}

func (vm FormVM) crumbs() []ui.Crumb {
	if vm.Guide == nil {
		return []ui.Crumb{{Href: paths.Guides(), Label: "Guides"}, {Label: vm.heading()}}
	}
	return []ui.Crumb{{Href: paths.Guides(), Label: "Guides"}, {Href: paths.Guide(vm.Guide.Slug),
		Label: vm.Guide.Revision.Content.Title}, {Label: "Edit"}}
}

func (vm FormVM) button() string {
	if vm.Guide == nil {
		return "Save draft"
	}
	return "Save new version"
}

func (vm FormVM) owners() []ui.Option {
	return ui.OwnerOptions(vm.People, "Choose…", vm.Form.Val("owner"))
}

func launchOptions(ls []launch.Launch, named string) []ui.Option {
	out := []ui.Option{{Label: "No launch"}}
	for _, l := range ls {
		if l.State.Open() || named == id(l.ID) {
			out = append(out, ui.Option{Value: id(l.ID), Label: l.Name})
		}
	}
	return out
}

func targets() []ui.Option {
	var out []ui.Option
	for _, t := range guide.Targets {
		out = append(out, ui.Option{Value: string(t), Label: t.Label()})
	}
	return out
}

// entryName returns the name of an entry: "issue 2".
func entryName(list string, i int) string {
	if list == "template" {
		list = "reply"
	}
	return list + " " + strconv.Itoa(i+1)
}

// attrs returns the attribute that focuses the field that was just added or moved.
func (vm FormVM) attrs(name string) templ.Attributes {
	if vm.Focus != name {
		return nil
	}
	return templ.Attributes{"autofocus": true, "data-focus": true}
}
