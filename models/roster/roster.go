// Package roster knows who is on call for a launch: shifts and what overrides
// them, whether the days around T are covered and by whom, who is paged in
// which order, and what those who go tell those who come.
//
// The rules are plain functions of entries, people and instants; the store
// files hold what people do, one transaction each. All intervals are half-open:
// who is on call until 14:00 is not on call at 14:00.
package roster

import (
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
)

// Role is what somebody is on call as: primary, secondary, or a launch's own.
type Role string

// The roles that every roster has. The primary is needed always.
const (
	Primary   Role = "primary"
	Secondary Role = "secondary"
)

// Label is the role as people read it.
func (r Role) Label() string {
	switch r {
	case "":
		return "Any role"
	case Primary:
		return "Primary"
	case Secondary:
		return "Secondary"
	}
	return string(r)
}

// cleanRole is a role as it is kept: the two that every roster has are known in
// any spelling of theirs, one's own keeps its own.
func cleanRole(r Role) Role {
	s := strings.Join(strings.Fields(string(r)), " ")
	switch low := Role(strings.ToLower(s)); low {
	case Primary, Secondary:
		return low
	}
	return Role(s)
}

// Kind is what an entry of the roster does.
type Kind string

// The kinds. All but a shift are overrides: they are laid over the shifts, and
// over each other, in the order in which they were made.
const (
	Shift   Kind = "shift"
	Add     Kind = "add"     // somebody is on call besides the others
	Replace Kind = "replace" // somebody stands in wherever another one was on call
	Remove  Kind = "remove"  // somebody is not on call
)

// Kinds in the order in which they are offered.
var Kinds = []Kind{Shift, Replace, Add, Remove}

// Label is the kind as people read it.
func (k Kind) Label() string {
	switch k {
	case Shift:
		return "Shift"
	case Add:
		return "Add somebody"
	case Replace:
		return "Replace somebody"
	case Remove:
		return "Take somebody off"
	}
	return string(k)
}

// Override tells whether the kind is laid over the shifts.
func (k Kind) Override() bool { return k == Add || k == Replace || k == Remove }

func (k Kind) valid() bool { return k == Shift || k.Override() }

func (k Kind) brings() bool { return k != Remove }

func (k Kind) takes() bool { return k == Replace || k == Remove }

// Span is a half-open stretch of time.
type Span struct{ From, To time.Time }

// Minutes is how long the span lasts, a begun minute counted as a whole one.
func (s Span) Minutes() int { return minutes(s.To.Sub(s.From)) }

func minutes(d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return int((d + time.Minute - 1) / time.Minute)
}

// Holds tells whether t lies in the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// Meets returns what two spans have in common, and whether there is any.
func (s Span) Meets(o Span) (Span, bool) {
	if o.From.After(s.From) {
		s.From = o.From
	}
	if o.To.Before(s.To) {
		s.To = o.To
	}
	return s, s.From.Before(s.To)
}

// Entry is one line of a roster as it was entered.
type Entry struct {
	ID       int64
	LaunchID int64
	Kind     Kind
	// Role is "" for an override that concerns whatever role somebody has.
	Role Role
	// UserID is who comes, nobody for a removal; OutID who goes, nobody for a
	// shift or an addition.
	UserID *int64
	OutID  *int64
	FromAt db.Instant
	ToAt   db.Instant
	// PlannedFor is the T for which the entry was made or last confirmed, so that
	// it can be moved along when T moves.
	PlannedFor db.Instant
	Note       string
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Entry) TableName() string { return "roster_entries" }

// Span is when the entry holds.
func (e Entry) Span() Span { return Span{e.FromAt.Time, e.ToAt.Time} }

// In is who comes, 0 for nobody; Out is who goes.
func (e Entry) In() int64 { return db.IDOf(e.UserID) }

// Out is who goes, 0 for nobody.
func (e Entry) Out() int64 { return db.IDOf(e.OutID) }

// Has tells whether the entry names somebody.
func (e Entry) Has(person int64) bool { return e.In() == person || e.Out() == person }

// Input is what a person enters.
type Input struct {
	Kind    Kind
	Role    Role
	In, Out int64
	Span
	Note string
}

// The longest texts, in characters, and the longest entry.
const (
	MaxRole  = 40
	MaxNote  = 200
	MaxEntry = 14 * 24 * time.Hour
)

// Years in which somebody may be on call: what is outside is a typing error, and
// a feed would have to tell how the clocks change until then.
const (
	firstYear = 2000
	lastYear  = 2199
)

func yearFits(y int) bool { return y >= firstYear && y <= lastYear }

// Clean returns the input as it is kept, or Invalid with all that is wrong.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Role, in.Note = cleanRole(in.Role), strings.Join(strings.Fields(in.Note), " ")
	c.That(in.Kind.valid(), "kind", "Choose what is to happen.")
	if !in.Kind.brings() {
		in.In = 0
	}
	if !in.Kind.takes() {
		in.Out = 0
	}
	c.That(in.Role != "" || in.Kind.takes(), "role", "Choose the role.")
	c.That(len([]rune(in.Role)) <= MaxRole, "role", "Use at most %d characters.", MaxRole)
	c.That(len([]rune(in.Note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	c.That(in.In != 0 || !in.Kind.brings(), "person", "Choose who is on call.")
	c.That(in.Out != 0 || !in.Kind.takes(), "out", "Choose who goes off call.")
	c.That(in.In == 0 || in.In != in.Out, "person", "Choose somebody else: nobody stands in for themselves.")
	if !in.From.IsZero() && !in.To.IsZero() {
		c.That(in.From.Before(in.To), "to_at", "The end is not after the start.")
		c.That(in.To.Sub(in.From) <= MaxEntry, "to_on", "That is more than two weeks; enter it in parts.")
		c.That(yearFits(in.From.Year()) && yearFits(in.To.Year()), "from_on", "Enter a day between %d and %d.", firstYear, lastYear)
	}
	return in, c.Err()
}

// Settings are what a launch asks of its roster.
type Settings struct {
	ID       int64
	LaunchID int64
	// BeforeMinutes and AfterMinutes reach from T to both ends of the window.
	BeforeMinutes int
	AfterMinutes  int
	// Needs are the roles that somebody must have all through the window.
	Needs   []Role `gorm:"serializer:json"`
	Version int
}

// TableName implements GORM's Tabler.
func (Settings) TableName() string { return "rosters" }

// The window that a launch has unless it says otherwise: from the morning sync
// until the first week is over.
const (
	DefaultBefore = 2 * 60
	DefaultAfter  = 7 * 24 * 60
	maxAround     = 60 * 24 * 60
	maxNeeds      = 8
)

func defaults(launchID int64) Settings {
	return Settings{LaunchID: launchID, BeforeMinutes: DefaultBefore, AfterMinutes: DefaultAfter, Needs: []Role{Primary, Secondary}}
}

// Window is when the launch must be covered, for its T.
func (s Settings) Window(t time.Time) Span {
	return Span{t.Add(-time.Duration(s.BeforeMinutes) * time.Minute), t.Add(time.Duration(s.AfterMinutes) * time.Minute)}
}

// Clean returns the settings as they are kept, or Invalid. The primary is
// needed whatever is said.
func (s Settings) Clean() (Settings, error) {
	var c fault.Check
	c.That(s.BeforeMinutes >= 0 && s.BeforeMinutes <= maxAround, "before", "Enter a number of hours from 0 to %d.", maxAround/60)
	c.That(s.AfterMinutes >= 0 && s.AfterMinutes <= maxAround, "after", "Enter a number of days from 0 to %d.", maxAround/60/24)
	c.That(s.BeforeMinutes+s.AfterMinutes > 0, "after", "The window is empty; enter at least an hour before T or a day after it.")
	needs := []Role{Primary}
	for _, r := range s.Needs {
		if r = cleanRole(r); r == "" || hasRole(needs, r) {
			continue
		}
		c.That(len([]rune(r)) <= MaxRole, "needs", "Use at most %d characters a role.", MaxRole)
		needs = append(needs, r)
	}
	c.That(len(needs) <= maxNeeds, "needs", "Use at most %d roles.", maxNeeds)
	s.Needs = needs
	return s, c.Err()
}

func hasRole(rs []Role, r Role) bool {
	for _, have := range rs {
		if strings.EqualFold(string(have), string(r)) {
			return true
		}
	}
	return false
}
