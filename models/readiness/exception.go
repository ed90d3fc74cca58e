package readiness

import (
	"strconv"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Exception is a later date asked for past a freeze. Any dated deliverable of
// the launch can be the freeze, by whose day something else had to be ready:
// the code's merge, the staging validation, a milestone. There is one exception
// for an item and a freeze; one that was refused or withdrawn can be asked for
// again, with what was learned.
type Exception struct {
	ID             int64
	LaunchID       int64
	FreezeID       int64
	ItemID         int64
	Days           int
	Why            string
	RiskWith       string // of including it late
	RiskWithout    string // of leaving it out
	AskedBy        int64
	State          ExceptionState
	DecidedBy      *int64
	DecidedAt      db.Instant
	DecisionReason string
	Version        int
	CreatedAt      db.Instant
	UpdatedAt      db.Instant
}

// TableName implements GORM's Tabler.
func (Exception) TableName() string { return "exceptions" }

// ExceptionState is how far an exception has come.
type ExceptionState string

// The states.
const (
	ExceptionAsked     ExceptionState = "asked"
	ExceptionGranted   ExceptionState = "granted"
	ExceptionRefused   ExceptionState = "refused"
	ExceptionWithdrawn ExceptionState = "withdrawn"
)

// Label is the state as people read it.
func (s ExceptionState) Label() string {
	if s == ExceptionAsked {
		return "To decide"
	}
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

// maxDays bounds how far past a freeze one may ask: what takes longer is for
// another launch.
const maxDays = 60

// ExceptionInput is what somebody who asks says. Days is as it was typed.
type ExceptionInput struct {
	ItemID, FreezeID           int64
	Days                       string
	Why, RiskWith, RiskWithout string
}

// Clean returns the input as it is stored with the days as a number, or Invalid
// with all that is wrong.
func (in ExceptionInput) Clean() (ExceptionInput, int, error) {
	var c fault.Check
	in.Why, in.RiskWith, in.RiskWithout = strings.TrimSpace(in.Why), strings.TrimSpace(in.RiskWith), strings.TrimSpace(in.RiskWithout)
	c.That(in.ItemID != 0, "item", "Choose what needs a later date.")
	c.That(in.FreezeID != 0, "freeze", "Choose the freeze that it goes past.")
	c.That(in.ItemID == 0 || in.ItemID != in.FreezeID, "freeze", "Nothing goes past itself. Choose another deliverable as the freeze.")
	days, err := strconv.Atoi(strings.TrimSpace(in.Days))
	c.That(err == nil && days > 0 && days <= maxDays, "days", "Enter whole days, from 1 to %d.", maxDays)
	for field, text := range map[string][2]string{"why": {in.Why, "Say why it cannot be ready before the freeze."},
		"risk_with": {in.RiskWith, "Say what can go wrong when it comes late."}, "risk_without": {in.RiskWithout, "Say what it costs to leave it out."}} {
		c.That(text[0] != "", field, "%s", text[1])
		c.That(len([]rune(text[0])) <= MaxNote, field, "Use at most %d characters.", MaxNote)
	}
	return in, days, c.Err()
}

// fits returns Invalid when a launch's item cannot go so many days past one of
// its deliverables.
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
	c.That(after != item.Schedule, "days", "It is due on %s already, which is no earlier. Ask for more days past %s.", item.DueOn.Long(), freeze.DueOn.Long())
	return c.Err()
}

// ExceptionRow is an exception with the names and days of today.
type ExceptionRow struct {
	Exception
	ItemTitle, FreezeTitle            string
	ItemDue, FreezeDue                civil.Date
	AskedName, DecidedName, OwnerName string
	ItemGone, FreezeGone              bool
	// Told are whom the decision concerns.
	Told []Told `gorm:"-"`
}

// Until is the day that is asked for, past the freeze where it is now. The
// item's anchor can take it off a weekend.
func (r ExceptionRow) Until() civil.Date { return r.FreezeDue.AddDays(r.Days) }

// Told is somebody whom a decision concerns, and whether they have seen it.
type Told struct {
	ExceptionID int64
	Name        string
	SeenAt      db.Instant
}

// ExceptionNotice is a decision that somebody has not seen yet.
type ExceptionNotice struct {
	ExceptionRow
	LaunchSlug, LaunchName string
	LaunchOn               civil.Date
}

// ExceptionWork is what exceptions ask of one person.
type ExceptionWork struct {
	// Decide are those that wait for the person, who leads the launch.
	Decide []ExceptionNotice
	// News are decisions that concern them.
	News []ExceptionNotice
}

// Empty tells whether nothing waits.
func (w ExceptionWork) Empty() bool { return len(w.Decide)+len(w.News) == 0 }
