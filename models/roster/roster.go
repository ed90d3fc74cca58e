// Package roster manages who is on call for a launch: shifts and overrides, whether the days around
// T are covered, the escalation, and the handover between people.
//
// The rules are plain functions of entries, people and instants; the store files have the
// operations, one transaction each. All intervals are half-open: a person who is on call until
// 14:00 is not on call at 14:00.
package roster

import (
	"strings"
	"time"

	"tminus/internal/enum"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Role is an on-call role: primary, secondary, or one that the launch defines.
type Role string

// The roles that every roster has. The primary is always required.
const (
	Primary   Role = "primary"
	Secondary Role = "secondary"
)

var standardRoleLabels = enum.Labels[Role]{
	{"", "Any role"},
	{Primary, "Primary"},
	{Secondary, "Secondary"},
}

// Label returns the role as shown to users.
func (r Role) Label() string { return standardRoleLabels.Label(r) }

// cleanRole returns the role as it is stored. The standard roles are recognized in any case; other
// roles keep their spelling.
func cleanRole(r Role) Role {
	s := strings.Join(strings.Fields(string(r)), " ")
	switch low := Role(strings.ToLower(s)); low {
	case Primary, Secondary:
		return low
	}
	return Role(s)
}

// Kind is the kind of a roster entry.
type Kind string

// The kinds. All except shifts are overrides. They apply to the shifts and to each other in the
// order in which they were made.
const (
	Shift   Kind = "shift"
	Add     Kind = "add"     // a person is on call in addition to the others
	Replace Kind = "replace" // a person replaces another wherever that one was on call
	Remove  Kind = "remove"  // a person is not on call
)

var kindLabels = enum.Labels[Kind]{
	{Shift, "Shift"},
	{Replace, "Replace somebody"},
	{Add, "Add somebody"},
	{Remove, "Take somebody off"},
}

// Kinds lists the kinds in the order of the form.
var Kinds = kindLabels.Values()

// Label returns the kind as shown to users.
func (k Kind) Label() string { return kindLabels.Label(k) }

// Override reports whether entries of the kind override shifts.
func (k Kind) Override() bool { return k == Add || k == Replace || k == Remove }

func (k Kind) valid() bool { return k == Shift || k.Override() }

func (k Kind) addsPerson() bool { return k != Remove }

func (k Kind) removesPerson() bool { return k == Replace || k == Remove }

// Span is a half-open interval.
type Span struct{ From, To time.Time }

// Minutes returns the duration of the span, rounded up.
func (s Span) Minutes() int { return minutes(s.To.Sub(s.From)) }

func minutes(d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return int((d + time.Minute - 1) / time.Minute)
}

// Holds reports whether t is in the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// Meets returns the intersection of two spans and whether it is not empty.
func (s Span) Meets(o Span) (Span, bool) {
	if o.From.After(s.From) {
		s.From = o.From
	}
	if o.To.Before(s.To) {
		s.To = o.To
	}
	return s, s.From.Before(s.To)
}

// Entry is an entry of a roster: a shift or an override.
type Entry struct {
	ID       int64
	LaunchID int64
	Kind     Kind
	// Role is "" for an override of any role of the person.
	Role Role
	// UserID is the person who goes on call, nil for a removal. OutID is the person who goes off
	// call, nil for a shift or an addition.
	UserID *int64
	OutID  *int64
	FromAt db.Instant
	ToAt   db.Instant
	// PlannedFor is the T for which the entry was made or last confirmed. It shows which entries to
	// move after T moved.
	PlannedFor db.Instant
	Note       string
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Entry) TableName() string { return "roster_entries" }

// Span returns the time of the entry.
func (e Entry) Span() Span { return Span{e.FromAt.Time, e.ToAt.Time} }

// In returns the person who goes on call, or 0.
func (e Entry) In() int64 { return db.IDOf(e.UserID) }

// Subject returns the entry as a subject of permissions: a shift belongs to the person on call.
func (e Entry) Subject() people.Subject {
	if e.Kind != Shift {
		return people.Subject{}
	}
	return people.Subject{Owner: e.In()}
}

// Out returns the person who goes off call, or 0.
func (e Entry) Out() int64 { return db.IDOf(e.OutID) }

// Has reports whether the entry names a person.
func (e Entry) Has(person int64) bool { return e.In() == person || e.Out() == person }

// Input is the form input for an entry.
type Input struct {
	Kind    Kind
	Role    Role
	In, Out int64
	Span
	Note string
}

// The maximum lengths of texts in characters, and the maximum duration of an entry.
const (
	MaxRole  = 40
	MaxNote  = 200
	MaxEntry = 14 * 24 * time.Hour
)

// Valid years of an entry. Others are typing errors, and a feed would have to describe all clock
// changes until then.
const (
	firstYear = 2000
	lastYear  = 2199
)

func validYear(y int) bool { return y >= firstYear && y <= lastYear }

// Clean returns the input as it is stored, or Invalid with all problems.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Role, in.Note = cleanRole(in.Role), strings.Join(strings.Fields(in.Note), " ")
	c.That(in.Kind.valid(), "kind", "Choose what is to happen.")
	if !in.Kind.addsPerson() {
		in.In = 0
	}
	if !in.Kind.removesPerson() {
		in.Out = 0
	}
	c.That(in.Role != "" || in.Kind.removesPerson(), "role", "Choose the role.")
	c.That(len([]rune(in.Role)) <= MaxRole, "role", "Use at most %d characters.", MaxRole)
	c.That(len([]rune(in.Note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	c.That(in.In != 0 || !in.Kind.addsPerson(), "person", "Choose who is on call.")
	c.That(in.Out != 0 || !in.Kind.removesPerson(), "out", "Choose who goes off call.")
	c.That(in.In == 0 || in.In != in.Out, "person", "Choose somebody else: nobody stands in for themselves.")
	if !in.From.IsZero() && !in.To.IsZero() {
		c.That(in.From.Before(in.To), "to_at", "The end is not after the start.")
		c.That(in.To.Sub(in.From) <= MaxEntry, "to_on", "That is more than two weeks; enter it in parts.")
		c.That(validYear(in.From.Year()) && validYear(in.To.Year()), "from_on", "Enter a day between %d and %d.", firstYear, lastYear)
	}
	return in, c.Err()
}

// Settings are the roster requirements of a launch.
type Settings struct {
	ID       int64
	LaunchID int64
	// BeforeMinutes and AfterMinutes are the parts of the window before and after T.
	BeforeMinutes int
	AfterMinutes  int
	// Needs are the roles that must be covered in the whole window.
	Needs []Role `gorm:"serializer:json"`
	// Covers are the roles that count as primary cover: nobody needs to be primary while somebody has
	// one of them.
	Covers  []Role `gorm:"serializer:json"`
	Version int
}

// TableName implements GORM's Tabler.
func (Settings) TableName() string { return "rosters" }

// The default window: from the morning sync until the end of the first week.
const (
	DefaultBefore = 2 * 60
	DefaultAfter  = 7 * 24 * 60
	maxWindow     = 60 * 24 * 60
	maxNeeds      = 8
)

func defaultSettings(launchID int64) Settings {
	return Settings{LaunchID: launchID, BeforeMinutes: DefaultBefore, AfterMinutes: DefaultAfter, Needs: []Role{Primary, Secondary}}
}

// Window returns the time that must be covered for a T.
func (s Settings) Window(t time.Time) Span {
	return Span{t.Add(-time.Duration(s.BeforeMinutes) * time.Minute), t.Add(time.Duration(s.AfterMinutes) * time.Minute)}
}

// Clean returns the settings as they are stored, or Invalid. The primary is always required.
func (s Settings) Clean() (Settings, error) {
	var c fault.Check
	c.That(s.BeforeMinutes >= 0 && s.BeforeMinutes <= maxWindow, "before", "Enter a number of hours from 0 to %d.", maxWindow/60)
	c.That(s.AfterMinutes >= 0 && s.AfterMinutes <= maxWindow, "after", "Enter a number of days from 0 to %d.", maxWindow/60/24)
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
	var covers []Role
	for _, r := range s.Covers {
		if r = cleanRole(r); r == "" || r == Primary || hasRole(covers, r) {
			continue
		}
		c.That(len([]rune(r)) <= MaxRole, "covers", "Use at most %d characters a role.", MaxRole)
		covers = append(covers, r)
	}
	c.That(len(covers) <= maxNeeds, "covers", "Choose at most %d roles.", maxNeeds)
	s.Covers = covers
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
