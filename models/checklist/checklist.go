package checklist

import (
	"net/url"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/template"
)

// Checklist is a list of things to do or to see.
type Checklist struct {
	ID         int64
	LaunchID   int64
	Key        string
	Name       string
	Mode       string // launch.ModeTick or launch.ModeVerdict
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Checklist) TableName() string { return "checklists" }

// State is how far an item of a checklist is.
type State string

// The states. A checklist that is judged calls done "pass".
const (
	Open          State = "open"
	Done          State = "done"
	Failed        State = "failed"
	NotApplicable State = "na"
)

// Item is one item of a checklist. Its due day follows T.
type Item struct {
	ID          int64
	LaunchID    int64
	ChecklistID int64
	Key         string
	Title       string
	Part        string
	OwnerID     *int64
	RoleKey     string // whom the template gave it to
	DueOffset   *int
	State       State
	Note        string
	EvidenceURL string
	ClosedBy    *int64
	ClosedAt    db.Instant
	Position    int
	ArchivedAt  db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// TableName implements GORM's Tabler.
func (Item) TableName() string { return "checklist_items" }

// Label is the state as people read it; a list that is judged passes and fails.
func (s State) Label(mode string) string {
	switch s {
	case Done:
		if mode == template.ModeVerdict {
			return "Pass"
		}
		return "Done"
	case Failed:
		return "Fail"
	case NotApplicable:
		return "Not applicable"
	}
	return "Open"
}

// Closed tells whether nothing is left to do: what failed is not closed.
func (s State) Closed() bool { return s == Done || s == NotApplicable }

// States are what an item of a list can become, in their order.
func States(mode string) []State {
	if mode == template.ModeVerdict {
		return []State{Open, Done, Failed, NotApplicable}
	}
	return []State{Open, Done, NotApplicable}
}

// Parts of a list that runs over the release, in their order.
var Parts = []string{template.PartBefore, template.PartDuring, template.PartAfter}

// Change is what somebody says of an item.
type Change struct {
	To   State
	Note string
	// Noted says that the note is given; else what was noted stays, save the
	// reason for leaving an item out once it is not left out any more.
	Noted bool
}

// apply returns the state and the note that an item has after ch. Returns
// Invalid when the list knows no such state or a reason is missing.
func (ch Change) apply(c Item, mode string) (State, string, error) {
	var bad fault.Check
	known := false
	for _, s := range States(mode) {
		known = known || s == ch.To
	}
	bad.That(known, "state", "Choose what it is.")
	note := strings.TrimSpace(ch.Note)
	if !ch.Noted {
		note = c.Note
		if ch.To != c.State && (c.State == NotApplicable || ch.To == NotApplicable) {
			note = ""
		}
	}
	bad.That(ch.To != NotApplicable || note != "", "note", "Say why it does not apply.")
	bad.That(len([]rune(note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	return ch.To, note, bad.Err()
}

// ItemInput is what a person types about an item of a checklist.
type ItemInput struct {
	Title    string
	Part     string
	OwnerID  *int64
	Due      *int // days from T
	Evidence string
	Note     string
}

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in ItemInput) Clean() (ItemInput, error) {
	var c fault.Check
	in.Title, in.Note = words.OneLine(in.Title), strings.TrimSpace(in.Note)
	c.That(in.Title != "", "title", "Say what is to be done.")
	c.That(len([]rune(in.Title)) <= launch.MaxTitle, "title", "Use at most %d characters.", launch.MaxTitle)
	c.That(len([]rune(in.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	c.That(in.Part == "" || in.Part == template.PartBefore || in.Part == template.PartDuring || in.Part == template.PartAfter, "part", "Choose before, during or after the launch.")
	c.That(in.Due == nil || (*in.Due >= -launch.MaxDays && *in.Due <= launch.MaxDays), "due_on", "That is more than five years from T.")
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
	in.Name = words.OneLine(in.Name)
	c.That(in.Name != "", "name", "Give the checklist a name.")
	c.That(len([]rune(in.Name)) <= launch.MaxTitle, "name", "Use at most %d characters.", launch.MaxTitle)
	c.That(in.Mode == template.ModeTick || in.Mode == template.ModeVerdict, "mode", "Choose how its items are closed.")
	return in, c.Err()
}

// Bulk is what is done to several items at once; one of the fields is what
// Do says: "state", "owner" or "due".
type Bulk struct {
	Do      string
	Change  Change
	OwnerID *int64
	Due     *int
}

// ItemDetail is an item as its list shows it.
type ItemDetail struct {
	Item
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
func (t ItemDetail) Overdue(today civil.Date) bool {
	return !t.State.Closed() && !t.DueOn.IsZero() && t.DueOn.Before(today)
}

// List is a checklist with its items.
type List struct {
	Checklist
	Items []ItemDetail
	// Feeds are the criteria that look at the whole list.
	Feeds []string
}

// Closed, Failed and Open count the items by how they stand.
func (l List) Closed() int { return l.count(Done) + l.count(NotApplicable) }

// Failed counts the items that failed.
func (l List) Failed() int { return l.count(Failed) }

func (l List) count(s State) int {
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
	Dropped []Item
}

// Item returns an item with its list.
func (cs Checklists) Item(id int64) (List, ItemDetail, bool) {
	for _, l := range cs.Lists {
		for _, it := range l.Items {
			if it.ID == id {
				return l, it, true
			}
		}
	}
	return List{}, ItemDetail{}, false
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
