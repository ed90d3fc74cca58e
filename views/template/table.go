package template

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tminus/internal/slug"
	"tminus/internal/words"
	"tminus/models/template"
	"tminus/views/ui"
)

// TableVM is a template as rows of fields: d.N for deliverables, r.N for roles, l.N for lanes. The
// rows are counted from the form's values.
type TableVM struct {
	Form  ui.Form
	Entry template.Entry
	Base  string
	// Focus is the name of the field to focus.
	Focus string
	// LosesComments reports whether the file has comments that saving would drop.
	LosesComments bool
}

// The sections of the form.
const (
	secItems = "d"
	secRoles = "r"
	secLanes = "l"
)

var fieldsOf = map[string][]string{
	secItems: {"key", "title", "lane", "kind", "role", "reviewer", "helpers", "start", "due", "time", "anchor", "after",
		"description", "links"},
	secRoles: {"key", "name", "team"},
	secLanes: {"key", "name", "team"},
}

func name(sec string, row int, field string) string { return fmt.Sprintf("%s.%d.%s", sec, row, field) }

// first returns the field that every row of a section has.
func first(sec string) string { return fieldsOf[sec][1] }

// maxRows limits the rows of a manipulated form.
const maxRows = 500

func rows(v url.Values, sec string) int {
	n := 0
	for n < maxRows && v.Has(name(sec, n, first(sec))) {
		n++
	}
	return n
}

// TableValues returns a template's rows as values of the form.
func TableValues(t template.Template) url.Values {
	v := url.Values{"name": {t.Name}, "summary": {t.Summary}}
	for i, r := range t.Roles {
		setRow(v, secRoles, i, r.Key, r.Name, r.Team)
	}
	for i, l := range t.Lanes {
		setRow(v, secLanes, i, l.Key, l.Name, l.Team)
	}
	for i, it := range t.Deliverables {
		var links []string
		for _, l := range it.Links {
			links = append(links, strings.TrimSpace(l.Label+" "+l.URL))
		}
		setRow(v, secItems, i, it.Key, it.Title, it.Lane, string(it.Kind), it.Role, it.Reviewer, strings.Join(it.Helpers, ", "),
			template.TMinus(it.Start), template.TMinus(it.Due), it.Time, string(it.Anchor), strings.Join(it.After, ", "), it.Description,
			strings.Join(links, "\n"))
	}
	return v
}

func setRow(v url.Values, sec string, row int, values ...string) {
	for i, field := range fieldsOf[sec] {
		v.Set(name(sec, row, field), values[i])
	}
}

// Do adds, removes or moves a row for a button ("up d 3"), and returns the field to focus. It
// returns false for other buttons.
func Do(v url.Values, button string) (focus string, ok bool) {
	parts := strings.Fields(button)
	if len(parts) < 2 || fieldsOf[parts[1]] == nil {
		return "", false
	}
	sec, n, row := parts[1], rows(v, parts[1]), -1
	if len(parts) > 2 {
		row, _ = strconv.Atoi(parts[2])
		if row < 0 || row >= n {
			return "", false
		}
	}
	switch {
	case parts[0] == "add" && n < maxRows:
		setRow(v, sec, n, blank(v, sec)...)
		return name(sec, n, first(sec)), true
	case parts[0] == "remove" && row >= 0:
		for i := row; i < n-1; i++ {
			swap(v, sec, i, i+1)
		}
		for _, f := range fieldsOf[sec] {
			v.Del(name(sec, n-1, f))
		}
		return name(sec, max(0, min(row, n-2)), first(sec)), true
	case parts[0] == "up" && row > 0:
		swap(v, sec, row, row-1)
		return name(sec, row-1, first(sec)), true
	case parts[0] == "down" && row >= 0 && row < n-1:
		swap(v, sec, row, row+1)
		return name(sec, row+1, first(sec)), true
	case row >= 0:
		return name(sec, row, first(sec)), true
	}
	return "", true
}

// blank returns a new row. A deliverable is in the lane of the last one.
func blank(v url.Values, sec string) []string {
	out := make([]string, len(fieldsOf[sec]))
	if sec != secItems {
		return out
	}
	lane := v.Get(name(secLanes, 0, "key"))
	if n := rows(v, sec); n > 0 {
		lane = v.Get(name(sec, n-1, "lane"))
	}
	out[2], out[3], out[4], out[7], out[8], out[10] = lane, string(template.KindOther), template.RoleLead, "T-7", "T-7",
		string(template.Follows)
	return out
}

func swap(v url.Values, sec string, a, b int) {
	for _, f := range fieldsOf[sec] {
		x, y := name(sec, a, f), name(sec, b, f)
		va, vb := v.Get(x), v.Get(y)
		v.Set(x, vb)
		v.Set(y, va)
	}
}

// Read returns a template with the rows of the form, based on upon for the parts that the form does
// not have. It adds invalid numbers to the form's problems.
func Read(f *ui.Form, upon template.Template) template.Template {
	t, v := upon, f.Values
	t.Name, t.Summary = words.OneLine(v.Get("name")), strings.TrimSpace(text(v.Get("summary")))
	t.Roles, t.Lanes, t.Deliverables = nil, nil, nil
	for i := range rows(v, secRoles) {
		r := template.Role{Key: v.Get(name(secRoles, i, "key")), Name: words.OneLine(v.Get(name(secRoles, i, "name"))),
			Team: strings.TrimSpace(v.Get(name(secRoles, i, "team")))}
		r.Key = keyFor(r.Key, r.Name, func(k string) bool { return k == template.RoleLead || used(v, secRoles, k) })
		v.Set(name(secRoles, i, "key"), r.Key)
		t.Roles = append(t.Roles, r)
	}
	for i := range rows(v, secLanes) {
		l := template.Lane{Key: v.Get(name(secLanes, i, "key")), Name: words.OneLine(v.Get(name(secLanes, i, "name"))),
			Team: strings.TrimSpace(v.Get(name(secLanes, i, "team")))}
		l.Key = keyFor(l.Key, l.Name, func(k string) bool { return used(v, secLanes, k) })
		v.Set(name(secLanes, i, "key"), l.Key)
		t.Lanes = append(t.Lanes, l)
	}
	for i := range rows(v, secItems) {
		it := readItem(f, i)
		for _, was := range upon.Deliverables {
			if was.Key == it.Key {
				it.By, it.Of = was.By, was.Of
			}
		}
		t.Deliverables = append(t.Deliverables, it)
	}
	return t
}

func readItem(f *ui.Form, row int) template.Item {
	v := f.Values
	get := func(field string) string { return strings.TrimSpace(v.Get(name(secItems, row, field))) }
	it := template.Item{
		Title: words.OneLine(get("title")), Lane: get("lane"), Kind: template.Kind(get("kind")), Role: get("role"), Reviewer: get("reviewer"),
		Helpers: list(get("helpers")), Time: get("time"), Anchor: template.Anchor(get("anchor")), After: list(get("after")),
		Description: text(get("description")),
	}
	it.Key = keyFor(get("key"), it.Title, func(k string) bool { return used(v, secItems, k) })
	v.Set(name(secItems, row, "key"), it.Key)
	it.Start, it.Due = day(f, row, "start"), day(f, row, "due")
	for line := range strings.Lines(text(get("links"))) {
		parts := strings.Fields(line)
		if len(parts) > 0 {
			last := len(parts) - 1
			it.Links = append(it.Links, template.Link{Label: strings.Join(parts[:last], " "), URL: parts[last]})
		}
	}
	return it
}

// day parses T-7, T, T+3, -7 or 3.
func day(f *ui.Form, row int, field string) int {
	typed := strings.TrimSpace(f.Val(name(secItems, row, field)))
	digits := strings.TrimPrefix(strings.ToUpper(typed), "T")
	if digits == "" && typed != "" {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		f.Add(name(secItems, row, field), fmt.Sprintf("“%s” is not a day relative to launch day, such as T-7, T or T+3.", typed))
	}
	return n
}

func used(v url.Values, sec, key string) bool {
	for i := range rows(v, sec) {
		if v.Get(name(sec, i, "key")) == key {
			return true
		}
	}
	return false
}

// keyFor returns the key of a row, or one derived from its text.
func keyFor(key, label string, used func(string) bool) string {
	if key != "" || label == "" {
		return key
	}
	base := strings.ReplaceAll(slug.Make(label), "-", "_")
	base = strings.Trim(base[:min(len(base), 36)], "_")
	return slug.Unique(base, used)
}

// text converts the line ends; browsers send CRLF.
func text(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' || r == '\n' || r == '\r' })
}

var errorPath = regexp.MustCompile(`^(deliverables|roles|lanes)\[(\d+)\](?:\.([a-z]+))?`)

// Field returns the form's field for a path in a template, or "".
func Field(path string) string {
	if path == "name" || path == "summary" {
		return path
	}
	m := errorPath.FindStringSubmatch(path)
	if m == nil {
		return ""
	}
	sec := map[string]string{"deliverables": secItems, "roles": secRoles, "lanes": secLanes}[m[1]]
	row, _ := strconv.Atoi(m[2])
	field := m[3]
	if field == "" || field == "key" {
		field = first(sec)
	}
	return name(sec, row-1, field)
}

// keys returns the choices of a select: the keys of a section, and the present value even if it is
// gone.
func (vm TableVM) keys(sec, now string, before ...ui.Option) []ui.Option {
	out := before
	for i := range rows(vm.Form.Values, sec) {
		k := vm.Form.Val(name(sec, i, "key"))
		if k != "" {
			out = append(out, ui.Option{Value: k, Label: vm.Form.Val(name(sec, i, "name"))})
		}
	}
	return withGone(out, now)
}

func withGone(opts []ui.Option, now string) []ui.Option {
	for _, o := range opts {
		if o.Value == now {
			return opts
		}
	}
	return append(opts, ui.Option{Value: now, Label: now + " (gone)"})
}

func kinds(now string) []ui.Option {
	var out []ui.Option
	for _, k := range template.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return withGone(out, now)
}

func anchors(now string) []ui.Option {
	return withGone([]ui.Option{{Value: string(template.Follows), Label: "Stays on it"},
		{Value: string(template.PreviousWorkday), Label: "Day before"}, {Value: string(template.NextWorkday), Label: "Day after"}}, now)
}

// moreWrong reports whether the collapsed part of a row has a problem, so that it must be expanded.
func (vm TableVM) moreWrong(row int) bool {
	for _, f := range []string{"description", "reviewer", "helpers", "links"} {
		if vm.Form.Err(name(secItems, row, f)) != "" {
			return true
		}
	}
	return false
}
