package feedback

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"tminus/models/feedback"
	"tminus/models/launch"
	deliverableview "tminus/views/deliverable"
	guideview "tminus/views/guide"
	riskview "tminus/views/risk"
	"tminus/views/ui"
)

// Path returns the URL of a launch's reports.
func Path(slug string) string { return "/launches/" + slug + "/feedback" }

// One returns the URL of a report.
func One(slug string, n int64) string { return Path(slug) + "/" + id(n) }

// BetaPath returns the URL of a launch's beta users.
func BetaPath(slug string) string { return Path(slug) + "/beta" }

// Tester returns the URL of a beta user.
func Tester(slug string, n int64) string { return BetaPath(slug) + "/" + id(n) }

// PlaybookPath returns the URL of a launch's playbook.
func PlaybookPath(slug string) string { return Path(slug) + "/playbook" }

func id(n int64) string { return strconv.FormatInt(n, 10) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func mark(s feedback.State) ui.Mark {
	switch s {
	case feedback.Decided:
		return ui.MarkInProgress
	case feedback.Done:
		return ui.MarkDone
	case feedback.Duplicate:
		return ui.MarkSkipped
	}
	return ui.MarkNotStarted
}

// state returns the state of a report as text; an outcome says more than "in progress".
func state(r feedback.Report) string {
	s := r.State()
	if s == feedback.Decided || s == feedback.Done && r.Outcome == feedback.Nothing {
		return r.Outcome.Label()
	}
	return s.Label()
}

func moment(at time.Time, p *launch.Plan) string { return deliverableview.Moment(at, p.Location()) }

// when returns a recent time in short form.
func when(at time.Time, p *launch.Plan) string {
	return at.In(p.Location()).Format("Mon 2 Jan, 15:04 MST")
}

func iso(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// often returns the number of times, including duplicates, as text.
func often(r feedback.Report) string { return count(r.Times+r.Same, "time", "times") }

// Heard returns the channel and the number of times of a report.
func Heard(r feedback.Report) string { return r.Channel.Label() + ", " + often(r) }

// Href returns the URL of a record created from a report.
func Href(slug string, k feedback.Link) string {
	switch k.Kind {
	case feedback.ToDeliverable:
		return deliverableview.Path(slug, k.TargetID)
	case feedback.ToRisk:
		return riskview.One(slug, k.TargetID)
	}
	where := guideview.One(k.Slug)
	if !k.Done {
		where += "?version=" + strconv.Itoa(k.Head)
	}
	return where + "#issue-" + k.Anchor
}

func kindWord(k feedback.LinkKind) string {
	switch k {
	case feedback.ToDeliverable:
		return "Deliverable"
	case feedback.ToRisk:
		return "Risk"
	}
	return "Guide"
}

func linkMark(k feedback.Link) ui.Mark {
	switch {
	case k.Gone:
		return ui.MarkAtRisk
	case k.Done:
		return ui.MarkDone
	case k.Kind != feedback.ToDeliverable, k.Status == launch.NotStarted.Label():
		return ui.MarkNotStarted
	}
	return ui.MarkInProgress
}

func linkState(k feedback.Link) string {
	if k.Gone {
		return "Taken away"
	}
	return k.Status
}

// Reason returns the reason why a play is suggested.
func Reason(s feedback.Showing) string {
	return fmt.Sprintf("%s in the last %s, more than %d", timesText(s), count(s.Hours, "hour", "hours"), s.More)
}

// timesText returns the number of times that a symptom was reported.
func timesText(s feedback.Showing) string {
	words := "Said " + count(s.Reports, "time", "times")
	if s.Channel != "" {
		words += " by " + channelWord(feedback.Channel(s.Channel))
	}
	return words
}

func channelWord(c feedback.Channel) string {
	switch c {
	case feedback.ByBeta:
		return "beta users"
	case feedback.BySupport:
		return "support"
	case feedback.BySocial:
		return "social networks"
	}
	return "conversations"
}

func channels(all string) []ui.Option {
	var out []ui.Option
	if all != "" {
		out = append(out, ui.Option{Label: all})
	}
	for _, c := range feedback.Channels {
		out = append(out, ui.Option{Value: string(c), Label: c.Label()})
	}
	return out
}

func symptoms(plays []feedback.Play, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, p := range plays {
		out = append(out, ui.Option{Value: p.Key, Label: p.Symptom})
	}
	return out
}

func symptom(plays []feedback.Play, key string) string {
	for _, p := range plays {
		if p.Key == key {
			return p.Symptom
		}
	}
	return ""
}

func query(v url.Values) string {
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}
