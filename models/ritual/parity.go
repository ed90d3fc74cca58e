package ritual

import (
	"strings"

	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// ParityRow is one aspect by which staging and production are compared.
type ParityRow struct {
	ID         int64
	LaunchID   int64
	Aspect     string
	Staging    string
	Production string
	Matters    Matter
	Note       string
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (ParityRow) TableName() string { return "parity_rows" }

// Matter is whether a difference between staging and production makes a run on
// one say nothing about the other.
type Matter string

// The answers.
const (
	MatterUnknown Matter = ""
	MatterSame    Matter = "same"
	MatterNo      Matter = "no"
	MatterYes     Matter = "yes"
)

var matterLabels = enum.Labels[Matter]{
	{MatterUnknown, "Not judged yet"},
	{MatterSame, "Same on both"},
	{MatterNo, "Differs, does not matter"},
	{MatterYes, "Differs, and it matters"},
}

// Matters are the answers in the order in which they are offered.
var Matters = matterLabels.Values()

// Label returns the answer as it is shown.
func (m Matter) Label() string { return matterLabels.Label(m) }

func (m Matter) valid() bool { return matterLabels.Has(m) }

// Known reports whether both environments are described.
func (r ParityRow) Known() bool { return r.Staging != "" && r.Production != "" }

// Differs reports whether both are described and not the same. Case and blanks
// make no difference.
func (r ParityRow) Differs() bool {
	return r.Known() && !strings.EqualFold(words.OneLine(r.Staging), words.OneLine(r.Production))
}

// Open reports whether the row needs attention: an environment is not
// described, or they differ and nobody has judged whether it matters.
func (r ParityRow) Open() bool {
	return !r.Known() || (r.Differs() && (r.Matters == MatterUnknown || r.Matters == MatterSame))
}

// ParityInput is the form of a row.
type ParityInput struct {
	Aspect, Staging, Production string
	Matters                     Matter
	Note                        string
}

const maxParity = 200

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in ParityInput) Clean() (ParityInput, error) {
	var c fault.Check
	in.Aspect, in.Staging, in.Production, in.Note = words.OneLine(in.Aspect), words.OneLine(in.Staging), words.OneLine(in.Production),
		strings.TrimSpace(in.Note)
	c.That(in.Aspect != "", "aspect", "Say what is compared.")
	for _, f := range [][2]string{{"aspect", in.Aspect}, {"staging", in.Staging}, {"production", in.Production}} {
		c.That(len([]rune(f[1])) <= maxParity, f[0], "Use at most %d characters.", maxParity)
	}
	c.That(len([]rune(in.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	c.That(in.Matters.valid(), "matters", "Choose whether the difference matters.")
	// A judgement of a difference needs a difference.
	row := ParityRow{Staging: in.Staging, Production: in.Production}
	c.That(in.Matters != MatterSame || !row.Differs(), "matters", "Staging and production differ here; say whether it matters.")
	c.That((in.Matters != MatterNo && in.Matters != MatterYes) || row.Differs() || !row.Known(), "matters",
		"Staging and production are the same here.")
	return in, c.Err()
}
