// Package template parses, checks, writes and compares the YAML files that launches
// are created from, and stores those of the organisation. It contains the files
// that come with the product.
package template

import "slices"

// A Template is the plan that a launch starts from: who owns what, and when, in days
// relative to launch day. Administrators edit it as a file. A launch copies what it
// needs when it is created, so editing a template never changes a running launch.
type Template struct {
	Key          string      `yaml:"key"`
	Name         string      `yaml:"name"`
	Summary      string      `yaml:"summary"`
	Phases       []PhaseSpan `yaml:"phases,flow" one:"a phase"`
	Weeks        []WeekLabel `yaml:"weeks,flow" one:"a week"`
	Roles        []Role      `yaml:"roles,flow" one:"a role"`
	Lanes        []Lane      `yaml:"lanes,flow" one:"a lane"`
	Deliverables []Item      `yaml:"deliverables" one:"a deliverable"`
	// Sections are those of later packages, in the order of the file. Section.Of
	// returns the value of one.
	Sections []Content
}

// A PhaseSpan is the days of a phase. To is inclusive. See Template.PhaseAt for days
// in no span.
type PhaseSpan struct {
	Key     Phase  `yaml:"key"`
	Name    string `yaml:"name"`
	From    int    `yaml:"from" day:"required"`
	To      int    `yaml:"to" day:"required"`
	Purpose string `yaml:"purpose"`
}

// Label returns the phase's name, or the usual one if the template has none.
func (p PhaseSpan) Label() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Key.Label()
}

// A WeekLabel is a heading of the timeline ("Week 1: draft"). To is inclusive.
type WeekLabel struct {
	Name string `yaml:"name"`
	Note string `yaml:"note"`
	From int    `yaml:"from" day:"required"`
	To   int    `yaml:"to" day:"required"`
}

// A Role stands for a person who is chosen when a launch is created. RoleLead, the
// launch lead, always exists and is never listed.
type Role struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	Team string `yaml:"team"`
}

// RoleLead is the role of the launch's lead. Any template may use it.
const RoleLead = "lead"

// A Lane is a lane of the timeline, normally one team.
type Lane struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	Team string `yaml:"team"`
}

// An Item is a deliverable before it has dates and an owner.
type Item struct {
	Key      string   `yaml:"key"`
	Title    string   `yaml:"title"`
	Lane     string   `yaml:"lane"`
	Kind     Kind     `yaml:"kind"`
	Role     string   `yaml:"role"` // the owner: exactly one
	Reviewer string   `yaml:"reviewer"`
	Helpers  []string `yaml:"helpers"`
	// Start and Due are days relative to launch day; -7 is T-7.
	Start int `yaml:"start" day:"optional"`
	Due   int `yaml:"due" day:"required"`
	// Time is "", "HH:MM" in the launch's zone, or relative to the launch's
	// own time of day, as "T-2h" or "T+30m". ClockAt resolves it.
	Time   string   `yaml:"time"`
	Anchor Anchor   `yaml:"anchor" default:"follows"`
	After  []string `yaml:"after"`
	// By and Of are the fact from which the status derives, such as coverage and covered.
	By          string `yaml:"by"`
	Of          string `yaml:"of"`
	Description string `yaml:"description"` // Markdown
	Links       []Link `yaml:"links,flow" one:"a link"`
}

// A Link is copied onto the deliverable.
type Link struct {
	Label string `yaml:"label"`
	URL   string `yaml:"url"`
}

// complete makes an item without a start last a single day.
func (i *Item) complete(given []string) {
	if !slices.Contains(given, "start") {
		i.Start = i.Due
	}
}

// PhaseAt returns the phase of a day relative to T. Days before the first span belong
// to it, and days after a span belong to it until the next one begins.
func (t Template) PhaseAt(day int) Phase {
	var at Phase
	for i, p := range t.Phases {
		if i == 0 || day >= p.From {
			at = p.Key
		}
	}
	return at
}

// Lane returns the lane with that key.
func (t Template) Lane(key string) (Lane, bool) {
	for _, l := range t.Lanes {
		if l.Key == key {
			return l, true
		}
	}
	return Lane{}, false
}

// RoleName returns the role's name on screen.
func (t Template) RoleName(key string) string {
	if key == RoleLead {
		return "Launch lead"
	}
	for _, r := range t.Roles {
		if r.Key == key {
			return r.Name
		}
	}
	return key
}
