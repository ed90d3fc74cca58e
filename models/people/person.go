package people

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/models/fault"
)

// ContactKind is a way to reach a person.
type ContactKind string

// The kinds.
const (
	ByMail  ContactKind = "email"
	ByPhone ContactKind = "phone"
	ByChat  ContactKind = "chat"
)

var contactKindLabels = enum.Labels[ContactKind]{
	{ByPhone, "Phone"},
	{ByMail, "Email"},
	{ByChat, "Chat"},
}

// ContactKinds lists the kinds in the order of forms.
var ContactKinds = contactKindLabels.Values()

// Label returns the name of the kind on screen.
func (k ContactKind) Label() string { return contactKindLabels.Label(k) }

// Contact is a way to reach a person; the first one is tried first.
type Contact struct {
	ID       int64
	UserID   int64
	Kind     ContactKind
	Value    string
	Position int
}

// TableName implements GORM's Tabler.
func (Contact) TableName() string { return "contact_methods" }

// Href returns the link of the contact, or "" for a chat name.
func (c Contact) Href() string {
	switch c.Kind {
	case ByMail:
		return (&url.URL{Scheme: "mailto", Opaque: url.PathEscape(c.Value)}).String()
	case ByPhone:
		return "tel:" + strings.Map(func(r rune) rune {
			if r == '+' || (r >= '0' && r <= '9') {
				return r
			}
			return -1
		}, c.Value)
	}
	return ""
}

// MaxContacts is the maximum number of contacts of a person.
const MaxContacts = 10

var phone = regexp.MustCompile(`^\+?[0-9][0-9 ()/.\-]{4,28}[0-9]$`)

// Clean returns the normalized contact, or Invalid.
func (c Contact) Clean() (Contact, error) {
	var ck fault.Check
	c.Value = strings.Join(strings.Fields(c.Value), " ")
	switch c.Kind {
	case ByMail:
		c.Value = cleanEmail(c.Value)
		ck.That(validEmail(c.Value), "value", "Enter an email address, like ana@example.com.")
	case ByPhone:
		ck.That(phone.MatchString(c.Value), "value", "Enter a phone number with its country code, like +49 30 1234567.")
	case ByChat:
		ck.That(c.Value != "" && len([]rune(c.Value)) <= MaxName, "value",
			"Enter a name or channel of at most %d characters, like @ana.", MaxName)
	default:
		ck.Add("kind", "Choose email, phone or chat.")
	}
	return c, ck.Err()
}

// MaxNote is the maximum length of the note of an absence.
const MaxNote = 200

// longestAbsence guards against typing errors in the year.
const longestAbsence = 366

// Clean returns the normalized absence, or Invalid with all problems.
func (a Absence) Clean() (Absence, error) {
	var c fault.Check
	a.Note = strings.Join(strings.Fields(a.Note), " ")
	c.That(!a.FirstDay.IsZero(), "first_day", "Enter the first day away.")
	if a.LastDay.IsZero() {
		a.LastDay = a.FirstDay
	}
	if !a.FirstDay.IsZero() {
		c.That(!a.LastDay.Before(a.FirstDay), "last_day", "The last day is before the first. Both days belong to the absence.")
		c.That(a.LastDay.Sub(a.FirstDay) < longestAbsence, "last_day", "That is more than a year; check the dates.")
	}
	c.That(len([]rune(a.Note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	return a, c.Err()
}

// Overlaps reports whether the absences share a day.
func (a Absence) Overlaps(b Absence) bool {
	return !a.LastDay.Before(b.FirstDay) && !b.LastDay.Before(a.FirstDay)
}

// Days returns the absence as text: "Tue 12 May 2026", or its first and last day.
func (a Absence) Days() string {
	if a.FirstDay == a.LastDay {
		return a.FirstDay.Long()
	}
	if a.FirstDay.Year() == a.LastDay.Year() {
		return a.FirstDay.Short() + " – " + a.LastDay.Long()
	}
	return a.FirstDay.Long() + " – " + a.LastDay.Long()
}

// Today returns the date of now in the person's zone.
func (u User) Today(now time.Time) civil.Date {
	loc, err := civil.Zone(u.Zone)
	if err != nil {
		loc = time.UTC
	}
	return civil.Of(now, loc)
}
