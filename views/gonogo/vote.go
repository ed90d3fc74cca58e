package gonogo

import (
	"fmt"
	"strings"

	"tminus/models/gonogo"
	"tminus/models/readiness"
	"tminus/views/format"
	"tminus/views/ui"
)

// VoteVM is the page on which a person answers one of their questions.
type VoteVM struct {
	VM
	Mine []gonogo.QuestionDetail
	// Asked is the question on the page, nil once all are answered.
	Asked *gonogo.QuestionDetail
	// Over says that voting has closed.
	Over bool
}

// turn is the place of the question among those of the person: "1 of your 2 topics".
func (vm VoteVM) turn() string {
	for i, q := range vm.Mine {
		if vm.Asked != nil && q.ID == vm.Asked.ID {
			if len(vm.Mine) == 1 {
				return "Your topic"
			}
			return fmt.Sprintf("%d of your %d topics", i+1, len(vm.Mine))
		}
	}
	return ""
}

// question is the heading: the topic and the question.
func (vm VoteVM) question() string {
	if vm.Asked.Ask == "" {
		return vm.Asked.Topic
	}
	return vm.Asked.Topic + ": " + strings.ToLower(vm.Asked.Ask[:1]) + vm.Asked.Ask[1:]
}

func (vm VoteVM) closes() string {
	at := vm.At(vm.Plan.Location())
	if at.IsZero() {
		return ""
	}
	if vm.ByVote {
		return "Voting closes " + format.Moment(at, vm.Plan.Location())
	}
	return "Meeting " + format.Moment(at, vm.Plan.Location())
}

// before says what the topic answered at the meeting before, "" when it was not asked.
func (vm VoteVM) before() string {
	q := vm.Asked
	if q.LastOn.IsZero() {
		return ""
	}
	text := "Last answer, " + q.LastOn.Short() + ": " + q.LastAnswer.Label()
	if q.LastNote != "" {
		text += ", “" + q.LastNote + "”"
	}
	return text
}

// now says what the question is answered at present, "" for nothing.
func (vm VoteVM) now() string {
	if vm.Asked.Answer == gonogo.AnswerOpen {
		return ""
	}
	return "Your answer now: " + vm.Asked.Answer.Label()
}

// known are the lines of the readiness that the person owns.
func (vm VoteVM) known() []readiness.CriterionLine {
	var out []readiness.CriterionLine
	for _, lines := range [][]readiness.CriterionLine{vm.Verdict.Criteria, vm.Verdict.Conditions} {
		for _, l := range lines {
			if vm.Asked.UserID != nil && l.OwnerID == *vm.Asked.UserID && len(out) < 6 {
				out = append(out, l)
			}
		}
	}
	return out
}

func (vm VoteVM) note() string {
	return vm.value("note", vm.Asked.Note)
}

func lineMark(l readiness.CriterionLine) ui.Mark { return ui.Mark(l.State.Mark()) }
