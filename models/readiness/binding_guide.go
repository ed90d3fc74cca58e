package readiness

import (
	"fmt"

	"tminus/internal/words"
	"tminus/models/guide"
)

// guideWords is what a criterion asks of the support guides.
const guideWords = "Published, reviewed by support, and still right"

// documented is good when the launch has a guide and support can rely on each
// of its guides.
func (f facts) documented() finding {
	out := about("Open the guides", "/guides")
	var missing []string
	for _, g := range f.guides {
		if why := lacks(g); why != "" {
			missing = append(missing, "“"+g.Title+"” "+why)
		}
		if g.Checked.At.After(out.since.Time) {
			out.since.Time = g.Checked.At
		}
	}
	switch {
	case len(f.guides) == 0:
		out.result, out.why = unseen, "No guide has been written yet"
		out.todo.Label = "Write the guide"
	case len(missing) == 0:
		out.result, out.why = good, words.Plural(len(f.guides), "guide", "guides")+" published and reviewed by support"
	default:
		out.result, out.why = bad, missing[0]
		if more := len(missing) - 1; more > 0 {
			out.why += fmt.Sprintf(", and %d more", more)
		}
	}
	return out
}

// lacks returns why support cannot rely on a guide yet, "" when it can.
func lacks(g guide.Guide) string {
	switch {
	case g.Published == 0 && g.State == guide.InReview:
		return "is in review"
	case g.Published == 0:
		return "is not published"
	case !g.Checked.ForSupport:
		return "was not reviewed by support"
	case len(g.Stale) > 0:
		return "may be out of date: " + g.Stale[0]
	}
	return ""
}
