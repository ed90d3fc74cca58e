package feedback

import (
	"strconv"

	"tminus/internal/words"
	"tminus/models/feedback"
	"tminus/models/launch"
	"tminus/views/ui"
)

// ListAnchor is the anchor of the list, below the charts.
const ListAnchor = "#reports"

// Did returns what was done to n of the chosen reports.
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

// SeveralVM is the form for the missing values of a bulk action.
type SeveralVM struct {
	Plan *launch.Plan
	Do   feedback.Deed
	// Chosen are the chosen reports, Others all possible originals.
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

// speakers returns the possible originals of the chosen reports, these first.
func (vm SeveralVM) speakers() []ui.Option {
	out := []ui.Option{{Label: "Choose…"}}
	chosen := map[int64]bool{}
	for _, r := range vm.Chosen {
		if chosen[r.ID] = true; len(vm.Chosen) == 1 {
			break // not its own original
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

// decisions returns the outcomes for several reports, without "undecided".
func decisions() []ui.Option { return outcomes()[1:] }
