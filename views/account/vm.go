package account

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/models/people"
	"tminus/views/format"
	"tminus/views/ui"
)

// SamplePerson is a person of the sample organisation, shown in demo mode.
type SamplePerson struct {
	Email, Name, Title, Role string
}

// SampleTeam is a team of the sample organisation.
type SampleTeam struct {
	Name   string
	People []SamplePerson
}

// LoginVM is the sign-in page.
type LoginVM struct {
	Next   string
	Sample []SampleTeam
	// SignedOut reports that the person was just signed out of all browsers.
	SignedOut bool
	// PasswordSet reports that the person just chose a password.
	PasswordSet bool
}

// ProfileVM is the signed-in person's profile. It has several forms; Refused is the refused one,
// named by Part.
type ProfileVM struct {
	people.Profile
	Part        string
	Refused     ui.Form
	Sessions    []people.Session
	This        string
	HasPassword bool
	Now         time.Time
	// FeedCreatedAt is the time at which the calendar feeds' links were created.
	FeedCreatedAt time.Time
	// Base is the URL below which contacts and absences are posted; Other reports that they belong
	// to another person.
	Base  string
	Other bool
	// Key is the idempotency key of forms that add something.
	Key string
}

// form returns the form of a part of the page: the refused one, or an empty one. The part's name
// distinguishes ids.
func (vm ProfileVM) form(part string) ui.Form {
	f := ui.NewForm(nil)
	if vm.Part == part {
		f = vm.Refused
	}
	f.Prefix = part + "-"
	return f
}

// Values returns a person's fields as values of the first form.
func Values(u people.User) url.Values { return url.Values{"name": {u.Name}, "zone": {u.Zone}} }

// ConflictFields returns the form's values next to the stored ones.
func ConflictFields(f ui.Form, now people.User) []ui.ConflictField {
	return []ui.ConflictField{
		{Label: "Name", Name: "name", Yours: f.Val("name"), Theirs: now.Name},
		{Label: "Time zone", Name: "zone", Yours: f.Val("zone"), Theirs: now.Zone},
	}
}

// version returns the version that the first form's values belong to.
func (vm ProfileVM) version() string {
	if v := vm.form("you").Val("version"); v != "" {
		return v
	}
	return strconv.Itoa(vm.Version)
}

// base returns the digest with which a conflict page finds the edited fields.
func (vm ProfileVM) base() string {
	if b := vm.form("you").Val("base"); b != "" {
		return b
	}
	return ui.Digest(Values(vm.User), "name", "zone")
}

func (vm ProfileVM) when(t time.Time) string {
	return format.ShortMoment(t, format.Zone(vm.Zone))
}

// lastUsed returns the time at which a session was last used.
func (vm ProfileVM) lastUsed(s people.Session) string {
	if vm.Now.Sub(s.SeenAt.Time) < 2*time.Minute {
		return "Used just now"
	}
	return "Used " + vm.when(s.SeenAt.Time)
}

func contactOptions() []ui.Option {
	var out []ui.Option
	for _, k := range people.ContactKinds {
		out = append(out, ui.Option{Value: string(k), Label: k.Label()})
	}
	return out
}

// agent returns a short name for a browser; an unknown one is shown as it was sent.
func agent(ua string) string {
	browser := firstOf(ua, [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"},
		{"Safari/", "Safari"}})
	system := firstOf(ua, [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case ua == "":
		return "Unknown browser"
	}
	return ua
}

func firstOf(s string, known [][2]string) string {
	for _, k := range known {
		if strings.Contains(s, k[0]) {
			return k[1]
		}
	}
	return ""
}

func until(o people.LinkDetail) string {
	return "It works once, until " + format.ShortMoment(o.ExpiresAt.Time, time.UTC) + "."
}

func id(n int64) string { return fmt.Sprint(n) }
