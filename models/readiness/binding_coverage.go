package readiness

import (
	"fmt"

	"tminus/internal/words"
	"tminus/models/roster"
)

// coverageWords returns a rule over the on-call roster as it is shown.
func coverageWords(rule string) string {
	if rule == roster.RuleSenior {
		return "A senior engineer is on call from T to the end of launch day"
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
		if f.roster.SeniorThroughout() {
			return finding{result: good, why: coverageWords(c.BindRule)}
		}
		return finding{result: bad, why: f.roster.SeniorGap(f.loc), todo: mend}
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
