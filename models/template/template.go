// Package template reads, checks, writes and compares the YAML files that launches
// are made from, and stores those of the organisation. The shipped files are
// part of it.
package template

// A Template is the plan that a launch starts from: who owns what, and when,
// in days relative to launch day. It is a file that an administrator reads
// and edits; a launch copies what it needs when it is made, so that editing a
// template never changes a running launch.
type Template struct {
	Key          string
	Name         string
	Summary      string
	Phases       []PhaseSpan
	Weeks        []WeekLabel
	Roles        []Role
	Lanes        []Lane
	Deliverables []Item
	// What the launch is judged by; see template_ready.go.
	Questions  []Question
	Checklists []Checklist
	Criteria   []Criterion // GO needs all of them
	Conditions []Criterion // any one of them is NO-GO
	Rituals    []Ritual
	Parity     []string // what staging and production are compared by
	Risks      []Risk
	RunSheet   []Task
	Meeting    Meeting
	// What is tried when a symptom shows after the launch; see template_play.go.
	Playbook []Play
}

// A PhaseSpan says which days a phase runs over. To is inclusive. See
// Template.PhaseAt for the days that no span names.
type PhaseSpan struct {
	Key     Phase
	Name    string
	From    int
	To      int
	Purpose string
}

// Label is the phase's name, or the usual one where the template gives none.
func (p PhaseSpan) Label() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Key.Label()
}

// A WeekLabel heads some days of the timeline ("Week 1: draft"). To is
// inclusive.
type WeekLabel struct {
	Name string
	Note string
	From int
	To   int
}

// A Role stands for a person who is named when a launch is made.
// RoleLead, the launch's lead, is always there and is never listed.
type Role struct {
	Key  string
	Name string
	Team string
}

// RoleLead is the role of the launch's lead. Any template may use it.
const RoleLead = "lead"

// A Lane is a band of the timeline: normally one team.
type Lane struct {
	Key  string
	Name string
	Team string
}

// A Item is a deliverable before it has dates and an owner.
type Item struct {
	Key      string
	Title    string
	Lane     string
	Kind     Kind
	Role     string // the owner: exactly one
	Reviewer string
	Helpers  []string
	// Start and Due are days relative to launch day; -7 is T-7.
	Start int
	Due   int
	// Time is "", "HH:MM" in the launch's zone, or relative to the launch's
	// own time of day, as "T-2h" or "T+30m". ClockAt resolves it.
	Time        string
	Anchor      Anchor // Follows when the file says nothing
	After       []string
	Description string // Markdown
	Links       []Link
}

// A Link is copied onto the deliverable.
type Link struct {
	Label string
	URL   string
}

// PhaseAt returns the phase of a day relative to T. Days before the first
// span belong to it, days after a span belong to it until the next one
// begins: so plan is open to the past, learn to the future, and the days
// between the daily checks and the post-mortem still count as monitor.
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

// RoleName returns what to call a role on screen.
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
