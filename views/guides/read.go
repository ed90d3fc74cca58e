package guides

import (
	"net/url"
	"strconv"
	"strings"

	"tminus/models/guide"
	"tminus/views/ui"
)

// ReadVM is a guide as it is read.
type ReadVM struct {
	guide.Detail
	Escalation []guide.Reached
	// Filled is the reply whose blanks were filled in, by its id, and what was typed.
	Filled string
	Typed  []string
	// What the visitor may do.
	CanEdit, CanAnswer, CanReview bool
	// Older says that this is neither the published nor the newest revision.
	Older bool
	// Ask offers to say whether the guide helped; Answered is the place that just
	// did not help, and Answer what was typed about it.
	Ask      bool
	Answered string
	Answer   ui.Form
	Tally    guide.Tally
	Notes    []guide.Answer
	// Key keeps a form that creates something from doing so twice.
	Key string
}

// Text is what the guide says.
func (vm ReadVM) Text() guide.Content { return vm.Revision.Content }

func (vm ReadVM) path() string { return One(vm.Slug) }

func version(g guide.Guide) string { return strconv.Itoa(g.Version) }

// FillOf reads what was typed into the blanks of a reply out of the address.
func FillOf(q url.Values) (reply string, typed []string) {
	for i := range guide.MaxBlanks {
		typed = append(typed, q.Get("blank"+strconv.Itoa(i+1)))
	}
	return q.Get("reply"), typed
}

// typed is what was filled into a reply's blanks so far.
func (vm ReadVM) typed(t guide.Template, i int) string {
	if vm.Filled == t.ID && i < len(vm.Typed) {
		return vm.Typed[i]
	}
	return ""
}

func (vm ReadVM) filled(t guide.Template) (string, []string) {
	if vm.Filled != t.ID {
		return t.Fill(nil)
	}
	return t.Fill(vm.Typed)
}

// shows tells which state the revision on the page is in.
func (vm ReadVM) shows() string {
	switch n := "Version " + strconv.Itoa(vm.Revision.Number); {
	case vm.Revision.Number == vm.Published:
		return n
	case vm.Revision.Number == vm.Head:
		return n + ", not published"
	default:
		return n + ", an older one"
	}
}

// wait is when a step is due, in words.
func wait(s guide.Step) string {
	switch {
	case s.After >= 60 && s.After%60 == 0:
		return plural(s.After/60, "hour", "hours")
	case s.After > 0:
		return strconv.Itoa(s.After) + " min"
	}
	return "At once"
}

func joined(list []string) string { return strings.Join(list, ", ") }

func (vm ReadVM) crumbs() []ui.Crumb {
	return []ui.Crumb{{Href: Path, Label: "Guides"}, {Label: vm.Text().Title}}
}
