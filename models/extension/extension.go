package extension

import (
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Extension is a request to finish an item later than a freeze allows. Any dated
// deliverable of the launch can be the freeze: the merge of the code, the staging
// validation, a milestone. An item has at most one open or granted extension past
// a freeze; after one was refused or withdrawn, another can be asked for.
type Extension struct {
	ID             int64
	LaunchID       int64
	FreezeID       int64
	ItemID         int64
	Days           int
	Why            string
	RiskWith       string // risk of including the item late
	RiskWithout    string // risk of leaving it out
	AskedBy        int64
	State          State
	DecidedBy      *int64
	DecidedAt      db.Instant
	DecisionReason string
	Version        int
	CreatedAt      db.Instant
	UpdatedAt      db.Instant
}

// TableName implements GORM's Tabler.
func (Extension) TableName() string { return "exceptions" }

// Subject returns the request as a subject of permissions.
func (e Extension) Subject() people.Subject { return people.Subject{Owner: e.AskedBy} }

// State is how far an extension has come.
type State string

// The states.
const (
	Asked     State = "asked"
	Granted   State = "granted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Label returns the state as it is shown.
func (s State) Label() string {
	if s == Asked {
		return "To decide"
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// maxDays bounds how far past a freeze an item may be due: work that takes longer
// belongs to another launch.
const maxDays = 60

// Input is the form in which an extension is asked for. Days is as typed.
type Input struct {
	ItemID, FreezeID           int64
	Days                       string
	Why, RiskWith, RiskWithout string
}

// Clean returns the input as it is stored and the number of days. Returns Invalid
// with every mistake.
func (in Input) Clean() (Input, int, error) {
	var c fault.Check
	in.Why, in.RiskWith, in.RiskWithout = strings.TrimSpace(in.Why), strings.TrimSpace(in.RiskWith), strings.TrimSpace(in.RiskWithout)
	c.That(in.ItemID != 0, "item", "Choose what needs a later date.")
	c.That(in.FreezeID != 0, "freeze", "Choose the freeze that it goes past.")
	c.That(in.ItemID == 0 || in.ItemID != in.FreezeID, "freeze", "Nothing goes past itself. Choose another deliverable as the freeze.")
	days, err := strconv.Atoi(strings.TrimSpace(in.Days))
	c.That(err == nil && days > 0 && days <= maxDays, "days", "Enter whole days, from 1 to %d.", maxDays)
	for field, text := range map[string][2]string{"why": {in.Why, "Say why it cannot be ready before the freeze."},
		"risk_with":    {in.RiskWith, "Say what can go wrong when it comes late."},
		"risk_without": {in.RiskWithout, "Say what it costs to leave it out."}} {
		c.That(text[0] != "", field, "%s", text[1])
		c.That(len([]rune(text[0])) <= launch.MaxNote, field, "Use at most %d characters.", launch.MaxNote)
	}
	return in, days, c.Err()
}

// fits returns Invalid when an item cannot be due that many days past a freeze.
func fits(l launch.Launch, item, freeze launch.Deliverable, days int) error {
	var c fault.Check
	c.That(!item.Status.Finished(), "item", "“%s” is finished already.", item.Title)
	if freeze.Unscheduled() {
		c.Add("freeze", "“%s” has no date, so nothing can go past it.", freeze.Title)
		return c.Err()
	}
	c.That(!freeze.DueOn.After(l.LaunchOn), "freeze", "“%s” is after the launch, so it freezes nothing.", freeze.Title)
	after, err := launch.PostponedTo(l, item, freeze.DueOn.AddDays(days))
	if err := c.Merge(err); err != nil {
		return err
	}
	c.That(after != item.Schedule, "days", "It is due on %s already, which is no earlier. Ask for more days past %s.", item.DueOn.Long(),
		freeze.DueOn.Long())
	return c.Err()
}

// Row is an extension with the current names and days of what it refers to.
type Row struct {
	Extension
	ItemTitle, FreezeTitle            string
	ItemDue, FreezeDue                civil.Date
	AskedName, DecidedName, OwnerName string
	ItemGone, FreezeGone              bool
	// Told are the people whom the decision concerns.
	Told []Recipient `gorm:"-"`
}

// Until returns the day that is asked for, counted from where the freeze is now.
// The item's anchor can move it off a weekend.
func (r Row) Until() civil.Date { return r.FreezeDue.AddDays(r.Days) }

// Recipient is a person whom a decision concerns, and when they saw it.
type Recipient struct {
	ExtensionID int64 `gorm:"column:exception_id"`
	Name        string
	SeenAt      db.Instant
}

// Notice is an extension with its launch, as My work shows it.
type Notice struct {
	Row
	LaunchSlug, LaunchName string
	LaunchOn               civil.Date
}

// Inbox is what extensions ask of one person.
type Inbox struct {
	// Decide are the requests in launches that the person leads.
	Decide []Notice
	// News are the decisions that concern the person and that they have not seen.
	News []Notice
}

// Empty tells whether there is nothing to decide or read.
func (w Inbox) Empty() bool { return len(w.Decide)+len(w.News) == 0 }
