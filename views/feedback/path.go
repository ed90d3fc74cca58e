package feedback

import (
	"fmt"
	"strconv"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

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

// often returns the number of times, including duplicates, as text.
func often(r feedback.Report) string { return words.Count(r.Times+r.Same, "time") }

// Heard returns the channel and the number of times of a report.
func Heard(r feedback.Report) string { return r.Channel.Label() + ", " + often(r) }

// Href returns the URL of a record created from a report.
func Href(slug string, k feedback.Link) string {
	switch k.Kind {
	case feedback.ToDeliverable:
		return paths.Deliverable(slug, k.TargetID)
	case feedback.ToRisk:
		return paths.Risk(slug, k.TargetID)
	}
	where := paths.Guide(k.Slug)
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
	return fmt.Sprintf("%s in the last %s, more than %d", timesText(s), words.Count(s.Hours, "hour"), s.More)
}

// timesText returns the number of times that a symptom was reported.
func timesText(s feedback.Showing) string {
	sentence := "Said " + words.Count(s.Reports, "time")
	if s.Channel != "" {
		sentence += " by " + channelWord(feedback.Channel(s.Channel))
	}
	return sentence
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
