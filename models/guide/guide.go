// Package guide manages support guides. A guide has fixed parts (how it works, common issues,
// response templates, escalation), revisions, reviews and a publication state. The package also
// determines whether a reviewed guide is still valid for its launch.
//
// The content of a guide is saved as a whole: each save adds a revision, which never changes.
// Readers see the published revision while a newer one is being written. The rules are plain
// functions; the store files have the operations, one transaction each.
package guide

import (
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/markdown"
	"tminus/internal/words"
	"tminus/models/fault"
)

// BindGuide binds a criterion to the support guides of the launch: it has some, and
// each is published, reviewed by support and not stale.
const BindGuide = "guide"

// Limits of a guide. Texts of one line are counted in characters, Markdown in bytes.
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

// State is the state of a guide's newest revision.
type State string

// The states. Archived is not stored: a guide that is restored gets its earlier state back.
const (
	Draft     State = "draft"
	InReview  State = "in_review"
	Published State = "published"
	Archived  State = "archived"
)

var stateLabels = enum.Labels[State]{
	{Draft, "Draft"},
	{InReview, "In review"},
	{Published, "Published"},
	{Archived, "Archived"},
}

// States lists the states in the order in which a guide passes through them.
var States = stateLabels.Values()

// Label returns the state as shown to users.
func (s State) Label() string { return stateLabels.Label(s) }

// Public says who outside of the organisation may read a guide.
type Public string

// Nobody, anybody with the secret link, or everybody including search engines.
const (
	PublicOff  Public = "off"
	PublicLink Public = "link"
	PublicOpen Public = "open"
)

func (p Public) valid() bool { return publicLabels.Has(p) }

// Guide is a guide without its content.
type Guide struct {
	ID             int64
	Slug           string
	Title, Summary string
	// State is the state of the newest revision, Head. Published is the number of the revision that
	// readers see, or 0 if none is published.
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
	// Checked is the last review or renewal of the published revision. Its At is zero if there was
	// none.
	Checked     Check
	Public      Public
	PublicToken string
	Archived    bool
	Version     int
	UpdatedAt   time.Time
	// Stale lists the reasons why the reviewed content may no longer be valid; see Reasons.
	Stale []string
}

// Check is a review or renewal of a revision.
type Check struct {
	ByID       int64
	By         string
	At         time.Time
	ForSupport bool
}

// Shown returns the state that a list shows. A published guide is shown as published even if a
// newer revision is being written.
func (g Guide) Shown() State {
	switch {
	case g.Archived:
		return Archived
	case g.Published != 0:
		return Published
	}
	return g.State
}

// Pending reports whether there is a newer revision than the published one.
func (g Guide) Pending() bool { return g.Published != 0 && g.Head != g.Published }

// Ready reports whether support can rely on the guide: it is published, reviewed by support and not
// stale.
func (g Guide) Ready() bool {
	return g.Published != 0 && !g.Archived && g.Checked.ForSupport && len(g.Stale) == 0
}

// Content is the content of a guide. Each revision has all of it.
type Content struct {
	Title      string     `json:"title"`
	Summary    string     `json:"summary,omitempty"`
	How        string     `json:"how,omitempty"` // Markdown
	Issues     []Issue    `json:"issues,omitempty"`
	Templates  []Template `json:"templates,omitempty"`
	Escalation []Step     `json:"escalation,omitempty"`
}

// Clean returns the content as it is stored. It returns Invalid with all problems, by the names of
// the form's fields. It calls newID for the ids of new issues and templates; existing ids stay,
// because links contain them.
func (c Content) Clean(newID func() string) (Content, error) {
	var ck fault.Check
	c.Title, c.Summary, c.How = words.OneLine(c.Title), words.OneLine(c.Summary), cleanText(c.How)
	ck.That(c.Title != "", "title", "Enter what the guide is about.")
	checkLength(&ck, "title", c.Title, MaxTitle)
	checkLength(&ck, "summary", c.Summary, MaxSummary)
	checkMarkdown(&ck, "how", c.How)
	ids := map[string]bool{}
	c.Issues = cleanIssues(&ck, c.Issues, ids, newID)
	c.Templates = cleanTemplates(&ck, c.Templates, ids, newID)
	c.Escalation = cleanSteps(&ck, c.Escalation)
	return c, ck.Err()
}

// Same reports whether two contents are equal.
func (c Content) Same(o Content) bool { return encode(c) == encode(o) }

func checkLength(c *fault.Check, field, s string, most int) {
	c.That(len([]rune(s)) <= most, field, "Use at most %d characters.", most)
}

// checkMarkdown checks the length of a Markdown text.
func checkMarkdown(c *fault.Check, field, s string) {
	c.That(len(s) <= MaxText, field, "This is %d KB long; at most %d KB can be kept. Shorten it, or make it two guides.",
		(len(s)+999)/1000, MaxText/1000)
}

// cleanText returns the value of a multi-line field with plain line ends and without outer blanks.
func cleanText(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

// Field returns the field name of an entry of a list, counted from 1: "issue-2-fix".
func Field(list string, i int, part string) string {
	return list + "-" + strconv.Itoa(i+1) + "-" + part
}

// stableID returns id if it is valid and not taken, and otherwise a new one. It adds the result to
// taken.
func stableID(id string, taken map[string]bool, newID func() string) string {
	for !validID(id) || taken[id] {
		id = newID()
	}
	taken[id] = true
	return id
}

func validID(id string) bool {
	return len(id) >= 4 && len(id) <= 16 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// Label returns the setting as shown to users.
func (p Public) Label() string { return publicLabels.LabelOr(p, "Nobody outside") }

var publicLabels = enum.Labels[Public]{
	{PublicOff, "Nobody outside"},
	{PublicLink, "Anybody with the link"},
	{PublicOpen, "Everybody, also search engines"},
}

// Publics lists the settings in the order of the form.
var Publics = publicLabels.Values()
