package template

import (
	"fmt"
	"net/url"
	"slices"
)

// Check returns what is wrong with a template that was not read from a file, as
// Errors, or nil.
func (t Template) Check() error {
	if errs := check(t, nil, nil); len(errs) > 0 {
		return errs.tidy()
	}
	return nil
}

func check(t Template, lines map[string]int, unreadable map[string]bool) Errors {
	if unreadable[""] {
		return nil // not a mapping at all: nothing to check
	}
	c := Checker{Template: t, lines: lines, unreadable: unreadable}
	c.key("key", "", t.Key)
	c.Line("name", "", t.Name, 1, 200)
	c.Text("summary", "", t.Summary, 2000)
	c.phases(t.Phases)
	c.weeks(t.Weeks)
	c.Roles = c.roles(t.Roles)
	lanes := c.lanes(t.Lanes)
	c.items(t.Deliverables, lanes)
	c.cycle(t.Deliverables)
	for _, it := range t.Deliverables {
		c.Deliverables = append(c.Deliverables, it.Key)
	}
	for _, s := range t.Sections {
		s.section.check(&c, s.Value)
	}
	return c.errs
}

// phases checks that all five phases are there once each, in order and without
// overlap. Days between two spans belong to the earlier phase.
func (c *Checker) phases(phases []PhaseSpan) {
	before := len(c.errs)
	for i, p := range phases {
		path := fmt.Sprintf("phases[%d]", i+1)
		if !p.Key.Valid() {
			c.Report(path+".key", p.Name, "“%s” is not one of: %s", Clip(string(p.Key)), join(Phases))
		}
		c.Line(path+".name", string(p.Key), p.Name, 1, 60)
		c.Text(path+".purpose", p.Name, p.Purpose, 500)
		c.Span(path, p.Name, "from", "to", p.From, p.To)
	}
	if len(c.errs) > before || c.unreadable["phases"] {
		return
	}
	if !slices.EqualFunc(phases, Phases, func(p PhaseSpan, k Phase) bool { return p.Key == k }) {
		c.Report("phases", "", "a launch has these phases, once each and in this order: %s", join(Phases))
		return
	}
	for i, p := range phases {
		path := fmt.Sprintf("phases[%d]", i+1)
		if i > 0 && p.From <= phases[i-1].To {
			c.Report(path+".from", p.Name, "it begins on %s, before %s has ended (%s)", TMinus(p.From), phases[i-1].Name,
				TMinus(phases[i-1].To))
		}
		if p.Key == PhaseLaunch && (p.From > 0 || p.To < 0) {
			c.Report(path+".from", p.Name, "this phase must hold launch day, T")
		}
	}
}

func (c *Checker) weeks(weeks []WeekLabel) {
	for i, w := range weeks {
		path := fmt.Sprintf("weeks[%d]", i+1)
		c.Line(path+".name", "", w.Name, 1, 60)
		c.Line(path+".note", w.Name, w.Note, 0, 60)
		c.Span(path, w.Name, "from", "to", w.From, w.To)
		if i > 0 && w.From <= weeks[i-1].To {
			c.Report(path+".from", w.Name, "it begins on %s, before %s has ended (%s)", TMinus(w.From), weeks[i-1].Name,
				TMinus(weeks[i-1].To))
		}
	}
}

// roles checks the roles and returns their keys, with that of the lead.
func (c *Checker) roles(roles []Role) []string {
	keys := []string{RoleLead}
	for i, r := range roles {
		path := fmt.Sprintf("roles[%d]", i+1)
		if r.Key == RoleLead {
			c.Report(path+".key", r.Name, "the launch lead is always there and is not listed")
		} else {
			keys = c.Unique(path, r.Name, r.Key, keys)
		}
		c.Line(path+".name", r.Key, r.Name, 1, 60)
		if r.Team != "" {
			c.team(path, r.Name, r.Team)
		}
	}
	return keys
}

// lanes checks the lanes and returns their keys.
func (c *Checker) lanes(lanes []Lane) []string {
	var keys []string
	for i, l := range lanes {
		path := fmt.Sprintf("lanes[%d]", i+1)
		keys = c.Unique(path, l.Name, l.Key, keys)
		c.Line(path+".name", l.Key, l.Name, 1, 60)
		c.team(path, l.Name, l.Team)
	}
	if len(lanes) == 0 {
		c.Report("lanes", "", "there must be at least one")
	}
	return keys
}

func (c *Checker) team(path, label, team string) {
	if !keyPattern.MatchString(team) {
		c.Report(path+".team", label, "“%s” is not the key of a team, such as engineering or customer_success", Clip(team))
	}
}

func (c *Checker) items(items []Item, lanes []string) {
	var keys []string
	for i, it := range items {
		keys = c.Unique(fmt.Sprintf("deliverables[%d]", i+1), it.Title, it.Key, keys)
	}
	for i, it := range items {
		c.item(fmt.Sprintf("deliverables[%d]", i+1), it, lanes, keys)
	}
}

func (c *Checker) item(path string, it Item, lanes, keys []string) {
	label := it.Title
	if label == "" {
		label = it.Key
	}
	c.Line(path+".title", label, it.Title, 1, 200)
	c.OneOf(path+".lane", label, "lane", it.Lane, lanes)
	c.OneOf(path+".kind", label, "kind", string(it.Kind), Texts(Kinds))
	c.OneOf(path+".role", label, "role", it.Role, c.Roles)
	if it.Reviewer != "" {
		c.OneOf(path+".reviewer", label, "reviewer", it.Reviewer, c.Roles)
	}
	c.Refs(path+".helpers", label, "helper", it.Helpers, c.Roles)
	c.Refs(path+".after", label, "after", it.After, keys)
	c.Span(path, label, "start", "due", it.Start, it.Due)
	if _, relative := RelativeMinutes(it.Time); it.Time != "" && !clockPattern.MatchString(it.Time) && !relative {
		c.Report(path+".time", label, "time “%s” is neither a time of day, such as 09:30, nor relative to the launch's, such as T-2h",
			Clip(it.Time))
	}
	if it.Anchor == Pinned {
		c.Report(path+".anchor", label, "a template has no dates, so nothing in it can be pinned to one")
	} else {
		c.OneOf(path+".anchor", label, "anchor", string(it.Anchor), Texts([]Anchor{Follows, PreviousWorkday, NextWorkday}))
	}
	c.Text(path+".description", label, it.Description, 20000)
	for i, l := range it.Links {
		at := fmt.Sprintf("%s.links[%d]", path, i+1)
		c.Line(at+".label", label, l.Label, 1, 200)
		if u, err := url.Parse(l.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(l.URL) > 2000 {
			c.Report(at+".url", label, "“%s” is not a web address that begins with https:// or http://", Clip(l.URL))
		}
	}
}
