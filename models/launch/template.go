package launch

// A Template is the plan that a launch starts from: who owns what, and when,
// in days relative to launch day. It is a file that an administrator reads
// and edits; a launch copies what it needs when it is made, so that editing a
// template never changes a running launch.
type Template struct {
	Key          string         `yaml:"key"`
	Name         string         `yaml:"name"`
	Summary      string         `yaml:"summary"`
	Phases       []PhaseSpan    `yaml:"phases"`
	Weeks        []WeekLabel    `yaml:"weeks,omitempty"`
	Roles        []TemplateRole `yaml:"roles"`
	Lanes        []TemplateLane `yaml:"lanes"`
	Deliverables []TemplateItem `yaml:"deliverables"`
}

// A PhaseSpan says which days a phase runs over. To is inclusive. See
// Template.PhaseAt for the days that no span names.
type PhaseSpan struct {
	Key     Phase  `yaml:"key"`
	Name    string `yaml:"name"`
	From    int    `yaml:"from"`
	To      int    `yaml:"to"`
	Purpose string `yaml:"purpose,omitempty"`
}

// A WeekLabel heads some days of the timeline ("Week 1: draft"). To is
// inclusive.
type WeekLabel struct {
	Name string `yaml:"name"`
	Note string `yaml:"note,omitempty"`
	From int    `yaml:"from"`
	To   int    `yaml:"to"`
}

// A TemplateRole stands for a person who is named when a launch is made.
// RoleLead, the launch's lead, is always there and is never listed.
type TemplateRole struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	Team string `yaml:"team,omitempty"`
}

// RoleLead is the role of the launch's lead. Any template may use it.
const RoleLead = "lead"

// A TemplateLane is a band of the timeline: normally one team.
type TemplateLane struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"`
	Team string `yaml:"team"`
}

// A TemplateItem is a deliverable before it has dates and an owner.
type TemplateItem struct {
	Key      string   `yaml:"key"`
	Title    string   `yaml:"title"`
	Lane     string   `yaml:"lane"`
	Kind     Kind     `yaml:"kind"`
	Role     string   `yaml:"role"` // the owner: exactly one
	Reviewer string   `yaml:"reviewer,omitempty"`
	Helpers  []string `yaml:"helpers,omitempty,flow"`
	// Start and Due are days relative to launch day; -7 is T-7.
	Start int `yaml:"start"`
	Due   int `yaml:"due"`
	// Time is "", "HH:MM" in the launch's zone, or relative to the launch's
	// own time of day, as "T-2h" or "T+30m". ClockAt resolves it.
	Time        string         `yaml:"time,omitempty"`
	Anchor      Anchor         `yaml:"anchor,omitempty"` // Follows when the file says nothing
	After       []string       `yaml:"after,omitempty,flow"`
	Description string         `yaml:"description,omitempty"` // Markdown
	Links       []TemplateLink `yaml:"links,omitempty"`
}

// A TemplateLink is copied onto the deliverable.
type TemplateLink struct {
	Label string `yaml:"label"`
	URL   string `yaml:"url"`
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
func (t Template) Lane(key string) (TemplateLane, bool) {
	for _, l := range t.Lanes {
		if l.Key == key {
			return l, true
		}
	}
	return TemplateLane{}, false
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
