package launch

import (
	"net/url"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/template"
)

// Deliverable is a row of the table deliverables: something that a launch needs. It should have an
// owner; a deliverable without one is shown as a problem.
type Deliverable struct {
	ID       int64
	LaunchID int64
	LaneID   int64
	Kind     template.Kind
	Title    string
	// SearchText is the folded title; see internal/fold.
	SearchText  string `json:"-"`
	Description string
	// BodyText is the folded description.
	BodyText   string `json:"-"`
	OwnerID    *int64
	ReviewerID *int64
	// RoleKey is the owner role in the template, or "" for a deliverable added by hand.
	RoleKey       string
	Schedule      `gorm:"embedded"`
	Status        Status
	BlockedReason string
	UnblockerID   *int64
	SkipReason    string
	// FollowUp marks a deliverable that was created from a report or a playbook and does not count
	// as part of the launch's scope.
	FollowUp   bool
	Source     `gorm:"embedded"`
	Position   int
	DoneAt     db.Instant
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Deliverable) TableName() string { return "deliverables" }

// Link is a web link of a deliverable.
type Link struct {
	Label string
	URL   string
}

// DeliverableInput is the input of the form about a deliverable. The status has a form of its own.
type DeliverableInput struct {
	Title       string
	Description string
	LaneID      int64
	Kind        template.Kind
	OwnerID     *int64
	ReviewerID  *int64
	Helpers     []int64
	DependsOn   []int64
	Links       []Link
	Schedule    Schedule
	// Exact restores a former schedule; see Dates.Exact.
	Exact *Schedule
}

// The maximum numbers of links and helpers of a deliverable.
const (
	maxLinks   = 20
	MaxHelpers = 50
)

// Clean returns the normalized input, or Invalid with all problems.
func (in DeliverableInput) Clean() (DeliverableInput, error) {
	var c fault.Check
	in.Title = words.OneLine(in.Title)
	in.Description = strings.TrimSpace(in.Description)
	c.That(in.Title != "", "title", "Give it a title.")
	c.That(len([]rune(in.Title)) <= MaxTitle, "title", "Use at most %d characters.", MaxTitle)
	c.That(len([]rune(in.Description)) <= MaxText, "description", "Use at most %d characters.", MaxText)
	c.That(in.Kind.Valid(), "kind", "Choose a kind.")
	c.That(in.LaneID != 0, "lane", "Choose a lane.")
	c.That(len(in.Helpers) <= MaxHelpers, "helpers", "Name at most %d helpers.", MaxHelpers)
	in.Links = CleanLinks(&c, in.Links)
	if err := c.Merge(in.Schedule.Check()); err != nil {
		return in, err
	}
	return in, c.Err()
}

// escapeAddress percent-encodes characters that browsers accept in a URL although no standard
// allows them.
var escapeAddress = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", `\`, "%5C", "^", "%5E", "`", "%60", "{", "%7B", "|", "%7C",
	"}", "%7D", " ", "%20", "[", "%5B", "]", "%5D")

// WebAddress is an address that a page may link to, as the standard writes it.
func WebAddress(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(text) > 2000 {
		return "", false
	}
	before, after, plain := strings.Cut(text, u.Host)
	if !plain || strings.ContainsAny(u.Host, "\"<>\\^`{|} ") {
		return "", false
	}
	return before + u.Host + escapeAddress.Replace(after), true
}

// CleanLinks returns the normalized links without empty ones, and adds their problems to c.
func CleanLinks(c *fault.Check, links []Link) []Link {
	var out []Link
	for _, l := range links {
		l.URL, l.Label = strings.TrimSpace(l.URL), words.OneLine(l.Label)
		if l.URL == "" && l.Label == "" {
			continue
		}
		address, ok := WebAddress(l.URL)
		if !ok {
			c.Add("links", "“%s” is not a web address. Start it with https://.", l.URL)
			continue
		}
		c.That(len([]rune(l.Label)) <= MaxTitle, "links", "Use at most %d characters for a link's name.", MaxTitle)
		out = append(out, Link{Label: l.Label, URL: address})
	}
	c.That(len(out) <= maxLinks, "links", "Keep at most %d links.", maxLinks)
	return out
}

// ParseDay parses a date such as 2026-12-03, or a day relative to T such as "T-7", "T+3" and "T".
func ParseDay(text string, t civil.Date) (civil.Date, bool) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	text = strings.NewReplacer("−", "-", "–", "-").Replace(text)
	rest, relative := strings.CutPrefix(text, "T")
	if !relative {
		d, err := civil.Parse(text)
		return d, err == nil
	}
	if rest == "" {
		return t, true
	}
	sign := 1
	switch rest[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return civil.Date{}, false
	}
	days := 0
	for _, r := range rest[1:] {
		if r < '0' || r > '9' || days > MaxDays {
			return civil.Date{}, false
		}
		days = days*10 + int(r-'0')
	}
	if rest[1:] == "" {
		return civil.Date{}, false
	}
	return t.AddDays(sign * days), true
}
