package template

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	keyPattern      = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)
	clockPattern    = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	relativePattern = regexp.MustCompile(`^T(?:([+-])(?:([0-9]{1,2})h)?(?:([0-9]{1,2})m)?)?$`)
)

// A Checker collects the problems of a template. Each of its methods takes the path
// of a field in the file, as "deliverables[2].title", and the label of the item, as people
// recognise it, both for the message.
type Checker struct {
	Template     Template
	Roles        []string // keys of the roles, with that of the lead
	Deliverables []string // keys of the deliverables

	errs       Errors
	lines      map[string]int
	unreadable map[string]bool
}

// Unreadable reports whether the decoder already refused the field at path.
func (c *Checker) Unreadable(path string) bool { return c.unreadable[path] }

// Report adds a problem of the field at path, in the item called label. The line is
// that of the field, or of the nearest thing around it. It adds nothing if the
// decoder already refused the field or something around it.
func (c *Checker) Report(path, label, format string, args ...any) {
	line, where := 0, path
	for p := path; ; {
		if c.unreadable[p] {
			return
		}
		if l, ok := c.lines[p]; ok && line == 0 {
			line = l
		}
		i := strings.LastIndexAny(p, ".[")
		if i < 0 {
			break
		}
		p = p[:i]
	}
	if i := strings.LastIndexByte(path, '.'); i >= 0 && label != "" {
		where = path[:i]
	}
	if label != "" {
		where += " “" + Clip(label) + "”"
	}
	c.errs = append(c.errs, Error{Path: path, Line: line, Message: where + ": " + fmt.Sprintf(format, args...)})
}

func (c *Checker) key(path, label, key string) {
	switch {
	case key == "":
		c.Report(path, label, "the key is missing")
	case !keyPattern.MatchString(key):
		c.Report(path, label, "the key “%s” may hold only the letters a–z, digits, - and _, at most 40", Clip(key))
	}
}

// Line checks text that is shown on one line: its length, and that it has no line
// breaks and control characters.
func (c *Checker) Line(path, label, s string, least, most int) {
	name := lastName(path)
	n := utf8.RuneCountInString(s)
	switch {
	case n == 0 && least > 0:
		c.Report(path, label, "the %s is missing", name)
	case n > most:
		c.Report(path, label, "the %s has %d characters; at most %d fit", name, n, most)
	case strings.ContainsFunc(s, unprintable) || strings.ContainsAny(s, "\n\t"):
		c.Report(path, label, "the %s holds a line break or a control character", name)
	}
}

// Text checks text that may have several lines: its length, and that it has no
// control characters.
func (c *Checker) Text(path, label, s string, most int) {
	name := lastName(path)
	if n := utf8.RuneCountInString(s); n > most {
		c.Report(path, label, "the %s has %d characters; at most %d fit", name, n, most)
	}
	if strings.ContainsFunc(s, unprintable) {
		c.Report(path, label, "the %s holds a control character", name)
	}
}

// lastName returns the name of the field at path.
func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func unprintable(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == utf8.RuneError)
}

// Day checks a number of days from launch day.
func (c *Checker) Day(path, label string, d int) {
	if d < -MaxDay || d > MaxDay {
		c.Report(path, label, "%s is %d; at most %d days before or after launch day are read", lastName(path), d, MaxDay)
	}
}

// Span checks two days, of which the first must not come after the last. first and
// last are the names of their fields.
func (c *Checker) Span(path, label, first, last string, from, to int) {
	c.Day(path+"."+first, label, from)
	c.Day(path+"."+last, label, to)
	if from > to && !c.unreadable[path+"."+first] {
		c.Report(path+"."+last, label, "%s (%s) is before %s (%s)", last, TMinus(to), first, TMinus(from))
	}
}

// Within checks a number.
func (c *Checker) Within(path, label string, n, least, most int) {
	if n < least || n > most {
		c.Report(path, label, "%s is %d; it goes from %d to %d", lastName(path), n, least, most)
	}
}

// Unique checks the key of an entry, and that it is not one of keys. It returns keys
// with the new one.
func (c *Checker) Unique(path, label, key string, keys []string) []string {
	c.key(path+".key", label, key)
	if slices.Contains(keys, key) {
		c.Report(path+".key", label, "the key “%s” is used twice", Clip(key))
		return keys
	}
	return append(keys, key)
}

// OneOf checks that got, which is called what, is one of the known values.
func (c *Checker) OneOf(path, label, what, got string, known []string) {
	switch {
	case slices.Contains(known, got):
	case got == "":
		c.Report(path, label, "the %s is missing; it is one of: %s", what, listed(known))
	default:
		c.Report(path, label, "%s “%s” is not one of: %s", what, Clip(got), listed(known))
	}
}

// Refs checks that each of a list is one of the known values and occurs once.
func (c *Checker) Refs(path, label, what string, got, known []string) {
	for i, g := range got {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		if slices.Contains(got[:i], g) {
			c.Report(at, label, "%s “%s” is named twice", what, Clip(g))
			continue
		}
		c.OneOf(at, label, what, g, known)
	}
}

// Texts returns words of any type as strings, for OneOf.
func Texts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}

func join[T ~string](in []T) string { return strings.Join(Texts(in), ", ") }

// listed returns the known values as a list, at most 20 of them.
func listed(known []string) string {
	const most = 20
	switch {
	case len(known) == 0:
		return "(there are none yet)"
	case len(known) > most:
		return fmt.Sprintf("%s … and %d more", strings.Join(known[:most], ", "), len(known)-most)
	}
	return strings.Join(known, ", ")
}
