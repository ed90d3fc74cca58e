package risk

import (
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/views/format"
)

// says joins what there is to say.
func says(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

func standing(n int) string {
	if n == 1 {
		return "1 show-stopper is"
	}
	return words.Count(n, "show-stopper") + " are"
}

// consequence says what a show-stopper that stands means.
func (vm RegisterVM) consequence() string {
	if vm.Plan == nil {
		return " neither mitigated nor accepted: no launch may go with one."
	}
	return " neither mitigated nor accepted: the launch may not go."
}

// Moment is when something happened, in the launch's zone.
func Moment(p *launch.Plan, e launch.Entry) string {
	return format.Moment(e.At.Time, p.Location())
}

// ScoreFields are scores as the form for them sends them.
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
