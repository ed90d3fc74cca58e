package template

import (
	"fmt"
	"slices"
	"sync"
)

// A Format is the format of template files: the plan, followed by the sections that
// later packages register.
type Format struct {
	sections []AnySection
	shipped  func() ([]Template, error)
}

// NewFormat returns the format with the sections, in their order in the file. It
// panics if two sections have the same key.
func NewFormat(sections ...AnySection) *Format {
	for i, s := range sections {
		if slices.ContainsFunc(sections[:i], func(o AnySection) bool { return o.key() == s.key() }) {
			panic("template: the section " + s.key() + " is registered twice")
		}
	}
	f := &Format{sections: sections}
	f.shipped = sync.OnceValues(f.readShipped)
	return f
}

// PlanOnly is the format without sections, for plans that need none.
var PlanOnly = NewFormat()

// Keys returns the keys of the sections.
func (f *Format) Keys() []string {
	keys := make([]string, len(f.sections))
	for i, s := range f.sections {
		keys[i] = s.key()
	}
	return keys
}

// Parse reads a template file as a person edited it. It refuses unknown fields, so
// that a typing error does not lose anything silently. It returns all problems
// together, as Errors.
func (f *Format) Parse(src []byte) (Template, error) {
	return f.parse(src, decoder{})
}

func (f *Format) parse(src []byte, d decoder) (Template, error) {
	root, errs := readYAML(src)
	if len(errs) > 0 {
		return Template{}, errs
	}
	d.lines, d.unreadable = map[string]int{}, map[string]bool{}
	t := d.template(root, f.sections)
	errs = append(d.errs, check(t, d.lines, d.unreadable)...)
	if len(errs) > 0 {
		return Template{}, errs.tidy()
	}
	return t, nil
}

// Shipped returns the templates that come with the product, lightest first, with
// those of their sections that the format has. Callers share their slices: copy
// before you change one. It panics if a file is not valid, which a test excludes,
// since the files are part of the binary.
func (f *Format) Shipped() []Template {
	all, err := f.shipped()
	if err != nil {
		panic(err)
	}
	return slices.Clone(all)
}

func (f *Format) readShipped() ([]Template, error) {
	out := make([]Template, 0, len(shippedKeys))
	for _, key := range shippedKeys {
		t, err := f.parse(ShippedSource(key), decoder{skipUnknown: true})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out = append(out, t)
	}
	return out, nil
}
