package readiness

import (
	"fmt"
	"strings"
	"time"

	"tminus/internal/words"
	"tminus/models/interview"
	"tminus/models/risk"
)

// breaking is good when no risk breaks the rule. An empty register is not checked, unless the interview, which asks for
// show-stoppers, is complete.
func (f facts) breaking(c criterionFact, now time.Time) finding {
	rule, category, _ := strings.Cut(c.BindRule, ":")
	if rule != risk.RuleShowStopper && rule != risk.RuleUnmitigated {
		return lost()
	}
	var against []risk.Fact
	for _, r := range f.risks {
		breaks := f.stopper(r, now)
		if rule == risk.RuleUnmitigated {
			breaks = r.Category == risk.Category(category) && !r.Mitigated() && !r.Accepted(now)
		}
		if breaks {
			against = append(against, r)
		}
	}
	out := about("Open the risks", "/risks")
	switch {
	case len(against) == 0 && c.tally.total == 0 && !f.interviewed():
		out.result, out.why = unseen, "No risk is registered, and the interview is not complete"
		return out
	case len(against) == 0:
		out.result, out.why = good, "No show-stopper risk is open"
		if rule == risk.RuleUnmitigated {
			out.why = fmt.Sprintf("No open %s risk without mitigation or acceptance", category)
		}
		return out
	case len(against) == 1:
		out = about("Open the risk", "/risks/%d", against[0].ID)
	}
	out.result, out.why = bad, "“"+against[0].Title+"”"
	if more := len(against) - 1; more > 0 {
		out.why += fmt.Sprintf(" and %d more", more)
	}
	if rule == risk.RuleUnmitigated {
		out.why += " neither mitigated nor accepted"
	} else {
		out.why += " may stop the launch, neither mitigated nor accepted through T"
	}
	return out
}

// interviewed reports whether the interview has questions and all are answered.
func (f facts) interviewed() bool {
	for _, q := range f.questions {
		if q.State(f.launchOn) == interview.FlagOpen {
			return false
		}
	}
	return len(f.questions) > 0
}

// registered is good when every open risk has a score, an owner and a response.
func (f facts) registered(c criterionFact) finding {
	out := about("Open the risks", "/risks")
	if c.tally.total == 0 {
		out.result, out.why, out.todo.Label = unseen, "No risk is registered", "Add risk"
		return out
	}
	var missing []string
	for _, r := range f.risks {
		if what := incomplete(r); what != "" {
			missing = append(missing, "“"+r.Title+"” has no "+what)
		}
	}
	if len(missing) == 0 {
		out.result, out.why = good, "No risk is open"
		if n := len(f.risks); n > 0 {
			out.why = words.Plural(n, "open risk has", "open risks have") + " a score, an owner and a response"
		}
		return out
	}
	out.result, out.why = bad, missing[0]
	if more := len(missing) - 1; more > 0 {
		out.why += fmt.Sprintf(", and %d more", more)
	}
	return out
}

// incomplete returns what a risk lacks, "" for nothing.
func incomplete(r risk.Fact) string {
	switch {
	case !r.Current.Judged():
		return "score"
	case r.OwnerID == 0 || r.OwnerGone:
		return "owner"
	case r.Response == "":
		return "response"
	}
	return ""
}
