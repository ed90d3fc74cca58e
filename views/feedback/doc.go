// Package feedback is the pages about what people outside say of a launch: the list
// with its counts by hour, one report and what becomes of it, who tries the launch
// before everybody, what their link shows to them, and the playbook.
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

// state is how far a report has come, in words: what it becomes says more than that
// it is under way.
func state(r feedback.Report) string {
	s := r.State()
	if s == feedback.Decided || s == feedback.Done && r.Outcome == feedback.Nothing {
		return r.Outcome.Label()
	}
	return s.Label()
}

// often is how often it was said, with what its duplicates count.
func often(r feedback.Report) string { return words.Count(r.Times+r.Same, "time") }

// Heard is where a report was heard, and how often.
func Heard(r feedback.Report) string { return r.Channel.Label() + ", " + often(r) }

// Href is where something leads that came of a report.
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

// Reason is why a play is offered, in words.
func Reason(s feedback.Showing) string {
	return fmt.Sprintf("%s in the last %s, more than %d", said(s), words.Count(s.Hours, "hour"), s.More)
}

// said is how often a symptom was shown.
func said(s feedback.Showing) string {
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
