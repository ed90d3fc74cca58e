package readiness

import (
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/ritual"
)

// Kind is the side of the decision on which a criterion is.
type Kind string

// The kinds. A go needs all criteria; any one condition means no-go.
const (
	KindGo   Kind = "go"
	KindNoGo Kind = "no_go"
)

// Sign is what a person said of a criterion or condition by hand.
type Sign string

// The signs. SignMet on a condition means that it is active.
const (
	SignNone   Sign = ""
	SignMet    Sign = "met"
	SignNotMet Sign = "not_met"
)

// Criterion is a criterion or condition as it is stored.
type Criterion struct {
	ID           int64
	LaunchID     int64
	Key          string
	Kind         Kind
	Title        string
	OwnerID      *int64
	RoleKey      string // whom the template gave it to
	Bind         string // of one of kinds
	BindID       *int64
	BindRule     string
	Environment  ritual.Environment
	RenewMinutes int
	Evidence     string
	Sign         Sign
	SignNote     string
	SignedBy     *int64
	SignedAt     db.Instant
	WaivedBy     *int64
	WaivedAt     db.Instant
	WaiveReason  string
	Position     int
	ArchivedAt   db.Instant
	Version      int
	CreatedAt    db.Instant
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (Criterion) TableName() string { return "criteria" }

// Binding is what a criterion follows. The zero Binding is signed off, or
// raised, by hand.
type Binding struct {
	By          string // of one of kinds; "" is manual
	ID          int64
	Rule        string // for risk.BindRisks and roster.BindCoverage
	Environment ritual.Environment
}

// ruleWords returns a rule over the risk register as it is shown.
func ruleWords(rule string) string {
	if _, category, ok := strings.Cut(rule, ":"); ok {
		return risk.Category(category).Label() + " risks are mitigated or accepted"
	}
	return "No show-stopper risk is open"
}

// Binding returns what the criterion follows.
func (c Criterion) Binding() Binding {
	return Binding{By: c.Bind, ID: db.IDOf(c.BindID), Rule: c.BindRule, Environment: c.Environment}
}

// Bindable is something that a criterion can follow.
type Bindable struct {
	Binding
	Group, Label string
}

// CriterionInput is the form of a criterion or condition.
type CriterionInput struct {
	Kind    Kind
	Title   string
	OwnerID *int64
	Binding Binding
	// RenewHours is after how many hours a sign-off or a run expires, 0 for
	// never.
	RenewHours int
	Evidence   string
}

// longestRenewal bounds RenewHours.
const longestRenewal = 90 * 24

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in CriterionInput) Clean() (CriterionInput, error) {
	var c fault.Check
	in.Title, in.Evidence = words.OneLine(in.Title), words.OneLine(in.Evidence)
	c.That(in.Kind == KindGo || in.Kind == KindNoGo, "kind", "Choose on which side of the decision it stands.")
	c.That(in.Title != "", "title", "Say what has to be true.")
	c.That(len([]rune(in.Title)) <= launch.MaxTitle, "title", "Use at most %d characters.", launch.MaxTitle)
	c.That(len([]rune(in.Evidence)) <= launch.MaxReason, "evidence", "Use at most %d characters.", launch.MaxReason)
	c.That(in.RenewHours >= 0 && in.RenewHours <= longestRenewal, "renew", "Enter hours from 0 to %d.", longestRenewal)
	if in.Binding.By == "" {
		in.Binding.By = BindManual
	}
	// A raised condition does not expire, and of what can be followed only a
	// run does.
	if in.Binding.By != ritual.BindRun && (in.Kind == KindNoGo || in.Binding.By != BindManual) {
		in.RenewHours = 0
	}
	return in, c.Err()
}

// SignOff is the form of a sign-off.
type SignOff struct {
	Sign Sign
	Note string
	// Evidence replaces the evidence, unless it is nil.
	Evidence *string
}

// Clean returns the sign-off as it is stored, or Invalid.
func (so SignOff) Clean(k Kind) (SignOff, error) {
	var c fault.Check
	so.Note = strings.TrimSpace(so.Note)
	if so.Evidence != nil {
		e := words.OneLine(*so.Evidence)
		so.Evidence = &e
		c.That(len([]rune(e)) <= launch.MaxReason, "evidence", "Use at most %d characters.", launch.MaxReason)
	}
	c.That(len([]rune(so.Note)) <= launch.MaxReason, "note", "Use at most %d characters.", launch.MaxReason)
	switch {
	case so.Sign != SignNone && so.Sign != SignMet && so.Sign != SignNotMet:
		c.Add("sign", "Say whether it is met.")
	case k == KindNoGo && so.Sign == SignMet:
		c.That(so.Note != "", "note", "Say what has been found.")
	case k == KindGo && so.Sign == SignNotMet:
		c.That(so.Note != "", "note", "Say what is missing.")
	}
	return so, c.Err()
}

// signWords returns a sign as the history shows it.
func signWords(k Kind, s Sign, note string) string {
	words := map[Sign]string{SignMet: "met", SignNotMet: "not met"}[s]
	if k == KindNoGo {
		words = map[Sign]string{SignMet: "raised", SignNotMet: "cleared"}[s]
	}
	if words == "" {
		return ""
	}
	return words + noted(note)
}
