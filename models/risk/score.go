package risk

import (
	"fmt"

	"tminus/models/fault"
)

// MaxScore is the highest likelihood and the highest impact.
const MaxScore = 5

// Score is the likelihood and impact of a risk, each from 1 to 5. The zero value is a score that
// was not given.
type Score struct{ Likelihood, Impact int }

// Judged reports whether the score was given.
func (s Score) Judged() bool { return s != Score{} }

// Value returns likelihood times impact, by which risks are ranked.
func (s Score) Value() int { return s.Likelihood * s.Impact }

// String returns the score as text: "4 × 5 = 20".
func (s Score) String() string {
	if !s.Judged() {
		return "not judged"
	}
	return fmt.Sprintf("%d × %d = %d", s.Likelihood, s.Impact, s.Value())
}

// check adds the problems of a score with the form fields name_likelihood and name_impact.
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

// Scores are the three scores of a risk.
type Scores struct {
	// Inherent is the score before any treatment, Current the present one, and Residual the one
	// after the mitigations. Only the current score is required.
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

// Level is a range of the scale, from low to extreme.
type Level int

// The levels. NoLevel is the level of a score that was not given.
const (
	NoLevel Level = iota
	Low
	Moderate
	Elevated
	High
	Extreme
)

// Levels lists the levels in order, with the lowest value of each.
var Levels = []struct {
	Level
	From int
}{{Low, 1}, {Moderate, 4}, {Elevated, 8}, {High, 12}, {Extreme, 20}}

// Level returns the level of the score.
func (s Score) Level() Level {
	level := NoLevel
	for _, l := range Levels {
		if s.Value() >= l.From {
			level = l.Level
		}
	}
	return level
}

// Label returns the name of the level on screen.
func (l Level) Label() string {
	return [...]string{"Not judged", "Low", "Moderate", "Elevated", "High", "Extreme"}[l]
}

var likelihoods = [...]string{"", "Rare", "Unlikely", "Possible", "Likely", "Almost certain"}
var impacts = [...]string{"", "Negligible", "Minor", "Moderate", "Major", "Severe"}

// Likelihood returns the name of a likelihood from 1 to 5.
func Likelihood(n int) string { return word(likelihoods[:], n) }

// Impact returns the name of an impact from 1 to 5.
func Impact(n int) string { return word(impacts[:], n) }

func word(words []string, n int) string {
	if n < 0 || n >= len(words) {
		return ""
	}
	return words[n]
}
