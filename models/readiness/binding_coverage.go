package readiness

import (
	"fmt"

	"tminus/internal/words"
	"tminus/models/roster"
)

// coverageWords returns a rule over the on-call roster as it is shown.
func coverageWords(rule string) string {
	if rule == roster.RuleSenior {
		return "A senior is on call at T and all through the window"
	}
	return "Covered all through the window, with nothing wrong"
}

// onCall judges the on-call roster by a rule.
func (f facts) onCall(c criterionFact) finding {
	mend := about("Open the roster", "/roster").todo
	if f.roster.Empty {
		return finding{result: unseen, why: "Nobody is on the roster yet", todo: mend}
	}
	if c.BindRule == roster.RuleSenior {
		lacks := f.roster.Window.Minutes() - f.roster.Senior
		switch {
		case f.roster.SeniorThroughout():
			return finding{result: good, why: "A senior is on call at T and all through the window"}
		case !f.roster.SeniorAtT:
			return finding{result: bad, why: "No senior is on call at T", todo: mend}
		}
		return finding{result: bad, why: "No senior is on call for " + roster.Lasting(lacks) + " of the window", todo: mend}
	}
	if c.BindRule != roster.RuleCovered {
		return lost()
	}
	if f.roster.Covered() {
		return finding{result: good, why: "Every needed role is filled all through the window"}
	}
	why := words.Plural(len(f.roster.Problems), "problem", "problems") + " on the roster"
	if n := f.roster.Minutes(roster.Gap); n > 0 {
		why += fmt.Sprintf("; nobody is primary for %s", roster.Lasting(n))
	}
	return finding{result: bad, why: why, todo: mend}
}
