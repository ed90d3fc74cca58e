package readiness

import (
	"net/url"
	"strings"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
)

// Label is the state as people read it; a list that is judged passes and fails.
func (s CheckState) Label(mode string) string {
	switch s {
	case CheckDone:
		if mode == template.ModeVerdict {
			return "Pass"
		}
		return "Done"
	case CheckFailed:
		return "Fail"
	case CheckNA:
		return "Not applicable"
	}
	return "Open"
}

// Closed tells whether nothing is left to do: what failed is not closed.
func (s CheckState) Closed() bool { return s == CheckDone || s == CheckNA }

// States are what an item of a list can become, in their order.
func States(mode string) []CheckState {
	if mode == template.ModeVerdict {
		return []CheckState{CheckOpen, CheckDone, CheckFailed, CheckNA}
	}
	return []CheckState{CheckOpen, CheckDone, CheckNA}
}

// Parts of a list that runs over the release, in their order.
var Parts = []string{template.PartBefore, template.PartDuring, template.PartAfter}

// CheckChange is what somebody says of an item.
type CheckChange struct {
	To   CheckState
	Note string
	// Noted says that the note is given; else what was noted stays, save the
	// reason for leaving an item out once it is not left out any more.
	Noted bool
}

// apply returns the state and the note that an item has after ch. Returns
// Invalid when the list knows no such state or a reason is missing.
func (ch CheckChange) apply(c Check, mode string) (CheckState, string, error) {
	var bad fault.Check
	known := false
	for _, s := range States(mode) {
		known = known || s == ch.To
	}
	bad.That(known, "state", "Choose what it is.")
	note := strings.TrimSpace(ch.Note)
	if !ch.Noted {
		note = c.Note
		if ch.To != c.State && (c.State == CheckNA || ch.To == CheckNA) {
			note = ""
		}
	}
	bad.That(ch.To != CheckNA || note != "", "note", "Say why it does not apply.")
	bad.That(len([]rune(note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	return ch.To, note, bad.Err()
}

// CheckInput is what a person types about an item of a checklist.
type CheckInput struct {
	Title    string
	Part     string
	OwnerID  *int64
	Due      *int // days from T
	Evidence string
	Note     string
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in CheckInput) Clean() (CheckInput, error) {
	var c fault.Check
	in.Title, in.Note = oneLine(in.Title), strings.TrimSpace(in.Note)
	c.That(in.Title != "", "title", "Say what is to be done.")
	c.That(len([]rune(in.Title)) <= MaxTitle, "title", "Use at most %d characters.", MaxTitle)
	c.That(len([]rune(in.Note)) <= MaxNote, "note", "Use at most %d characters.", MaxNote)
	c.That(in.Part == "" || in.Part == template.PartBefore || in.Part == template.PartDuring || in.Part == template.PartAfter, "part", "Choose before, during or after the launch.")
	c.That(in.Due == nil || (*in.Due >= -farthestDay && *in.Due <= farthestDay), "due_on", "That is more than five years from T.")
	evidence, ok := webAddress(in.Evidence)
	c.That(ok, "evidence", "This is not a web address. Start it with https://.")
	in.Evidence = evidence
	return in, c.Err()
}

// webAddress accepts addresses that a browser may be sent to, and nothing.
func webAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(text) > 2000 {
		return text, false
	}
	return u.String(), true
}

// ListInput is what a person types about a checklist.
type ListInput struct {
	Name string
	Mode string
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in ListInput) Clean() (ListInput, error) {
	var c fault.Check
	in.Name = oneLine(in.Name)
	c.That(in.Name != "", "name", "Give the checklist a name.")
	c.That(len([]rune(in.Name)) <= MaxTitle, "name", "Use at most %d characters.", MaxTitle)
	c.That(in.Mode == template.ModeTick || in.Mode == template.ModeVerdict, "mode", "Choose how its items are closed.")
	return in, c.Err()
}

// Bulk is what is done to several items at once; one of the fields is what
// Do says: "state", "owner" or "due".
type Bulk struct {
	Do      string
	Change  CheckChange
	OwnerID *int64
	Due     *int
}

// Ticked is an item as its list shows it.
type Ticked struct {
	Check
	Mode      string
	OwnerName string
	OwnerGone bool
	// ClosedName is who said how it stands.
	ClosedName string
	DueOn      civil.Date
	// Feeds are the criteria that look at this item.
	Feeds []string
}

// Overdue tells whether an item should have been closed before today.
func (t Ticked) Overdue(today civil.Date) bool {
	return !t.State.Closed() && !t.DueOn.IsZero() && t.DueOn.Before(today)
}

// List is a checklist with its items.
type List struct {
	Checklist
	Items []Ticked
	// Feeds are the criteria that look at the whole list.
	Feeds []string
}

// Closed, Failed and Open count the items by how they stand.
func (l List) Closed() int { return l.count(CheckDone) + l.count(CheckNA) }

// Failed counts the items that failed.
func (l List) Failed() int { return l.count(CheckFailed) }

func (l List) count(s CheckState) int {
	n := 0
	for _, it := range l.Items {
		if it.State == s {
			n++
		}
	}
	return n
}

// HasParts tells whether the list is divided into before, during and after.
func (l List) HasParts() bool {
	for _, it := range l.Items {
		if it.Part != "" {
			return true
		}
	}
	return false
}

// Checklists are those of a launch.
type Checklists struct {
	Launch launch.Launch
	Lists  []List
	// Gone are lists that were removed, Dropped single items of lists that stand.
	Gone    []Checklist
	Dropped []Check
}

// Item returns an item with its list.
func (cs Checklists) Item(id int64) (List, Ticked, bool) {
	for _, l := range cs.Lists {
		for _, it := range l.Items {
			if it.ID == id {
				return l, it, true
			}
		}
	}
	return List{}, Ticked{}, false
}

// List returns the list of that id.
func (cs Checklists) List(id int64) (List, bool) {
	for _, l := range cs.Lists {
		if l.ID == id {
			return l, true
		}
	}
	return List{}, false
}
