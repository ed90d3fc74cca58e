package template

import (
	"reflect"
	"slices"
)

// A Section is a part of the format that a later package adds to the plan. The
// package that owns the noun declares it, with T as the type of its value: a slice
// of structs, a slice of strings or a struct, with the tags described in decode.go.
// models.go registers it with NewFormat.
type Section[T any] struct {
	// Key is the section's name in the file, Label its name on screen.
	Key, Label string
	// One is what an entry, or the section itself, is called in messages, such as "a lane".
	One string
	// Flow writes each entry on one line.
	Flow bool
	// Check reports what is wrong with the value. It may be nil.
	Check func(c *Checker, v T)
	// Unbind returns the value without references to deliverables that do not exist,
	// and the titles of the entries that depended on one. It may be nil.
	Unbind func(v T, exists func(deliverable string) bool) (T, []string)
}

// Of returns the value of the section in a template, the zero value if it has none.
func (s *Section[T]) Of(t Template) T {
	v, _ := t.content(s.Key).Value.(T)
	return v
}

// Set replaces the value of the section in a template.
func (s *Section[T]) Set(t *Template, v T) { t.put(Content{Value: v, section: s}) }

// AnySection is a Section of any type.
type AnySection interface {
	key() string
	label() string
	empty() any
	slot(v any) slot
	check(c *Checker, v any)
	unbind(v any, exists func(deliverable string) bool) (any, []string)
}

func (s *Section[T]) key() string   { return s.Key }
func (s *Section[T]) label() string { return s.Label }

func (s *Section[T]) empty() any {
	var v T
	return v
}

func (s *Section[T]) slot(v any) slot {
	at := reflect.New(reflect.TypeFor[T]()).Elem()
	at.Set(reflect.ValueOf(v))
	return slot{field: field{name: s.Key, one: s.One, flow: s.Flow, given: -1}, value: at}
}

func (s *Section[T]) check(c *Checker, v any) {
	if s.Check != nil {
		s.Check(c, v.(T))
	}
}

func (s *Section[T]) unbind(v any, exists func(deliverable string) bool) (any, []string) {
	if s.Unbind == nil {
		return v, nil
	}
	return s.Unbind(v.(T), exists)
}

// Content is the value of a section in a template.
type Content struct {
	Value   any
	section AnySection
}

// text returns the section as the file has it.
func (c Content) text() string {
	if c.section == nil {
		return ""
	}
	var w writer
	w.slot("", "", c.section.slot(c.Value))
	return w.String()
}

// content returns the content of a section, the zero value if the template has none.
func (t Template) content(key string) Content {
	i := slices.IndexFunc(t.Sections, func(c Content) bool { return c.section.key() == key })
	if i < 0 {
		return Content{}
	}
	return t.Sections[i]
}

// put replaces the content of a section. It does not change copies of the template.
func (t *Template) put(with Content) {
	t.Sections = slices.Clone(t.Sections)
	i := slices.IndexFunc(t.Sections, func(c Content) bool { return c.section.key() == with.section.key() })
	if i < 0 {
		t.Sections = append(t.Sections, with)
		return
	}
	t.Sections[i] = with
}

// sectionsOf returns the sections that either template has, in the order of the file.
func sectionsOf(a, b Template) []AnySection {
	var out []AnySection
	for _, c := range slices.Concat(a.Sections, b.Sections) {
		if !slices.ContainsFunc(out, func(s AnySection) bool { return s.key() == c.section.key() }) {
			out = append(out, c.section)
		}
	}
	return out
}

// byDeliverable is the binding to a deliverable; see launch.BindDeliverable.
const byDeliverable = "deliverable"

// Unbound returns the template without references to deliverables that it does not
// have, and the titles of the entries that depended on one. The editor of rows,
// which shows deliverables but no sections, calls it before it saves.
func (t Template) Unbound() (Template, []string) {
	exists := func(key string) bool {
		return slices.ContainsFunc(t.Deliverables, func(it Item) bool { return it.Key == key })
	}
	var lost []string
	t.Deliverables = slices.Clone(t.Deliverables)
	for i, it := range t.Deliverables {
		if it.By == byDeliverable && !exists(it.Of) {
			t.Deliverables[i].By, t.Deliverables[i].Of = "", ""
			lost = append(lost, it.Title)
		}
	}
	t.Sections = slices.Clone(t.Sections)
	for i, c := range t.Sections {
		v, titles := c.section.unbind(c.Value, exists)
		t.Sections[i].Value, lost = v, append(lost, titles...)
	}
	return t, lost
}
