package feedback

import (
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/ui"
)

// SeveralPath is where something is done to several reports, PutBackPath where that
// is undone.
func SeveralPath(slug string) string { return Path(slug) + "/several" }

// PutBackPath is where it is undone.
func PutBackPath(slug string) string { return Path(slug) + "/back" }

// SeveralVM asks what is still to be said about several reports.
type SeveralVM struct {
	Plan *launch.Plan
	Do   feedback.Deed
	// Chosen are those that were chosen, Others all that may speak for them.
	Chosen, Others []feedback.Report
	Picks          []string
	Back           string
	Form           ui.Form
}

func (vm SeveralVM) title() string {
	if vm.Do == feedback.JoinThem {
		return "Which report speaks for all of them?"
	}
	return "What do they become?"
}

func deedLabel(d feedback.Deed) string {
	switch d {
	case feedback.TakeThem:
		return "Take them"
	case feedback.DecideThem:
		return "They become…"
	case feedback.JoinThem:
		return "They are the same…"
	}
	return "Remove"
}

// speakers are the reports that may speak for those that were chosen: themselves
// first.
func (vm SeveralVM) speakers() []ui.Option {
	out := []ui.Option{{Label: "Choose…"}}
	chosen := map[int64]bool{}
	for _, r := range vm.Chosen {
		chosen[r.ID] = true
		out = append(out, ui.Option{Value: id(r.ID), Label: r.Title + " · " + when(r.At, vm.Plan), Group: "Those that were chosen"})
	}
	for _, r := range vm.Others {
		if !chosen[r.ID] {
			out = append(out, ui.Option{Value: id(r.ID), Label: r.Title + " · " + when(r.At, vm.Plan), Group: "Others"})
		}
	}
	return out
}

// decisions are what several can become: not that nothing is decided.
func decisions() []ui.Option { return outcomes()[1:] }
