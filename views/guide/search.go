package guide

import (
	"net/url"
	"strings"

	"tminus/internal/words"
	"tminus/models/guide"
	"tminus/views/paths"
	"tminus/views/ui"
)

// SearchVM holds the results of a search.
type SearchVM struct {
	Query string
	Found []guide.Found
	// Missed is the part of the query without a result: all of it, or an error code in it; "" for
	// none.
	Missed string
	// Whole reports that the whole page was requested, so that a search without a result is already
	// counted.
	Whole bool
}

// Status returns the text for screen readers.
func (vm SearchVM) Status() string {
	switch {
	case vm.Query == "":
		return ""
	case len(vm.Found) == 0:
		return "Nothing found"
	}
	return words.Count(len(vm.Found), "result") + ". Enter opens the first."
}

// Where returns the URL of a result.
func Where(f guide.Found) string {
	if f.Anchor == "" {
		return paths.Guide(f.Slug)
	}
	return paths.Guide(f.Slug) + "#" + f.Anchor
}

func kindLabel(k guide.Kind) string {
	switch k {
	case guide.FoundIssue:
		return "Issue"
	case guide.FoundReply:
		return "Reply"
	}
	return "Guide"
}

// MissesVM holds what is missing in guides.
type MissesVM struct {
	Misses []guide.Miss
	// Now is the present result for a former search without a result.
	Now   map[string]guide.Found
	Notes []guide.Answer
	// Mine counts the notes on guides that the visitor owns.
	Mine    int64
	CanEdit bool
}

// tabs returns the tabs of the pages about all guides.
func tabs(current string, open int) []ui.Tab {
	all := []ui.Tab{{Href: paths.Guides(), Label: "Guides", Current: current == paths.Guides()},
		{Href: paths.Guides("misses"), Label: "Looked for", Current: current == paths.Guides("misses")}}
	all[1].Count = open
	return all
}

// SearchURL returns the URL of a search.
func SearchURL(q string) string { return paths.With(paths.Guides(), url.Values{"q": {q}}) }

// whole is the anchor that stands for the whole guide.
const whole = "guide"

// AnsweredOf parses from the URL the place that the visitor just said did not help.
func AnsweredOf(q url.Values) string { return q.Get("missed") }

// Missed returns the URL of a guide that asks what was missing at a place.
func Missed(slug, anchor string) string {
	return paths.With(paths.Guide(slug), url.Values{"missed": {Answered(anchor)}}) + "#" + helpedID(anchor)
}

// Answered returns the name of a place that did not help.
func Answered(anchor string) string {
	if anchor == "" {
		return whole
	}
	return anchor
}

func helpedID(anchor string) string { return "helped" + strings.TrimPrefix(anchor, "issue") }

// asks reports whether the visitor just said that the place did not help.
func (vm ReadVM) asks(anchor string) bool {
	return vm.Answered != "" && vm.Answered == anchor || vm.Answered == whole && anchor == ""
}
