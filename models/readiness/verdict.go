package readiness

import (
	"fmt"
	"time"

	"tminus/models/gonogo"
	"tminus/models/launch"
)

// Verdict is whether a launch may go at one instant, and why. It is computed
// and never stored.
type Verdict struct {
	LaunchID int64
	At       time.Time
	// Go is true when there are criteria, all of them hold, and no condition is
	// active.
	Go bool
	// Met is how many of the Total criteria are met or waived.
	Met, Total int
	// Standing is how many conditions are active, Flagged how many red flags
	// are open.
	Standing, Flagged int
	Criteria          []CriterionLine
	Conditions        []CriterionLine
	Flags             []Flag
	// Decision is the present decision.
	Decision gonogo.Decision
	// Overrides are all overrides, newest first.
	Overrides []gonogo.Override
}

// Label returns the verdict in a word.
func (v Verdict) Label() string {
	switch {
	case v.Go:
		return "GO"
	case v.Total == 0 && v.Standing == 0:
		return "No criteria yet"
	}
	return "NO-GO"
}

// Short returns the verdict with its figures: "NO-GO 4/7".
func (v Verdict) Short() string {
	if v.Total == 0 {
		return v.Label()
	}
	return fmt.Sprintf("%s %d/%d", v.Label(), v.Met, v.Total)
}

// Mark returns the mark of the verdict.
func (v Verdict) Mark() launch.Mark {
	switch {
	case v.Go:
		return launch.MarkDone
	case v.Total == 0 && v.Standing == 0:
		return launch.MarkNotStarted
	}
	return launch.MarkBlocked
}

// ShortAt returns Short while the launch is ahead; afterwards how many criteria
// were met.
func (v Verdict) ShortAt(s launch.State) string {
	if s.Ahead() {
		return v.Short()
	}
	if v.Total == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d criteria met", v.Met, v.Total)
}

// MarkAt returns the mark beside ShortAt.
func (v Verdict) MarkAt(s launch.State) launch.Mark {
	if s.Ahead() {
		return v.Mark()
	}
	return launch.MarkSkipped
}

// Missing returns the lines that keep the launch from going.
func (v Verdict) Missing() []CriterionLine {
	var out []CriterionLine
	for _, lines := range [][]CriterionLine{v.Criteria, v.Conditions} {
		for _, l := range lines {
			if !l.State.Holds() {
				out = append(out, l)
			}
		}
	}
	return out
}

// MissingWords returns the lines that keep the launch from going and the open
// red flags, each in words with its owner.
func (v Verdict) MissingWords() []string {
	var out []string
	for _, l := range v.Missing() {
		out = append(out, l.Title+owned(l.Owner))
	}
	for _, f := range v.OpenFlags() {
		out = append(out, "Red flag: "+f.Ask+owned(f.Owner))
	}
	return out
}

func owned(name string) string {
	if name == "" {
		return " (no owner)"
	}
	return " (" + name + ")"
}

// ForDecision returns the verdict as a go/no-go decision is recorded on it, without the open list.
func (v Verdict) ForDecision() gonogo.Readiness {
	out := gonogo.Readiness{Met: v.Met, Total: v.Total, Criteria: linesForDecision(v.Criteria), Conditions: linesForDecision(v.Conditions)}
	for _, f := range v.Flags {
		out.Flags = append(out.Flags, gonogo.ReadinessFlag{QuestionID: f.QuestionID,
			FrozenFlag: gonogo.FrozenFlag{Ask: f.Ask, Answer: f.Answer, Why: f.Why, Owner: f.Owner, Accepted: f.Accepted}})
	}
	return out
}

// addTo adds the open list to the readiness that a decision is recorded on. What is not yet due is missing too.
func (l List) addTo(r gonogo.Readiness) gonogo.Readiness {
	r.Label, r.Go = l.State.CountLabel(), len(l.Lines) == 0
	for _, line := range l.Lines {
		for _, it := range line.single() {
			r.Open = append(r.Open, gonogo.OpenLine{Key: it.Key, Source: string(it.Source), Title: it.Title, Why: it.reason(), Owner: it.Owner,
				Due: it.Due, Severity: it.Severity.String()})
		}
		r.Missing = append(r.Missing, line.Title+owned(line.Owner))
	}
	return r
}

func linesForDecision(lines []CriterionLine) []gonogo.ReadinessLine {
	out := make([]gonogo.ReadinessLine, len(lines))
	for i, l := range lines {
		out[i] = gonogo.ReadinessLine{ID: l.ID, FrozenLine: gonogo.FrozenLine{Title: l.Title, State: string(l.State), Why: l.Why,
			Since: l.Since.Time, Owner: l.Owner,
			Bound: l.Bound, Evidence: l.Evidence}}
	}
	return out
}

// Follows returns the ids of what the lines follow in one way.
func (v Verdict) Follows(bind string) []int64 {
	var ids []int64
	for _, lines := range [][]CriterionLine{v.Criteria, v.Conditions} {
		for _, l := range lines {
			if l.Bind == bind && l.BindID != 0 {
				ids = append(ids, l.BindID)
			}
		}
	}
	return ids
}

// OpenFlags returns the red flags that nobody accepted.
func (v Verdict) OpenFlags() []Flag {
	var out []Flag
	for _, f := range v.Flags {
		if !f.Accepted {
			out = append(out, f)
		}
	}
	return out
}
