package template

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"
)

// The structs of the format say in their tags how the file has them:
//
//	yaml:"name"     the field's name; omitempty leaves a number of 0 out when the
//	                struct is written, flow writes each entry of a list on one line
//	one:"a role"    what an entry of the list, or the struct itself, is called in messages
//	day:"required"  a number of days relative to launch day; "optional" may be left out
//	default:"tick"  what the text is when it is left out; it is not written then
//	given:"Dated"   the field of type bool that says whether this one was given

// field is one field of a struct of the format.
type field struct {
	index    int
	name     string
	one      string
	day      string
	fallback string
	given    int // index of a bool, -1 for none
	omitZero bool
	flow     bool
}

var fieldCache sync.Map // reflect.Type → []field

// fieldsOf returns the fields that the tags of a struct declare, in their order.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fieldCache.Load(t); ok {
		return known.([]field)
	}
	var out []field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		f := field{index: i, name: name, one: sf.Tag.Get("one"), day: sf.Tag.Get("day"), fallback: sf.Tag.Get("default"), given: -1,
			omitZero: strings.Contains(options, "omitempty"), flow: strings.Contains(options, "flow")}
		if flag, ok := t.FieldByName(sf.Tag.Get("given")); ok {
			f.given = flag.Index[0]
		}
		out = append(out, f)
	}
	fieldCache.Store(t, out)
	return out
}

// slot is a field of the file and the value that it is read into or written from.
type slot struct {
	field
	value reflect.Value
	flag  reflect.Value // set to whether the field is given, if it is valid
}

// slotsOf returns the slots of a struct.
func slotsOf(v reflect.Value) []slot {
	fields := fieldsOf(v.Type())
	out := make([]slot, len(fields))
	for i, f := range fields {
		out[i] = slot{field: f, value: v.Field(f.index)}
		if f.given >= 0 {
			out[i].flag = v.Field(f.given)
		}
	}
	return out
}

// decoder fills structs from the YAML tree. It collects all problems with their
// lines, whereas the library's decoder stops at the first.
type decoder struct {
	errs  Errors
	lines map[string]int // path → line, for the checks that run afterwards
	// unreadable paths already have an error, and are not checked again.
	unreadable map[string]bool
	// skipUnknown ignores sections that the format does not have.
	skipUnknown bool
}

// template reads a whole file.
func (d *decoder) template(root ast.Node, sections []AnySection) Template {
	var t Template
	slots := slotsOf(reflect.ValueOf(&t).Elem())
	plan := len(slots)
	for _, s := range sections {
		slots = append(slots, s.slot(s.empty()))
	}
	d.mapping(root, "", "a template", slots)
	for i, s := range sections {
		t.Sections = append(t.Sections, Content{Value: slots[plan+i].value.Interface(), section: s})
	}
	return t
}

// completer is a struct with a field that follows from others when it is left out.
type completer interface{ complete(given []string) }

func (d *decoder) decode(n ast.Node, path string, f field, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if _, null := n.(*ast.NullNode); !null {
			d.structure(n, path, f.one, v)
		}
	case reflect.Slice:
		d.list(n, path, f, v)
	case reflect.Int:
		d.number(n, path, f, v)
	case reflect.Bool:
		d.boolean(n, path, v)
	default:
		v.SetString(d.text(n, path))
	}
}

// structure reads a struct.
func (d *decoder) structure(n ast.Node, path, one string, v reflect.Value) {
	given, ok := d.mapping(n, path, one, slotsOf(v))
	if c, completes := v.Addr().Interface().(completer); ok && completes {
		c.complete(given)
	}
}

// mapping reads fields into their slots, and returns the names of those that are
// given, false if n is no mapping. An unknown field is an error that lists the
// fields there are.
func (d *decoder) mapping(n ast.Node, path, one string, slots []slot) (given []string, ok bool) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		d.fail(n, path, "%s is a list of “name: value” lines, not %s", one, shape(n))
		return nil, false
	}
	d.lines[path] = lineOf(n)
	for _, m := range values {
		name := m.Key.GetToken().Value
		at := strings.TrimPrefix(path+"."+name, ".")
		i := slices.IndexFunc(slots, func(s slot) bool { return s.name == name })
		switch {
		case i < 0 && path == "" && d.skipUnknown:
		case i < 0:
			names := make([]string, len(slots))
			for j, s := range slots {
				names[j] = s.name
			}
			d.fail(m.Key, at, "%s has no field “%s”; it has: %s", one, Clip(name), strings.Join(names, ", "))
		case slices.Contains(given, name):
			d.fail(m.Key, at, "“%s” is given twice", name)
		default:
			given = append(given, name)
			d.lines[at] = lineOf(m.Key)
			d.decode(m.Value, at, slots[i].field, slots[i].value)
		}
	}
	d.complete(n, path, slots, given)
	return given, true
}

// complete reports which required fields are missing, and sets the defaults of others.
func (d *decoder) complete(n ast.Node, path string, slots []slot, given []string) {
	for _, s := range slots {
		at, there := path+"."+s.name, slices.Contains(given, s.name)
		switch {
		case s.flag.IsValid():
			s.flag.SetBool(there)
		case s.day == "required" && !there:
			d.fail(n, at, "“%s” is missing: a number of days relative to launch day, such as -7", s.name)
		case s.fallback != "" && s.value.IsZero() && !d.unreadable[at]:
			s.value.SetString(s.fallback)
		}
	}
}

func (d *decoder) list(n ast.Node, path string, f field, v reflect.Value) {
	if _, null := n.(*ast.NullNode); null {
		return // "weeks:" with nothing after it
	}
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fail(n, path, "a list is expected here (lines that begin with “- ”), not %s", shape(n))
		return
	}
	for i, entry := range s.Values {
		if i == maxItems {
			d.fail(entry, path, "there are %d of them; at most %d are read", len(s.Values), maxItems)
			return
		}
		at, e := fmt.Sprintf("%s[%d]", path, i+1), reflect.New(v.Type().Elem()).Elem()
		if e.Kind() == reflect.Struct {
			d.structure(entry, at, f.one, e)
		} else {
			d.lines[at] = lineOf(entry)
			d.decode(entry, at, field{}, e)
		}
		v.Set(reflect.Append(v, e))
	}
}

// text reads any scalar as it was typed, so that a title of 2024 or a version
// of 1.10 needs no quotes. Space around it means nothing.
func (d *decoder) text(n ast.Node, path string) string {
	switch s := n.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		return strings.TrimSpace(s.Value)
	case *ast.LiteralNode:
		return strings.TrimSpace(s.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value)
	default:
		d.fail(n, path, "text is expected here, not %s", shape(n))
	}
	return ""
}

// number reads a whole number, or a number of days relative to launch day: -7, 0,
// 3, or in the words of the screen, T-7, T, T+3.
func (d *decoder) number(n ast.Node, path string, f field, v reflect.Value) {
	s := d.text(n, path)
	if d.unreadable[path] {
		return
	}
	digits := s
	if f.day != "" {
		if digits = strings.TrimPrefix(s, "T"); s == "T" {
			digits = "0"
		}
	}
	switch i, err := strconv.Atoi(digits); {
	case err != nil && f.day != "":
		d.fail(n, path, "“%s” is not a number of days relative to launch day, such as -7, 0 or 3", Clip(s))
	case err != nil || i < 0 && f.day == "":
		d.fail(n, path, "“%s” is not a whole number from 0 up", Clip(s))
	default:
		v.SetInt(int64(i))
	}
}

func (d *decoder) boolean(n ast.Node, path string, v reflect.Value) {
	s := d.text(n, path)
	switch {
	case d.unreadable[path]:
	case s == "true" || s == "yes":
		v.SetBool(true)
	case s != "false" && s != "no":
		d.fail(n, path, "“%s” is neither true nor false", Clip(s))
	}
}

func (d *decoder) fail(n ast.Node, path, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if path != "" {
		message = path + ": " + message
	}
	d.unreadable[path] = true
	d.errs = append(d.errs, Error{Path: path, Line: lineOf(n), Message: message})
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
	return "“" + Clip(n.GetToken().Value) + "”"
}

// Clip shortens text that a message quotes.
func Clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
