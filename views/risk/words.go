package risk

import (
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/audit"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/views/format"
)

// joinTexts joins texts.
func joinTexts(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

func standingText(n int) string {
	if n == 1 {
		return "1 show-stopper is"
	}
	return words.Count(n, "show-stopper") + " are"
}

// consequence returns the effect of a show-stopper that stands as text.
func (vm RegisterVM) consequence() string {
	if vm.Plan == nil {
		return " neither mitigated nor accepted: no launch may go with one."
	}
	return " neither mitigated nor accepted: the launch may not go."
}

// Moment returns the time of an entry, in the launch's zone.
func Moment(p *launch.Plan, e audit.Entry) string {
	return format.Moment(e.At.Time, p.Location())
}

// ScoreFields returns scores as form fields.
func ScoreFields(s risk.Scores, version int) [][2]string {
	out := [][2]string{{"version", strconv.Itoa(version)}}
	for _, f := range []struct {
		name string
		of   risk.Score
	}{{"current", s.Current}, {"residual", s.Residual}} {
		out = append(out, [2]string{f.name + "_likelihood", graded(f.of.Likelihood)}, [2]string{f.name + "_impact", graded(f.of.Impact)})
	}
	return out
}
