package readiness

import (
	"regexp"
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
)

// frozen returns the verdict as a decision keeps it: its texts hold instants
// instead of how long ago something was.
func (v Verdict) frozen(l launch.Launch) gonogo.Readiness {
	out, loc := v.ForDecision(), l.Location()
	for i, line := range v.Criteria {
		out.Criteria[i].Why, out.Criteria[i].Since = frozenText(line.Why, line.Since, v.At, loc), line.Since.Time
	}
	for i, line := range v.Conditions {
		out.Conditions[i].Why, out.Conditions[i].Since = frozenText(line.Why, line.Since, v.At, loc), line.Since.Time
	}
	for i, f := range v.Flags {
		out.Flags[i].Why = frozenText(f.Why, f.Since, v.At, loc)
	}
	return out
}

// renewedIn matches when a sign-off has to be renewed, as signed says it.
var renewedIn = regexp.MustCompile(`; to be renewed in \d+ \w+`)

// frozenText replaces how long ago an instant was by the instant.
func frozenText(text string, since db.Instant, now time.Time, loc *time.Location) string {
	if !since.IsZero() {
		text = strings.ReplaceAll(text, ago(since, now), "on "+since.In(loc).Format("Mon 2 Jan 2006, 15:04 MST"))
	}
	return renewedIn.ReplaceAllString(text, "")
}
