package launch

import (
	"cmp"
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/template"
)

// Export is a launch with its whole plan, in the shape of its JSON, which other programs rely on;
// docs/export.md describes each field. Fields may be added, but not renamed or removed without a
// new Version.
type Export struct {
	Format       string              `json:"format"`
	Version      int                 `json:"version"`
	ExportedAt   string              `json:"exported_at"`
	Launch       ExportLaunch        `json:"launch"`
	Roles        []ExportRole        `json:"roles"`
	Lanes        []ExportLane        `json:"lanes"`
	Deliverables []ExportDeliverable `json:"deliverables"`
}

// The format and its version.
const (
	ExportFormat  = "tminus.launch"
	ExportVersion = 1
)

// ExportLaunch is the launch in an export.
type ExportLaunch struct {
	Slug       string          `json:"slug"`
	Name       string          `json:"name"`
	Summary    string          `json:"summary"`
	State      State           `json:"state"`
	LaunchOn   civil.Date      `json:"launch_on"`
	LaunchTime civil.TimeOfDay `json:"launch_time"`
	Zone       string          `json:"zone"`
	LaunchAt   string          `json:"launch_at"`
	Lead       *ExportPerson   `json:"lead"`
	Template   string          `json:"template"`
}

// ExportPerson identifies a person in an export.
type ExportPerson struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// String returns the person in the form that the CSV contains and the import recognizes.
func (p *ExportPerson) String() string {
	if p == nil {
		return ""
	}
	return p.Name + " <" + p.Email + ">"
}

// ExportRole is an owner role and the person who fills it.
type ExportRole struct {
	Key    string        `json:"key"`
	Name   string        `json:"name"`
	Person *ExportPerson `json:"person"`
}

// ExportLane is a lane, in order.
type ExportLane struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Team string `json:"team"`
}

// ExportDeliverable is a deliverable with everything about it.
type ExportDeliverable struct {
	ID            int64           `json:"id"`
	Title         string          `json:"title"`
	Lane          string          `json:"lane"`
	Kind          template.Kind   `json:"kind"`
	Owner         *ExportPerson   `json:"owner"`
	Helpers       []*ExportPerson `json:"helpers"`
	Reviewer      *ExportPerson   `json:"reviewer"`
	Status        Status          `json:"status"`
	BlockedReason string          `json:"blocked_reason"`
	Unblocker     *ExportPerson   `json:"unblocker"`
	SkipReason    string          `json:"skip_reason"`
	Start         civil.Date      `json:"start"`
	Due           civil.Date      `json:"due"`
	Time          civil.TimeOfDay `json:"time"`
	// The offsets from T in days; null without a date.
	StartOffset *int            `json:"start_offset"`
	DueOffset   *int            `json:"due_offset"`
	Policy      template.Anchor `json:"policy"`
	DependsOn   []int64         `json:"depends_on"`
	Links       []ExportLink    `json:"links"`
	Description string          `json:"description"`
	Problems    []string        `json:"problems"`
	DoneAt      *string         `json:"done_at"`
	CreatedAt   string          `json:"created_at"`
	UpdatedAt   string          `json:"updated_at"`
}

// ExportLink is a link of an item.
type ExportLink struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// String returns the link in the form that the CSV contains: the name, and the URL in angle
// brackets, because both may contain spaces and commas.
func (l ExportLink) String() string { return strings.TrimSpace(l.Label + " <" + l.URL + ">") }

// withCurrentOffsets returns the schedule with offsets that match its dates. The stored offsets of
// a pinned or finished item may be relative to an earlier T.
func (s Schedule) withCurrentOffsets(t civil.Date) Schedule {
	if again := s.On(t); s.Anchor != template.Pinned && again.StartsOn == s.StartsOn && again.DueOn == s.DueOn {
		return s
	}
	return s.withOffsets(t)
}

// timelineOrder returns the items in the order of the timeline.
func timelineOrder(p *Plan) []Item {
	at := map[int64]int{}
	for i, l := range p.Lanes {
		at[l.ID] = i
	}
	items := slices.Clone(p.Items)
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(at[a.LaneID], at[b.LaneID]), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	return items
}
