package gonogo

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tminus/models/gonogo"
	"tminus/views/format"
	"tminus/views/ui"
)

// Holds reports whether the reader holds the meeting on this page: enters answers while it is
// planned.
func (vm VM) Holds() bool { return vm.Runs && vm.Planned() }

// Records reports whether the reader can record a decision: there is something to decide, and no
// later meeting.
func (vm VM) Records() bool {
	return vm.Leads && (vm.Planned() || vm.Recorded() && vm.Newest && len(vm.Undecided()) > 0)
}

// sentence opens the page: what was decided, or how the poll stands.
func (vm VM) sentence() string {
	if len(vm.Decisions) > 0 {
		return vm.Decisions[0].Title()
	}
	if vm.State == gonogo.MeetingCancelled {
		return Title(vm.MeetingDetail) + " was cancelled"
	}
	return Tally(vm.MeetingDetail)
}

// line is below the sentence: the meeting, and whom to ask next.
func (vm VM) line() string {
	parts := []string{Title(vm.MeetingDetail) + ", " + When(vm.Plan, vm.MeetingDetail)}
	if vm.ByVote {
		parts[0] = "Vote " + strconv.Itoa(vm.Number) + ", closes " + When(vm.Plan, vm.MeetingDetail)
	}
	if next := vm.next(); next != nil && vm.Planned() {
		parts = append(parts, vm.askWords(*next)+" next: "+next.Topic+".")
	}
	return strings.Join(parts, ". ")
}

func (vm VM) askWords(q gonogo.QuestionDetail) string {
	if q.Speaker() == "" {
		return "Nobody is named"
	}
	return "Ask " + q.Speaker()
}

// next returns the first question without an answer, or nil.
func (vm VM) next() *gonogo.QuestionDetail {
	for i := range vm.Questions {
		if vm.Questions[i].Answer == gonogo.AnswerOpen {
			return &vm.Questions[i]
		}
	}
	return nil
}

func (vm VM) isNext(q gonogo.QuestionDetail) bool {
	next := vm.next()
	return vm.Holds() && next != nil && next.ID == q.ID
}

// lastLabel is the heading of the answers of the meeting before, "" without one.
func (vm VM) lastLabel() string {
	for _, q := range vm.Questions {
		if !q.LastOn.IsZero() {
			return q.LastOn.Short()
		}
	}
	return ""
}

// Row returns the name of a field of a question or condition on the page.
func Row(name string, id any) string { return fmt.Sprintf("%s-%v", name, id) }

// Base returns what tells whether the answer of a question was changed on the page.
func Base(a gonogo.AnswerInput) string {
	v := url.Values{"answer": {string(a.Answer)}, "note": {a.Note}, "reading": {a.Reading}}
	return ui.Digest(v, "answer", "note", "reading")
}

// shown returns the answer that the page shows: what was entered, or the stored one.
func (vm VM) shown(q gonogo.QuestionDetail) gonogo.AnswerInput {
	if !vm.Posted || !vm.Form.Has(Row("version", q.ID)) {
		return q.AnswerInput()
	}
	return gonogo.AnswerInput{Answer: gonogo.Answer(vm.Form.Val(Row("answer", q.ID))), Note: vm.Form.Val(Row("note", q.ID)),
		Reading: vm.Form.Val(Row("reading", q.ID))}
}

// value returns a field of the page: what was entered, or the stored value.
func (vm VM) value(name, stored string) string {
	if vm.Posted && vm.Form.Has(name) {
		return vm.Form.Val(name)
	}
	return stored
}

// noteText is below an answer: its note, the reading it cites, and who recorded it and when.
func (vm VM) noteText(q gonogo.QuestionDetail) string {
	var parts []string
	if q.Note != "" {
		parts = append(parts, q.Note)
	}
	if q.Reading != "" {
		parts = append(parts, "Reading: "+q.Reading)
	}
	switch {
	case q.Answer == gonogo.AnswerOpen:
	case q.RecordedName != "":
		parts = append(parts, "Recorded by "+q.RecordedName)
	case !q.AnsweredAt.IsZero():
		parts = append(parts, q.Speaker()+" voted at "+format.Clock(q.AnsweredAt.Time, vm.Plan.Location()))
	}
	return strings.Join(parts, " · ")
}

// refusedText says how the answer of a question changed since the page was opened, "" if it did not.
func (vm VM) refusedText(q gonogo.QuestionDetail) string {
	for _, r := range vm.Refused {
		if r.ID == q.ID {
			by := q.Speaker()
			if q.RecordedName != "" {
				by = q.RecordedName
			}
			return fmt.Sprintf("%s changed this to %s. Save again to replace it.", by, q.Answer.Label())
		}
	}
	return ""
}

// personLines are below the name of who answers: the job title, who represents them, who else may speak.
func personLines(q gonogo.QuestionDetail) []string {
	var out []string
	if q.GuestName != "" {
		title := "No account"
		if q.GuestTitle != "" {
			title = q.GuestTitle + ", no account"
		}
		out = append(out, title)
	}
	if q.Substitute() != "" {
		out = append(out, "Represented by "+q.Substitute())
	}
	if q.Others != "" {
		out = append(out, "With "+q.Others)
	}
	return out
}

// tallyRow is a line of the rail's tally.
type tallyRow struct {
	mark  ui.Mark
	label string
	n     int
}

func (vm VM) tallyRows() []tallyRow {
	out := []tallyRow{}
	for _, a := range append(append([]gonogo.Answer{}, gonogo.Answers...), gonogo.AnswerOpen) {
		label := a.Label()
		if a == gonogo.AnswerOpen {
			label = "To ask"
		}
		if n := vm.Count(a); n > 0 || a == gonogo.AnswerGo || a == gonogo.AnswerNoGo {
			out = append(out, tallyRow{answerMark(a), label, n})
		}
	}
	return out
}

// share returns the width of a bar in percent.
func (vm VM) share(n int) string {
	if len(vm.Questions) == 0 {
		return "0%"
	}
	return strconv.Itoa(n*100/len(vm.Questions)) + "%"
}

// changedRows are the questions whose answer differs from the last one.
func (vm VM) changedRows() []gonogo.QuestionDetail {
	var out []gonogo.QuestionDetail
	for _, q := range vm.Questions {
		if q.Changed() {
			out = append(out, q)
		}
	}
	return out
}

func changeWords(q gonogo.QuestionDetail) string {
	return ": " + strings.ToLower(q.LastAnswer.Label()) + ", now " + strings.ToLower(q.Answer.Label())
}
