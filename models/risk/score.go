package risk

import (
	"fmt"

	"tminus/models/fault"
)

// MaxScore is the highest likelihood and the highest impact.
const MaxScore = 5

// Score is how likely a risk is and how much it would hurt, each from 1 to 5.
// The zero Score is one that nobody has judged.
type Score struct{ Likelihood, Impact int }

// Judged tells whether somebody has given the score.
func (s Score) Judged() bool { return s != Score{} }

// Value is likelihood times impact, by which risks are ranked.
func (s Score) Value() int { return s.Likelihood * s.Impact }

// String is the score as people read it: "4 × 5 = 20".
func (s Score) String() string {
	if !s.Judged() {
		return "not judged"
	}
	return fmt.Sprintf("%d × %d = %d", s.Likelihood, s.Impact, s.Value())
}

// check notes what is wrong with a score whose inputs are called name_likelihood
// and name_impact.
func (s Score) check(c *fault.Check, name string) {
	for _, part := range []struct {
		field string
		n     int
	}{{"likelihood", s.Likelihood}, {"impact", s.Impact}} {
		switch {
		case part.n == 0:
			c.Add(name+"_"+part.field, "Choose the %s, 1 to %d.", part.field, MaxScore)
		case part.n < 0 || part.n > MaxScore:
			c.Add(name+"_"+part.field, "The %s goes from 1 to %d.", part.field, MaxScore)
		}
	}
}

// Scores are the three that a risk has.
type Scores struct {
	// Inherent is before anything is done, Current as it is now, Residual what
	// remains when the mitigations are done. Only the current one must be judged.
	Inherent, Current, Residual Score
}

func (s Scores) check(c *fault.Check) {
	s.Current.check(c, "current")
	if s.Inherent.Judged() {
		s.Inherent.check(c, "inherent")
	}
	if !s.Residual.Judged() {
		return
	}
	s.Residual.check(c, "residual")
	c.That(c.Err() != nil || s.Residual.Value() <= s.Current.Value(), "residual_likelihood",
		"What remains after the mitigation cannot be more than there is now (%d).", s.Current.Value())
}

// Level is a part of the scale, low to extreme.
type Level int

// The levels. NoLevel is that of a score that nobody has judged.
const (
	NoLevel Level = iota
	Low
	Moderate
	Elevated
	High
	Extreme
)

// Levels in their order, with the lowest value that belongs to each.
var Levels = []struct {
	Level
	From int
}{{Low, 1}, {Moderate, 4}, {Elevated, 8}, {High, 12}, {Extreme, 20}}

// Level is the part of the scale that the score lies in.
func (s Score) Level() Level {
	level := NoLevel
	for _, l := range Levels {
		if s.Value() >= l.From {
			level = l.Level
		}
	}
	return level
}

// Label is the level as people read it.
func (l Level) Label() string {
	return [...]string{"Not judged", "Low", "Moderate", "Elevated", "High", "Extreme"}[l]
}

var likelihoods = [...]string{"", "Rare", "Unlikely", "Possible", "Likely", "Almost certain"}
var impacts = [...]string{"", "Negligible", "Minor", "Moderate", "Major", "Severe"}

// Likelihood names a likelihood from 1 to 5.
func Likelihood(n int) string { return word(likelihoods[:], n) }

// Impact names an impact from 1 to 5.
func Impact(n int) string { return word(impacts[:], n) }

func word(words []string, n int) string {
	if n < 0 || n >= len(words) {
		return ""
	}
	return words[n]
}
