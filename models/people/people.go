// Package people knows who works with T-Minus: users, teams, absences, how
// someone is reached, who is signed in, and, in policy.go, who may do what.
package people

import (
	"net/mail"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/models/db"
	"tminus/models/fault"
)

// Role says what a person may do in the whole organisation.
type Role string

// The roles. A launch's lead is not a role: it is a person named on the launch.
const (
	Administrator Role = "administrator"
	Member        Role = "member"
	Viewer        Role = "viewer"
)

var roleLabels = enum.Labels[Role]{
	{Administrator, "Administrator"},
	{Member, "Member"},
	{Viewer, "Viewer"},
}

// Roles in the order of what they may do.
var Roles = roleLabels.Values()

// Label is the role as people read it.
func (r Role) Label() string { return roleLabels.Label(r) }

func (r Role) valid() bool { return roleLabels.Has(r) }

// Seniority matters for the roster: a junior engineer alone on call is a red flag.
type Seniority string

// The seniorities.
const (
	Junior Seniority = "junior"
	Mid    Seniority = "mid"
	Senior Seniority = "senior"
)

var seniorityLabels = enum.Labels[Seniority]{
	{Junior, "Junior"},
	{Mid, "Mid-level"},
	{Senior, "Senior"},
}

// Seniorities from least to most.
var Seniorities = seniorityLabels.Values()

// Label is the seniority as people read it.
func (s Seniority) Label() string { return seniorityLabels.LabelOr(s, "Mid-level") }

func (s Seniority) valid() bool { return seniorityLabels.Has(s) }

// User is a person who can own things and, with a password, sign in.
type User struct {
	ID            int64
	Email         string
	Name          string
	PasswordHash  string
	Role          Role
	Title         string
	TeamID        *int64
	Seniority     Seniority
	Zone          string
	DeactivatedAt db.Instant
	Version       int
	CreatedAt     db.Instant
	UpdatedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (User) TableName() string { return "users" }

// Active tells whether the person still works here.
func (u User) Active() bool { return u.DeactivatedAt.IsZero() }

// Team is a group that has a lane of its own on a launch's timeline.
type Team struct {
	ID         int64
	Key        string
	Name       string
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Team) TableName() string { return "teams" }

// Absence is a stretch of days on which a person is away; both days belong to it.
type Absence struct {
	ID        int64
	UserID    int64
	FirstDay  civil.Date
	LastDay   civil.Date
	Note      string
	CreatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Absence) TableName() string { return "absences" }

// Covers tells whether the person is away on d.
func (a Absence) Covers(d civil.Date) bool {
	return !d.IsZero() && !d.Before(a.FirstDay) && !d.After(a.LastDay)
}

// Input is what a person types about a user.
type Input struct {
	Name      string
	Email     string
	Role      Role
	Title     string
	TeamID    *int64
	Seniority Seniority
	Zone      string
}

// MaxName is how many letters a name may have; the longest real ones are far below.
const MaxName = 120

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name = strings.Join(strings.Fields(in.Name), " ")
	in.Email = cleanEmail(in.Email)
	in.Title = strings.TrimSpace(in.Title)
	c.That(in.Name != "", "name", "Enter a name.")
	c.That(len([]rune(in.Name)) <= MaxName, "name", "Use at most %d characters.", MaxName)
	c.That(len([]rune(in.Title)) <= MaxName, "title", "Use at most %d characters.", MaxName)
	c.That(validEmail(in.Email), "email", "Enter an email address, like ana@example.com.")
	c.That(in.Role.valid(), "role", "Choose a role.")
	if in.Seniority == "" {
		in.Seniority = Mid
	}
	c.That(in.Seniority.valid(), "seniority", "Choose a seniority.")
	if in.Zone == "" {
		in.Zone = "UTC"
	}
	if _, err := civil.Zone(in.Zone); err != nil {
		c.Add("zone", "Choose a time zone by its name, like Europe/Berlin.")
	}
	return in, c.Err()
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254
}

// Limits are how long a session lives.
type Limits struct {
	Idle     time.Duration
	Absolute time.Duration
}
