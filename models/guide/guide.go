// Package guide is what support reads with a customer waiting: guides of fixed
// parts (how it works, common issues, response templates, escalation), their
// revisions, reviews and publication, and whether what was reviewed still holds
// for the launch that it is about.
//
// A guide's content is a value that is saved as a whole: each save is a revision
// that stays as it is. Readers read the published revision, while a newer one is
// being written. The rules are plain functions; the store files hold what people
// do, one transaction each.
package guide

import (
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/markdown"
	"tminus/models/fault"
)

// The most that a guide may hold. Texts of one line are counted in characters,
// Markdown in bytes.
const (
	MaxTitle     = 160
	MaxSummary   = 500
	MaxLine      = 300
	MaxErrors    = 5_000
	MaxText      = markdown.MaxBytes
	MaxIssues    = 100
	MaxTemplates = 100
	MaxSteps     = 20
	MaxMessage   = 200
	MaxNote      = 2_000
)

// State is how far a guide's newest revision has come.
type State string

// The states. Archived is not kept as one: a guide comes back as it was.
const (
	Draft     State = "draft"
	InReview  State = "in_review"
	Published State = "published"
	Archived  State = "archived"
)

// States in the order in which a guide passes through them.
var States = []State{Draft, InReview, Published, Archived}

// Label is the state as people read it.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Draft"
	case InReview:
		return "In review"
	case Published:
		return "Published"
	case Archived:
		return "Archived"
	}
	return string(s)
}

// Public is who outside of the organisation may read a guide.
type Public string

// Nobody; whoever has the secret address; everybody, search engines too.
const (
	PublicOff  Public = "off"
	PublicLink Public = "link"
	PublicOpen Public = "open"
)

func (p Public) valid() bool { return p == PublicOff || p == PublicLink || p == PublicOpen }

// Guide is one guide without its content.
type Guide struct {
	ID             int64
	Slug           string
	Title, Summary string
	// State is that of the newest revision, Head; Published is the number of the
	// revision that readers read, 0 while there is none.
	State           State
	Head, Published int
	PublishedAt     time.Time
	OwnerID         int64
	OwnerName       string
	OwnerGone       bool
	ReviewerID      int64
	ReviewerName    string
	ReviewOn        civil.Date
	LaunchID        int64
	LaunchSlug      string
	LaunchName      string
	LaunchLead      int64
	DeliverableID   int64
	Deliverable     string
	// Checked is who reviewed or renewed the published revision last; its At is
	// zero while nobody has.
	Checked     Check
	Public      Public
	PublicToken string
	Archived    bool
	Version     int
	UpdatedAt   time.Time
	// Stale says why what was reviewed may not hold any more; see Reasons.
	Stale []string
}

// Check is that somebody looked whether a revision is right.
type Check struct {
	ByID       int64
	By         string
	At         time.Time
	ForSupport bool
}

// Shown is the state as a list shows it: what readers have of it comes first.
func (g Guide) Shown() State {
	switch {
	case g.Archived:
		return Archived
	case g.Published != 0:
		return Published
	}
	return g.State
}

// Pending tells whether a newer revision than the published one is being written.
func (g Guide) Pending() bool { return g.Published != 0 && g.Head != g.Published }

// Ready tells whether support can rely on the guide: published, reviewed by
// support, and nothing that it was about has changed since.
func (g Guide) Ready() bool {
	return g.Published != 0 && !g.Archived && g.Checked.ForSupport && len(g.Stale) == 0
}

// Content is what a guide says; a revision holds all of it.
type Content struct {
	Title      string     `json:"title"`
	Summary    string     `json:"summary,omitempty"`
	How        string     `json:"how,omitempty"` // Markdown
	Issues     []Issue    `json:"issues,omitempty"`
	Templates  []Template `json:"templates,omitempty"`
	Escalation []Step     `json:"escalation,omitempty"`
}

// Clean returns the content as it is stored, or Invalid with all that is wrong,
// under the names of the form's fields. newID makes the ids of what is new; those
// of what was there before stay, as links lead to them.
func (c Content) Clean(newID func() string) (Content, error) {
	var ck fault.Check
	c.Title, c.Summary, c.How = oneLine(c.Title), oneLine(c.Summary), text(c.How)
	ck.That(c.Title != "", "title", "Enter what the guide is about.")
	within(&ck, "title", c.Title, MaxTitle)
	within(&ck, "summary", c.Summary, MaxSummary)
	body(&ck, "how", c.How)
	ids := map[string]bool{}
	c.Issues = cleanIssues(&ck, c.Issues, ids, newID)
	c.Templates = cleanTemplates(&ck, c.Templates, ids, newID)
	c.Escalation = cleanSteps(&ck, c.Escalation)
	return c, ck.Err()
}

// Same tells whether two contents say the same.
func (c Content) Same(o Content) bool { return encode(c) == encode(o) }

func within(c *fault.Check, field, s string, most int) {
	c.That(len([]rune(s)) <= most, field, "Use at most %d characters.", most)
}

// body checks the length of Markdown.
func body(c *fault.Check, field, s string) {
	c.That(len(s) <= MaxText, field, "This is %d KB long; at most %d KB can be kept. Shorten it, or make it two guides.", (len(s)+999)/1000, MaxText/1000)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// text is what is typed in a field of several lines, with plain line ends.
func text(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

// Field names the field of an entry of a list, counted from 1: "issue-2-fix".
func Field(list string, i int, part string) string {
	return list + "-" + strconv.Itoa(i+1) + "-" + part
}

// steady returns an id that nobody else in the content has: the one that was
// there, if it can be one, or a new one.
func steady(id string, taken map[string]bool, newID func() string) string {
	for !validID(id) || taken[id] {
		id = newID()
	}
	taken[id] = true
	return id
}

func validID(id string) bool {
	return len(id) >= 4 && len(id) <= 16 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// Label is who may read, as people read it.
func (p Public) Label() string {
	switch p {
	case PublicLink:
		return "Anybody with the link"
	case PublicOpen:
		return "Everybody, also search engines"
	}
	return "Nobody outside"
}

// Publics in the order in which forms offer them.
var Publics = []Public{PublicOff, PublicLink, PublicOpen}
