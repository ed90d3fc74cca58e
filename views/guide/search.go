package guide

import (
	"net/url"
	"strings"

	"tminus/internal/words"
	"tminus/models/guide"
	"tminus/views/paths"
	"tminus/views/ui"
)

// SearchVM is what was found for a query.
type SearchVM struct {
	Query string
	Found []guide.Found
	// Missed is what no guide says anything about: all that was asked, or an error
	// code in it; "" for nothing.
	Missed string
	// Whole says that the page was asked for and not only what was found: then
	// a search in vain is counted already.
	Whole bool
}

// Status is what a screen reader hears.
func (vm SearchVM) Status() string {
	switch {
	case vm.Query == "":
		return ""
	case len(vm.Found) == 0:
		return "Nothing found"
	}
	return words.Count(len(vm.Found), "result") + ". Enter opens the first."
}

// Where leads to a place that was found.
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

// MissesVM is what guides do not say yet.
type MissesVM struct {
	Misses []guide.Miss
	// Now is what is found for a miss today, where something is.
	Now   map[string]guide.Found
	Notes []guide.Answer
	// Mine are those of guides that the visitor owns.
	Mine    int64
	CanEdit bool
}

// tabs are the pages of all guides.
func tabs(current string, open int) []ui.Tab {
	all := []ui.Tab{{Href: paths.Guides(), Label: "Guides", Current: current == paths.Guides()}, {Href: paths.Guides("misses"), Label: "Looked for", Current: current == paths.Guides("misses")}}
	all[1].Count = open
	return all
}

// SearchURL is the search of the guides for something.
func SearchURL(q string) string { return paths.With(paths.Guides(), url.Values{"q": {q}}) }

// whole stands in an address for the whole guide, where the anchor of a place
// could stand.
const whole = "guide"

// AnsweredOf reads out of the address where the visitor just said that it did
// not help.
func AnsweredOf(q url.Values) string { return q.Get("missed") }

// Missed is the address of a guide at a place that did not help, which asks what
// was missing.
func Missed(slug, anchor string) string {
	return paths.With(paths.Guide(slug), url.Values{"missed": {Answered(anchor)}}) + "#" + helpedID(anchor)
}

// Answered names a place that did not help.
func Answered(anchor string) string {
	if anchor == "" {
		return whole
	}
	return anchor
}

func helpedID(anchor string) string { return "helped" + strings.TrimPrefix(anchor, "issue") }

// asks tells whether the visitor just said that the place did not help.
func (vm ReadVM) asks(anchor string) bool {
	return vm.Answered != "" && vm.Answered == anchor || vm.Answered == whole && anchor == ""
}
