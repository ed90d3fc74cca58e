package checklist

import (
	"net/url"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Checklist is a list of items to do or to look at. Its mode says whether items
// are ticked off or judged.
type Checklist struct {
	ID         int64
	LaunchID   int64
	Key        string
	Name       string
	Mode       string // ModeTick or ModeVerdict
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Checklist) TableName() string { return "checklists" }

// State is the state of an item.
type State string

// The states. In a list that is judged, Done reads "Pass".
const (
	Open          State = "open"
	Done          State = "done"
	Failed        State = "failed"
	NotApplicable State = "na"
)

// Item is one item of a checklist. Its due day is relative to T.
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
	// Source is the fact from which the state derives.
	launch.Source `gorm:"embedded"`
	Position      int
	ArchivedAt    db.Instant
	Version       int
	CreatedAt     db.Instant
	UpdatedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (Item) TableName() string { return "checklist_items" }

// Label returns the state as it is shown: an item of a list that is judged
// passes or fails.
func (s State) Label(mode string) string {
	switch s {
	case Done:
		if mode == ModeVerdict {
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

// Closed reports whether nothing is left to do. A failed item is not closed.
func (s State) Closed() bool { return s == Done || s == NotApplicable }

// States returns the states that an item of a list can have, in the order in
// which they are offered.
func States(mode string) []State {
	if mode == ModeVerdict {
		return []State{Open, Done, Failed, NotApplicable}
	}
	return []State{Open, Done, NotApplicable}
}

// Parts are the parts of a list that covers the whole release, in their order.
var Parts = []string{PartBefore, PartDuring, PartAfter}

// Change sets the state of an item.
type Change struct {
	To   State
	Note string
	// Noted says that Note replaces the note. Otherwise the note stays, unless
	// it was the reason for NotApplicable.
	Noted bool
}

// apply returns the state and the note of an item after the change. Returns
// Invalid for a state that the list does not have and for a missing reason.
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

// ItemInput is the form of an item.
type ItemInput struct {
	Title    string
	Part     string
	OwnerID  *int64
	Due      *int // days from T
	Evidence string
	Note     string
}

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in ItemInput) Clean() (ItemInput, error) {
	var c fault.Check
	in.Title, in.Note = words.OneLine(in.Title), strings.TrimSpace(in.Note)
	c.That(in.Title != "", "title", "Say what is to be done.")
	c.That(len([]rune(in.Title)) <= launch.MaxTitle, "title", "Use at most %d characters.", launch.MaxTitle)
	c.That(len([]rune(in.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	c.That(in.Part == "" || in.Part == PartBefore || in.Part == PartDuring || in.Part == PartAfter, "part",
		"Choose before, during or after the launch.")
	c.That(in.Due == nil || (*in.Due >= -launch.MaxDays && *in.Due <= launch.MaxDays), "due_on", "That is more than five years from T.")
	evidence, ok := webAddress(in.Evidence)
	c.That(ok, "evidence", "This is not a web address. Start it with https://.")
	in.Evidence = evidence
	return in, c.Err()
}

// webAddress accepts http and https addresses, and an empty text.
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

// ListInput is the form of a checklist.
type ListInput struct {
	Name string
	Mode string
}

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in ListInput) Clean() (ListInput, error) {
	var c fault.Check
	in.Name = words.OneLine(in.Name)
	c.That(in.Name != "", "name", "Give the checklist a name.")
	c.That(len([]rune(in.Name)) <= launch.MaxTitle, "name", "Use at most %d characters.", launch.MaxTitle)
	c.That(in.Mode == ModeTick || in.Mode == ModeVerdict, "mode", "Choose how its items are closed.")
	return in, c.Err()
}

// Bulk is a change of several items. Do says which: "state", "owner" or "due".
type Bulk struct {
	Do      string
	Change  Change
	OwnerID *int64
	Due     *int
}

// ItemDetail is an item with names and its due day.
type ItemDetail struct {
	Item
	Mode      string
	OwnerName string
	OwnerGone bool
	// ClosedName is the person who set the state.
	ClosedName string
	DueOn      civil.Date
	// Feeds are the titles of the criteria that follow the item.
	Feeds []string
}

// Overdue reports whether the item is open and was due before today.
func (t ItemDetail) Overdue(today civil.Date) bool {
	return !t.State.Closed() && !t.DueOn.IsZero() && t.DueOn.Before(today)
}

// List is a checklist with its items.
type List struct {
	Checklist
	Items []ItemDetail
	// Rounds are the earlier rounds, without their items.
	Rounds []Round
	// Feeds are the titles of the criteria that follow the list.
	Feeds []string
}

// Closed returns how many items are done or not applicable.
func (l List) Closed() int { return l.count(Done) + l.count(NotApplicable) }

// Failed returns how many items failed.
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

// HasParts reports whether the list is divided into before, during and after.
func (l List) HasParts() bool {
	for _, it := range l.Items {
		if it.Part != "" {
			return true
		}
	}
	return false
}

// Checklists are the checklists of a launch.
type Checklists struct {
	Launch launch.Launch
	Lists  []List
	// Gone are removed lists, Dropped removed items of lists that were not
	// removed.
	Gone    []Checklist
	Dropped []Item
}

// Item returns an item and its list by the id of the item.
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

// List returns a list by its id.
func (cs Checklists) List(id int64) (List, bool) {
	for _, l := range cs.Lists {
		if l.ID == id {
			return l, true
		}
	}
	return List{}, false
}
