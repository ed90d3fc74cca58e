// Package people manages the people who use T-Minus: users, teams, absences, contacts, sessions
// and, in policy.go, permissions.
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

// Role is a person's role in the organisation.
type Role string

// The roles. The lead of a launch is not a role, but a person of the launch.
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

// Roles lists the roles by permissions, most first.
var Roles = roleLabels.Values()

// Label returns the name of the role on screen.
func (r Role) Label() string { return roleLabels.Label(r) }

func (r Role) valid() bool { return roleLabels.Has(r) }

// Seniority is a level of experience, which matters for the roster: a junior engineer alone on call
// is a red flag.
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

// Seniorities lists the seniorities from lowest to highest.
var Seniorities = seniorityLabels.Values()

// Label returns the name of the seniority on screen.
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

// Active reports whether the person has not been deactivated.
func (u User) Active() bool { return u.DeactivatedAt.IsZero() }

// Team is a group with its own lane on a launch's timeline.
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

// Absence is a period of days on which a person is away, including both days.
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

// Covers reports whether the person is away on d.
func (a Absence) Covers(d civil.Date) bool {
	return !d.IsZero() && !d.Before(a.FirstDay) && !d.After(a.LastDay)
}

// Input is the input of the form about a user.
type Input struct {
	Name      string
	Email     string
	Role      Role
	Title     string
	TeamID    *int64
	Seniority Seniority
	Zone      string
}

// MaxName is the maximum length of a name, well above that of the longest real ones.
const MaxName = 120

// Clean returns the normalized input, or Invalid with all problems.
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

// Limits are the maximum durations of a session.
type Limits struct {
	Idle     time.Duration
	Absolute time.Duration
}
