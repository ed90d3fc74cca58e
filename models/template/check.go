package template

import (
	"fmt"
	"net/url"
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

// Check returns what is wrong with a template that was not read from a file,
// nil when nothing is.
func (t Template) Check() error {
	if errs := check(t, nil, nil); len(errs) > 0 {
		return errs.tidy()
	}
	return nil
}

// A checker holds the rules' findings. unreadable paths are passed over:
// somebody has been told about them already.
type checker struct {
	errs       Errors
	lines      map[string]int
	unreadable map[string]bool
}

func check(t Template, lines map[string]int, unreadable map[string]bool) Errors {
	if unreadable[""] {
		return nil // not a mapping at all: nothing to check
	}
	c := checker{lines: lines, unreadable: unreadable}
	c.key("key", "", t.Key)
	c.line("name", "", t.Name, 1, 200)
	c.text("summary", "", t.Summary, 2000)
	c.phases(t.Phases)
	c.weeks(t.Weeks)
	roles := c.roles(t.Roles)
	lanes := c.lanes(t.Lanes)
	c.items(t.Deliverables, lanes, roles)
	c.cycle(t.Deliverables)
	c.readiness(t, roles)
	return c.errs
}

// say reports a problem of the field at path, which is in the thing called
// label. The line is that of the field, or of the nearest thing around it.
func (c *checker) say(path, label, format string, args ...any) {
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
		where += " “" + clip(label) + "”"
	}
	c.errs = append(c.errs, Error{Path: path, Line: line, Message: where + ": " + fmt.Sprintf(format, args...)})
}

func (c *checker) key(path, label, key string) {
	switch {
	case key == "":
		c.say(path, label, "the key is missing")
	case !keyPattern.MatchString(key):
		c.say(path, label, "the key “%s” may hold only the letters a–z, digits, - and _, at most 40", clip(key))
	}
}

// line checks text that stands on one line of the screen.
func (c *checker) line(path, label, s string, least, most int) {
	name := lastName(path)
	n := utf8.RuneCountInString(s)
	switch {
	case n == 0 && least > 0:
		c.say(path, label, "the %s is missing", name)
	case n > most:
		c.say(path, label, "the %s has %d characters; at most %d fit", name, n, most)
	case strings.ContainsFunc(s, unprintable) || strings.ContainsAny(s, "\n\t"):
		c.say(path, label, "the %s holds a line break or a control character", name)
	}
}

func (c *checker) text(path, label, s string, most int) {
	name := lastName(path)
	if n := utf8.RuneCountInString(s); n > most {
		c.say(path, label, "the %s has %d characters; at most %d fit", name, n, most)
	}
	if strings.ContainsFunc(s, unprintable) {
		c.say(path, label, "the %s holds a control character", name)
	}
}

// lastName is the name of the field at path.
func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func unprintable(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == utf8.RuneError)
}

func (c *checker) day(path, label string, d int) {
	if d < -maxOffset || d > maxOffset {
		c.say(path, label, "%s is %d; at most %d days before or after launch day are read", lastName(path), d, maxOffset)
	}
}

// span checks From and To, or Start and Due.
func (c *checker) span(path, label, first, last string, from, to int) {
	c.day(path+"."+first, label, from)
	c.day(path+"."+last, label, to)
	if from > to && !c.unreadable[path+"."+first] {
		c.say(path+"."+last, label, "%s (%s) is before %s (%s)", last, TMinus(to), first, TMinus(from))
	}
}

// TMinus writes a day relative to launch day as people say it: T-7, T, T+3.
func TMinus(day int) string {
	if day == 0 {
		return "T"
	}
	return fmt.Sprintf("T%+d", day)
}

// phases: all five, once each, in order, without overlap. Days between two
// spans belong to the first, so that all days are covered.
func (c *checker) phases(phases []PhaseSpan) {
	before := len(c.errs)
	for i, p := range phases {
		path := fmt.Sprintf("phases[%d]", i+1)
		if !p.Key.Valid() {
			c.say(path+".key", p.Name, "“%s” is not one of: %s", clip(string(p.Key)), join(Phases))
		}
		c.line(path+".name", string(p.Key), p.Name, 1, 60)
		c.text(path+".purpose", p.Name, p.Purpose, 500)
		c.span(path, p.Name, "from", "to", p.From, p.To)
	}
	if len(c.errs) > before || c.unreadable["phases"] {
		return
	}
	if !slices.EqualFunc(phases, Phases, func(p PhaseSpan, k Phase) bool { return p.Key == k }) {
		c.say("phases", "", "a launch has these phases, once each and in this order: %s", join(Phases))
		return
	}
	for i, p := range phases {
		path := fmt.Sprintf("phases[%d]", i+1)
		if i > 0 && p.From <= phases[i-1].To {
			c.say(path+".from", p.Name, "it begins on %s, before %s has ended (%s)", TMinus(p.From), phases[i-1].Name, TMinus(phases[i-1].To))
		}
		if p.Key == PhaseLaunch && (p.From > 0 || p.To < 0) {
			c.say(path+".from", p.Name, "this phase must hold launch day, T")
		}
	}
}

func (c *checker) weeks(weeks []WeekLabel) {
	for i, w := range weeks {
		path := fmt.Sprintf("weeks[%d]", i+1)
		c.line(path+".name", "", w.Name, 1, 60)
		c.line(path+".note", w.Name, w.Note, 0, 60)
		c.span(path, w.Name, "from", "to", w.From, w.To)
		if i > 0 && w.From <= weeks[i-1].To {
			c.say(path+".from", w.Name, "it begins on %s, before %s has ended (%s)", TMinus(w.From), weeks[i-1].Name, TMinus(weeks[i-1].To))
		}
	}
}

func (c *checker) roles(roles []Role) []string {
	keys := []string{RoleLead}
	for i, r := range roles {
		path := fmt.Sprintf("roles[%d]", i+1)
		if r.Key == RoleLead {
			c.say(path+".key", r.Name, "the launch lead is always there and is not listed")
		} else {
			keys = c.unique(path, r.Name, r.Key, keys)
		}
		c.line(path+".name", r.Key, r.Name, 1, 60)
		if r.Team != "" {
			c.team(path, r.Name, r.Team)
		}
	}
	return keys
}

func (c *checker) lanes(lanes []Lane) []string {
	var keys []string
	for i, l := range lanes {
		path := fmt.Sprintf("lanes[%d]", i+1)
		keys = c.unique(path, l.Name, l.Key, keys)
		c.line(path+".name", l.Key, l.Name, 1, 60)
		c.team(path, l.Name, l.Team)
	}
	if len(lanes) == 0 {
		c.say("lanes", "", "there must be at least one")
	}
	return keys
}

func (c *checker) team(path, label, team string) {
	if !keyPattern.MatchString(team) {
		c.say(path+".team", label, "“%s” is not the key of a team, such as engineering or customer_success", clip(team))
	}
}

func (c *checker) unique(path, label, key string, keys []string) []string {
	c.key(path+".key", label, key)
	if slices.Contains(keys, key) {
		c.say(path+".key", label, "the key “%s” is used twice", clip(key))
		return keys
	}
	return append(keys, key)
}

func (c *checker) items(items []Item, lanes, roles []string) {
	var keys []string
	for i, it := range items {
		keys = c.unique(fmt.Sprintf("deliverables[%d]", i+1), it.Title, it.Key, keys)
	}
	for i, it := range items {
		path := fmt.Sprintf("deliverables[%d]", i+1)
		label := it.Title
		if label == "" {
			label = it.Key
		}
		c.line(path+".title", label, it.Title, 1, 200)
		c.oneOf(path+".lane", label, "lane", it.Lane, lanes)
		c.oneOf(path+".kind", label, "kind", string(it.Kind), texts(Kinds))
		c.oneOf(path+".role", label, "role", it.Role, roles)
		if it.Reviewer != "" {
			c.oneOf(path+".reviewer", label, "reviewer", it.Reviewer, roles)
		}
		c.refs(path+".helpers", label, "helper", it.Helpers, roles)
		c.refs(path+".after", label, "after", it.After, keys)
		c.span(path, label, "start", "due", it.Start, it.Due)
		if it.Time != "" && !clockPattern.MatchString(it.Time) && !relativeTime(it.Time) {
			c.say(path+".time", label, "time “%s” is neither a time of day, such as 09:30, nor relative to the launch's, such as T-2h", clip(it.Time))
		}
		if it.Anchor == Pinned {
			c.say(path+".anchor", label, "a template has no dates, so nothing in it can be pinned to one")
		} else {
			c.oneOf(path+".anchor", label, "anchor", string(it.Anchor), []string{string(Follows), string(PreviousWorkday), string(NextWorkday)})
		}
		c.text(path+".description", label, it.Description, 20000)
		for j, l := range it.Links {
			at := fmt.Sprintf("%s.links[%d]", path, j+1)
			c.line(at+".label", label, l.Label, 1, 200)
			if u, err := url.Parse(l.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(l.URL) > 2000 {
				c.say(at+".url", label, "“%s” is not a web address that begins with https:// or http://", clip(l.URL))
			}
		}
	}
}

func (c *checker) oneOf(path, label, what, got string, known []string) {
	switch {
	case slices.Contains(known, got):
	case got == "":
		c.say(path, label, "the %s is missing; it is one of: %s", what, some(known))
	default:
		c.say(path, label, "%s “%s” is not one of: %s", what, clip(got), some(known))
	}
}

func (c *checker) refs(path, label, what string, got, known []string) {
	for i, g := range got {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		if slices.Contains(got[:i], g) {
			c.say(at, label, "%s “%s” is named twice", what, clip(g))
			continue
		}
		c.oneOf(at, label, what, g, known)
	}
}

func texts[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}

func join[T ~string](in []T) string { return strings.Join(texts(in), ", ") }

// some lists what could have been meant, as far as it can be read.
func some(known []string) string {
	const most = 20
	switch {
	case len(known) == 0:
		return "(there are none yet)"
	case len(known) > most:
		return fmt.Sprintf("%s … and %d more", strings.Join(known[:most], ", "), len(known)-most)
	}
	return strings.Join(known, ", ")
}
