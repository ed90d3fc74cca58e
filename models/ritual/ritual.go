package ritual

import (
	"fmt"
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// Ritual is an ordered list of checks that is run unchanged against staging and
// production, as often as its Cadence says.
type Ritual struct {
	ID         int64
	LaunchID   int64
	Key        string
	Name       string
	OwnerID    *int64
	RoleKey    string // whom the template gave it to
	FromOffset int
	ToOffset   int
	Peak       int
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Ritual) TableName() string { return "rituals" }

// Cadence returns how often the ritual is run.
func (r Ritual) Cadence() Cadence {
	return Cadence{From: r.FromOffset, To: r.ToOffset, Peak: r.Peak}
}

// Step is one check of a ritual. Weight is the share of users, in per cent, who
// do it in reality.
type Step struct {
	ID         int64
	RitualID   int64
	Title      string
	Weight     int
	Position   int
	ArchivedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Step) TableName() string { return "ritual_steps" }

// Input is the form of a ritual. A step with an ID exists already; one that is
// left out is removed, and stays in earlier runs.
type Input struct {
	Name    string
	OwnerID *int64
	Cadence Cadence
	Steps   []StepInput
}

// StepInput is the form of a step.
type StepInput struct {
	ID     int64
	Title  string
	Weight int
}

// The bounds of a ritual.
const (
	MaxPeak       = 24
	MaxCadence    = 120 // days from T
	MaxSteps      = 100
	maxRitualName = 100
	maxStepTitle  = 200
)

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name = words.OneLine(in.Name)
	c.That(in.Name != "", "name", "Give the ritual a name.")
	c.That(len([]rune(in.Name)) <= maxRitualName, "name", "Use at most %d characters.", maxRitualName)
	k := in.Cadence
	c.That(k.From <= 0 && k.From >= -MaxCadence, "from", "Enter how many days before T the runs begin, from 0 to %d.", MaxCadence)
	c.That(k.To >= 0 && k.To <= MaxCadence, "to", "Enter how many days after T the runs end, from 0 to %d.", MaxCadence)
	c.That(k.Peak >= 0 && k.Peak <= MaxPeak, "peak", "Enter how many runs there are at T, from 0 to %d.", MaxPeak)
	in.Steps = slices.Clone(in.Steps)
	seen := make(map[int64]bool)
	for i := range in.Steps {
		s := &in.Steps[i]
		s.Title = words.OneLine(s.Title)
		at := fmt.Sprintf("step%d", i)
		c.That(s.Title != "", at, "Say what is done in step %d, or take it out.", i+1)
		c.That(len([]rune(s.Title)) <= maxStepTitle, at, "Step %d: use at most %d characters.", i+1, maxStepTitle)
		c.That(s.Weight >= 0 && s.Weight <= 100, fmt.Sprintf("weight%d", i), "Step %d: the weight is a share of users, from 0 to 100 %%.", i+1)
		c.That(s.ID == 0 || !seen[s.ID], at, "Step %d is there twice.", i+1)
		seen[s.ID] = true
	}
	c.That(len(in.Steps) <= MaxSteps, "steps", "Use at most %d steps.", MaxSteps)
	return in, c.Err()
}

// Words returns the cadence as it is shown.
func (c Cadence) Words() string {
	switch {
	case c.Peak == 0:
		return "no planned runs"
	case c.From >= -1 && c.To <= 1:
		return fmt.Sprintf("%d at T", c.Peak)
	}
	return fmt.Sprintf("from T%d rising to %d a day at T, then falling until T+%d", c.From, c.Peak, c.To)
}

// stepWords returns the steps in one text, for the audit log.
func stepWords(steps []StepInput) string {
	words := make([]string, len(steps))
	for i, s := range steps {
		words[i] = fmt.Sprintf("%d. %s (%d %%)", i+1, s.Title, s.Weight)
	}
	return strings.Join(words, "\n")
}
