package feedback

import (
	"strconv"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/ui"
)

// ListAnchor leads to the list itself, below what is said about all reports.
const ListAnchor = "#reports"

// Did says what was done to n of those that were chosen.
func Did(do feedback.Several, n, chosen int) string {
	if n == 0 {
		if do.Do == feedback.TakeThem {
			return "Nothing was taken: each has an owner. Take it on its own page."
		}
		return "Nothing had to be changed."
	}
	them := words.Count(n, "report")
	switch do.Do {
	case feedback.TakeThem:
		if n < chosen {
			return "You took " + them + ". " + strconv.Itoa(chosen-n) + " had an owner already."
		}
		return "You took " + them + "."
	case feedback.DecideThem:
		return "Decided about " + them + ": " + do.Outcome.Label() + "."
	case feedback.JoinThem:
		return "Merged " + them + " into the one that stays."
	}
	return "Removed " + them + ". What is removed is not counted."
}

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
	one := len(vm.Chosen) == 1
	switch {
	case vm.Do == feedback.JoinThem && one:
		return "Which report says the same?"
	case vm.Do == feedback.JoinThem:
		return "Which report speaks for all of them?"
	case one:
		return "What does it become?"
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
		if chosen[r.ID] = true; len(vm.Chosen) == 1 {
			break // it does not speak for itself
		}
		out = append(out, choice(r, vm.Plan, "Those that were chosen"))
	}
	for _, r := range vm.Others {
		if !chosen[r.ID] {
			out = append(out, choice(r, vm.Plan, "Others"))
		}
	}
	return out
}

// decisions are what several can become: not that nothing is decided.
func decisions() []ui.Option { return outcomes()[1:] }
