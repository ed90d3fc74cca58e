package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A reader turns the YAML tree into a Template, field by field, so that every
// problem is found in one go and has a line. Decoding into the struct by
// reflection would stop at the first.
type reader struct {
	errs  Errors
	lines map[string]int // path → line, for the rules that run afterwards
	// unreadable paths have been complained about, and are not checked again.
	unreadable map[string]bool
}

type field struct {
	name string
	read func(n ast.Node, path string)
}

func (r *reader) template(n ast.Node) Template {
	var t Template
	r.mapping(n, "", "a template", append([]field{
		{"key", r.text(&t.Key)},
		{"name", r.text(&t.Name)},
		{"summary", r.text(&t.Summary)},
		{"phases", list(r, &t.Phases, r.phase)},
		{"weeks", list(r, &t.Weeks, r.week)},
		{"roles", list(r, &t.Roles, r.role)},
		{"lanes", list(r, &t.Lanes, r.lane)},
		{"deliverables", list(r, &t.Deliverables, r.item)},
	}, r.readiness(&t)...))
	return t
}

func (r *reader) phase(n ast.Node, path string) (p PhaseSpan) {
	got := r.mapping(n, path, "a phase", []field{
		{"key", r.text((*string)(&p.Key))},
		{"name", r.text(&p.Name)},
		{"from", r.day(&p.From)},
		{"to", r.day(&p.To)},
		{"purpose", r.text(&p.Purpose)},
	})
	r.need(n, path, got, "from", "to")
	return p
}

func (r *reader) week(n ast.Node, path string) (w WeekLabel) {
	got := r.mapping(n, path, "a week", []field{
		{"name", r.text(&w.Name)},
		{"note", r.text(&w.Note)},
		{"from", r.day(&w.From)},
		{"to", r.day(&w.To)},
	})
	r.need(n, path, got, "from", "to")
	return w
}

func (r *reader) role(n ast.Node, path string) (o Role) {
	r.mapping(n, path, "a role", []field{
		{"key", r.text(&o.Key)},
		{"name", r.text(&o.Name)},
		{"team", r.text(&o.Team)},
	})
	return o
}

func (r *reader) lane(n ast.Node, path string) (l Lane) {
	r.mapping(n, path, "a lane", []field{
		{"key", r.text(&l.Key)},
		{"name", r.text(&l.Name)},
		{"team", r.text(&l.Team)},
	})
	return l
}

func (r *reader) item(n ast.Node, path string) (i Item) {
	got := r.mapping(n, path, "a deliverable", []field{
		{"key", r.text(&i.Key)},
		{"title", r.text(&i.Title)},
		{"lane", r.text(&i.Lane)},
		{"kind", r.text((*string)(&i.Kind))},
		{"role", r.text(&i.Role)},
		{"reviewer", r.text(&i.Reviewer)},
		{"helpers", r.texts(&i.Helpers)},
		{"start", r.day(&i.Start)},
		{"due", r.day(&i.Due)},
		{"time", r.text(&i.Time)},
		{"anchor", r.text((*string)(&i.Anchor))},
		{"after", r.texts(&i.After)},
		{"description", r.text(&i.Description)},
		{"links", list(r, &i.Links, r.link)},
	})
	r.need(n, path, got, "due")
	if !slices.Contains(got, "start") {
		i.Start = i.Due // one day's work need not say so twice
	}
	if i.Anchor == "" && !r.unreadable[path+".anchor"] {
		i.Anchor = Follows
	}
	return i
}

func (r *reader) link(n ast.Node, path string) (l Link) {
	r.mapping(n, path, "a link", []field{
		{"label", r.text(&l.Label)},
		{"url", r.text(&l.URL)},
	})
	return l
}

// mapping reads the fields of a mapping and returns the names it found.
func (r *reader) mapping(n ast.Node, path, what string, fields []field) (got []string) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fail(n, path, fmt.Sprintf("%s is a list of “name: value” lines, not %s", what, shape(n)))
		return nil
	}
	r.lines[path] = lineOf(n)
	for _, v := range values {
		name := v.Key.GetToken().Value
		at := strings.TrimPrefix(path+"."+name, ".")
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		switch {
		case i < 0:
			names := make([]string, len(fields))
			for j, f := range fields {
				names[j] = f.name
			}
			r.fail(v.Key, at, fmt.Sprintf("%s has no field “%s”; it has: %s", what, clip(name), strings.Join(names, ", ")))
		case slices.Contains(got, name):
			r.fail(v.Key, at, fmt.Sprintf("“%s” is given twice", name))
		default:
			got = append(got, name)
			r.lines[at] = lineOf(v.Key)
			fields[i].read(v.Value, at)
		}
	}
	return got
}

// need reports fields that have no useful zero value and were left out.
func (r *reader) need(n ast.Node, path string, got []string, names ...string) {
	if r.unreadable[path] {
		return
	}
	for _, name := range names {
		if !slices.Contains(got, name) {
			r.fail(n, path+"."+name, fmt.Sprintf("“%s” is missing: a number of days relative to launch day, such as -7", name))
		}
	}
}

func list[T any](r *reader, dst *[]T, read func(ast.Node, string) T) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		if _, ok := n.(*ast.NullNode); ok {
			return // "weeks:" with nothing after it
		}
		s, ok := n.(*ast.SequenceNode)
		if !ok {
			r.fail(n, path, fmt.Sprintf("a list is expected here (lines that begin with “- ”), not %s", shape(n)))
			return
		}
		for i, v := range s.Values {
			if i == maxItems {
				r.fail(v, path, fmt.Sprintf("there are %d of them; at most %d are read", len(s.Values), maxItems))
				return
			}
			*dst = append(*dst, read(v, fmt.Sprintf("%s[%d]", path, i+1)))
		}
	}
}

func (r *reader) texts(dst *[]string) func(ast.Node, string) {
	return list(r, dst, func(n ast.Node, path string) (s string) {
		r.lines[path] = lineOf(n)
		r.text(&s)(n, path)
		return s
	})
}

// text reads any scalar as it was typed, so that a title of 2024 or a version
// of 1.10 needs no quotes. Space around it means nothing.
func (r *reader) text(dst *string) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		switch v := n.(type) {
		case *ast.NullNode:
		case *ast.StringNode:
			*dst = strings.TrimSpace(v.Value)
		case *ast.LiteralNode:
			*dst = strings.TrimSpace(v.Value.Value)
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
			*dst = strings.TrimSpace(n.GetToken().Value)
		default:
			r.fail(n, path, fmt.Sprintf("text is expected here, not %s", shape(n)))
		}
	}
}

// day reads a number of days relative to launch day: -7, 0, 3, or in the words
// of the screen, T-7, T, T+3.
func (r *reader) day(dst *int) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		var s string
		before := len(r.errs)
		r.text(&s)(n, path)
		if len(r.errs) > before {
			return
		}
		digits := strings.TrimPrefix(s, "T")
		if digits == "" && s == "T" {
			digits = "0"
		}
		d, err := strconv.Atoi(digits)
		if err != nil {
			r.fail(n, path, fmt.Sprintf("“%s” is not a number of days relative to launch day, such as -7, 0 or 3", clip(s)))
			return
		}
		*dst = d
	}
}

func (r *reader) fail(n ast.Node, path, message string) {
	if r.unreadable == nil {
		r.unreadable = map[string]bool{}
	}
	r.unreadable[path] = true
	if path != "" {
		message = path + ": " + message
	}
	r.errs = append(r.errs, Error{Path: path, Line: lineOf(n), Message: message})
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return lineOf(m.Values[0].Key)
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		return lineOf(m.Key)
	}
	return n.GetToken().Position.Line
}

func shape(n ast.Node) string {
	switch n.(type) {
	case *ast.NullNode, nil:
		return "nothing"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "“name: value” lines"
	}
	return "“" + clip(n.GetToken().Value) + "”"
}

// clip keeps a message readable that quotes what somebody typed.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
