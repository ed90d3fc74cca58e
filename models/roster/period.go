package roster

import (
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
)

// Period is a period with a rule about whom to call, such as "true emergencies only". It ends at
// ToAt or, if that is zero, when its decider ends it.
type Period struct {
	ID       int64
	LaunchID int64
	Rule     string
	// CallID is the person to call, nil for whoever is on call.
	CallID *int64
	FromAt db.Instant
	ToAt   db.Instant
	// DeciderID is the person who decides when it ends, nil if the end is fixed.
	DeciderID *int64
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Period) TableName() string { return "roster_periods" }

// Call returns the person to call, or 0.
func (p Period) Call() int64 { return db.IDOf(p.CallID) }

// Decider returns the person who decides the end, or 0.
func (p Period) Decider() int64 { return db.IDOf(p.DeciderID) }

// Open reports whether somebody still has to decide the end.
func (p Period) Open() bool { return p.ToAt.IsZero() }

// Holds reports whether the period applies at t.
func (p Period) Holds(t time.Time) bool {
	return !t.Before(p.FromAt.Time) && (p.Open() || t.Before(p.ToAt.Time))
}

// Over reports whether the period ended before t or at t.
func (p Period) Over(t time.Time) bool { return !p.Open() && !t.Before(p.ToAt.Time) }

// Say formats the time of a period: "Thu 10 Dec 08:00 – 20:00 CET", or "from Thu 10 Dec 08:00 CET".
func (p Period) Say(loc *time.Location) string {
	if p.Open() {
		at := p.FromAt.In(loc)
		return "From " + MomentOf(p.FromAt.Time, loc).On.Short() + " " + at.Format("15:04 MST")
	}
	return Say(Span{p.FromAt.Time, p.ToAt.Time}, loc)
}

// PeriodInput is the form input for a period. A zero end is open.
type PeriodInput struct {
	Rule string
	Span
	Call, Decider int64
}

// MaxRule is the maximum length of a rule in characters.
const MaxRule = 200

// Clean returns the input as it is stored, or Invalid with all problems. A period with an end needs
// no decider.
func (in PeriodInput) Clean() (PeriodInput, error) {
	var c fault.Check
	in.Rule = strings.Join(strings.Fields(in.Rule), " ")
	c.That(in.Rule != "", "rule", "Enter the rule, such as “True emergencies only”.")
	c.That(len([]rune(in.Rule)) <= MaxRule, "rule", "Use at most %d characters.", MaxRule)
	c.That(in.From.IsZero() || validYear(in.From.Year()), "from_on", "Enter a day between %d and %d.", firstYear, lastYear)
	switch {
	case in.To.IsZero():
		c.That(in.Decider != 0, "decider", "Enter an end, or choose who decides it.")
	default:
		c.That(in.From.Before(in.To), "to_at", "Enter an end after the start.")
		c.That(validYear(in.To.Year()), "to_on", "Enter a day between %d and %d.", firstYear, lastYear)
	}
	return in, c.Err()
}

// RuleAt returns the period that applies at t, the latest to begin if there are several.
func RuleAt(periods []Period, t time.Time) (Period, bool) {
	var out Period
	found := false
	for _, p := range periods {
		if p.Holds(t) && (!found || p.FromAt.After(out.FromAt.Time)) {
			out, found = p, true
		}
	}
	return out, found
}
