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

// ContactKind is a way in which somebody is reached.
type ContactKind string

// The ways.
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

// ContactKinds in the order in which forms offer them.
var ContactKinds = contactKindLabels.Values()

// Label is the way as people read it.
func (k ContactKind) Label() string { return contactKindLabels.Label(k) }

// Contact is one way to reach somebody; the first one is tried first.
type Contact struct {
	ID       int64
	UserID   int64
	Kind     ContactKind
	Value    string
	Position int
}

// TableName implements GORM's Tabler.
func (Contact) TableName() string { return "contact_methods" }

// Href is what a press on the contact opens, "" for a chat name.
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

// MaxContacts is how many ways to be reached one person may list.
const MaxContacts = 10

var phone = regexp.MustCompile(`^\+?[0-9][0-9 ()/.\-]{4,28}[0-9]$`)

// Clean returns the contact as it is stored, or Invalid.
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
		ck.That(c.Value != "" && len([]rune(c.Value)) <= MaxName, "value", "Enter a name or channel of at most %d characters, like @ana.", MaxName)
	default:
		ck.Add("kind", "Choose email, phone or chat.")
	}
	return c, ck.Err()
}

// MaxNote is how long the note of an absence may be.
const MaxNote = 200

// longestAbsence bounds a typing error in the year.
const longestAbsence = 366

// Clean returns the absence as it is stored, or Invalid with all that is wrong.
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

// Overlaps tells whether the two share a day.
func (a Absence) Overlaps(b Absence) bool {
	return !a.LastDay.Before(b.FirstDay) && !b.LastDay.Before(a.FirstDay)
}

// Days is the absence in words: "Tue 12 May 2026", or its first and last day.
func (a Absence) Days() string {
	if a.FirstDay == a.LastDay {
		return a.FirstDay.Long()
	}
	if a.FirstDay.Year() == a.LastDay.Year() {
		return a.FirstDay.Short() + " – " + a.LastDay.Long()
	}
	return a.FirstDay.Long() + " – " + a.LastDay.Long()
}

// Today is the day that it is for this person at now.
func (u User) Today(now time.Time) civil.Date {
	loc, err := civil.Zone(u.Zone)
	if err != nil {
		loc = time.UTC
	}
	return civil.Of(now, loc)
}
