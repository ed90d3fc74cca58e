package service

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/paths"
	"tminus/views/ui"
)

// FormVM is the form of a new or an existing service.
type FormVM struct {
	Form   ui.Form
	People []people.User
	// One is nil for a new service.
	One  *service.Detail
	Base string
	Key  string
}

// Fields are the names of the form's fields, in order.
var Fields = []string{"name", "summary", "tier", "fails", "failure", "owner", "knowers", "link_kind", "link_label", "link_url", "diagnosis"}

// The values of the field about a failing service.
const (
	FailsSoftly = "degrades"
	FailsHard   = "takes_all_down"
)

// Values returns a service's fields as values of the form.
func Values(d service.Detail) url.Values {
	v := url.Values{"name": {d.Name}, "summary": {d.Summary}, "tier": {string(d.Tier)}, "fails": {FailsHard}, "failure": {d.Failure},
		"owner": {""}, "diagnosis": {d.Diagnosis}}
	if d.Degrades {
		v.Set("fails", FailsSoftly)
	}
	if d.Owner.ID != 0 {
		v.Set("owner", id(d.Owner.ID))
	}
	for _, p := range d.Knowers {
		v.Add("knowers", id(p.ID))
	}
	for _, l := range d.Links {
		addLink(v, l)
	}
	return v
}

func addLink(v url.Values, l service.Link) {
	v.Add("link_kind", string(l.Kind))
	v.Add("link_label", l.Label)
	v.Add("link_url", l.URL)
}

// LinksOf parses the rows of links, including empty ones.
func LinksOf(f ui.Form) []service.Link {
	kinds, labels, urls := f.Values["link_kind"], f.Values["link_label"], f.Values["link_url"]
	rows := make([]service.Link, max(len(labels), len(urls)))
	for i := range rows {
		if i < len(kinds) {
			rows[i].Kind = service.LinkKind(kinds[i])
		}
		if i < len(labels) {
			rows[i].Label = labels[i]
		}
		if i < len(urls) {
			rows[i].URL = urls[i]
		}
	}
	return rows
}

// Tidy removes the empty rows of links from a form.
func Tidy(f *ui.Form) {
	rows := LinksOf(*f)
	for _, name := range []string{"link_kind", "link_label", "link_url"} {
		delete(f.Values, name)
	}
	for _, l := range rows {
		if strings.TrimSpace(l.Label+l.URL) != "" {
			addLink(f.Values, l)
		}
	}
}

// AnotherLink adds an empty row to the links of a form.
func AnotherLink(f *ui.Form) {
	addLink(f.Values, service.Link{Kind: service.Other})
	f.Values.Del("add_link")
}

// linkRows returns the links and an empty row; for a new service, a row for each usual kind.
func (vm FormVM) linkRows() []service.Link {
	rows := LinksOf(vm.Form)
	if len(rows) == 0 {
		return []service.Link{{Kind: service.Monitoring}, {Kind: service.Logs}, {Kind: service.Diagnosis}}
	}
	if last := rows[len(rows)-1]; last.URL != "" || last.Label != "" {
		rows = append(rows, service.Link{Kind: service.Other})
	}
	return rows
}

func (vm FormVM) action() string {
	if vm.One == nil {
		return paths.Services()
	}
	return paths.Service(vm.One.ID)
}

func (vm FormVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.One.Version)
}

// Heading returns the heading of the form.
func (vm FormVM) Heading() string {
	if vm.One == nil {
		return "Add a service"
	}
	return "Edit " + vm.One.Name
}

func (vm FormVM) button() string {
	if vm.One == nil {
		return "Add service"
	}
	return "Save changes"
}

func (vm FormVM) owners() []ui.Option {
	return ui.OwnerOptions(vm.People, "Nobody yet", vm.Form.Val("owner"))
}

func (vm FormVM) names(ids []string) string {
	var names []string
	for _, u := range vm.People {
		if slices.Contains(ids, id(u.ID)) {
			names = append(names, u.Name)
		}
	}
	return strings.Join(names, ", ")
}

func orNobody(s string) string {
	if s == "" {
		return "nobody yet"
	}
	return s
}

func tierOptions() []ui.Option {
	hints := map[service.Tier]string{
		service.Critical:   "Without it users cannot do what they came for.",
		service.Important:  "Without it something that many use does not work.",
		service.NiceToHave: "Few notice when it is gone.",
	}
	var out []ui.Option
	for _, t := range service.Tiers {
		out = append(out, ui.Option{Value: string(t), Label: t.Label(), Hint: hints[t]})
	}
	return out
}

func failing() []ui.Option {
	return []ui.Option{
		{Value: FailsSoftly, Label: "Degrades", Hint: "The rest goes on without it."},
		{Value: FailsHard, Label: "Takes all down", Hint: "What depends on it falls with it."},
	}
}

func kinds() []ui.Option {
	var out []ui.Option
	for _, k := range service.LinkKinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return out
}

// linkField returns the field's id for the URL of the first row, to which the error summary links.
func linkField(f ui.Form, name string, i int) string {
	if name == "link_url" && i == 0 {
		return f.ID("links")
	}
	return f.ID(name) + "-" + strconv.Itoa(i)
}

// ConflictFields returns the form's values and the stored ones as text.
func ConflictFields(vm FormVM) []ui.ConflictField {
	theirs := ui.NewForm(Values(*vm.One))
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Name", "name"}, {"Summary", "summary"}, {"Tier", "tier"}, {"When it fails", "fails"},
		{"What happens then", "failure"},
		{"Owner", "owner"}, {"Known by", "knowers"}, {"Links", "link_label link_url link_kind"}, {"How to diagnose it", "diagnosis"}} {
		name := strings.Fields(f[1])[0]
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: vm.words(vm.Form, name), Theirs: vm.words(theirs, name)})
	}
	return out
}

func (vm FormVM) words(f ui.Form, name string) string {
	switch name {
	case "tier":
		return service.Tier(f.Val(name)).Label()
	case "fails":
		for _, o := range failing() {
			if o.Value == f.Val(name) {
				return o.Label
			}
		}
		return ""
	case "owner", "knowers":
		return vm.names(f.Values[name])
	case "link_label":
		var lines []string
		for _, l := range LinksOf(f) {
			lines = append(lines, l.Kind.Label()+": "+strings.TrimSpace(l.Label+" "+l.URL))
		}
		return strings.Join(lines, "\n")
	}
	return strings.ReplaceAll(strings.TrimSpace(f.Val(name)), "\r\n", "\n")
}
