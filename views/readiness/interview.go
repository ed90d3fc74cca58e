package readiness

import (
	"fmt"
	"net/url"
	"strconv"

	"tminus/internal/civil"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
	"tminus/views/ui"
)

// InterviewVM is the technical interview as a page and as rows.
type InterviewVM struct {
	Launch launch.Launch
	interview.Interview
	CanEdit, CanLead bool
	// Form is the refused form of the question On; Asking is its name.
	Form   ui.Form
	On     int64
	Asking string
}

// QuestionID returns the id of a question's row.
func QuestionID(id int64) string { return "q-" + strconv.FormatInt(id, 10) }

func (vm InterviewVM) path(q interview.QuestionDetail, tail ...string) string {
	return paths.Question(vm.Launch.Slug, q.ID, tail...)
}

// form returns the refused form of the row, if there is one.
func (vm InterviewVM) form(q interview.QuestionDetail, which string) ui.Form {
	f := ui.NewForm(nil)
	if vm.On == q.ID && vm.Asking == which {
		f = vm.Form
	}
	f.Prefix = which + strconv.FormatInt(q.ID, 10) + "-"
	return f
}

func version(q interview.QuestionDetail) string { return strconv.Itoa(q.Version) }

// FlagWords returns the mark and the label of a question's state.
func FlagWords(s interview.FlagState) (ui.Mark, string) {
	switch s {
	case interview.FlagStands:
		return ui.MarkBlocked, "Red flag"
	case interview.FlagAccepted:
		return ui.MarkAtRisk, "Flag accepted"
	case interview.FlagNone:
		return ui.MarkDone, "Answered"
	}
	return ui.MarkNotStarted, "Not answered"
}

func (vm InterviewVM) progress() string {
	words := fmt.Sprintf("%d of %d answered", vm.Answered(), len(vm.Questions))
	switch n := vm.Flags(); n {
	case 0:
	case 1:
		words += " · 1 red flag"
	default:
		words += fmt.Sprintf(" · %d red flags", n)
	}
	if n := vm.accepted(); n > 0 {
		words += fmt.Sprintf(" · %d accepted", n)
	}
	return words
}

func (vm InterviewVM) accepted() int {
	n := 0
	for _, q := range vm.Questions {
		if q.State == interview.FlagAccepted {
			n++
		}
	}
	return n
}

// reply is an answer that can be given with a button.
type reply struct {
	value, label, hint string
	flag, chosen       bool
}

// dayValue is the prefix of a button's value for a day.
const dayValue = "on:"

// replies returns the buttons of a question: some days around the latest good one for a question
// about a day, and its options.
func (vm InterviewVM) replies(q interview.QuestionDetail) []reply {
	var out []reply
	if q.Dated {
		for _, back := range []int{4, 2, 1, 0} {
			day := vm.Launch.LaunchOn.AddDays(q.LatestOffset - back)
			out = append(out, reply{value: dayValue + day.String(), label: civil.Countdown(vm.Launch.LaunchOn, day), hint: day.Short(),
				chosen: q.Newest != nil && q.Newest.AnswerOn == day})
		}
	}
	for _, o := range q.Options {
		out = append(out, reply{value: o.Key, label: o.Label, flag: o.Flag, chosen: q.Newest != nil && q.Newest.OptionKey == o.Key})
	}
	return out
}

// words returns an answer as text, a day with its distance to T.
func (vm InterviewVM) words(a interview.Answer) string {
	if a.AnswerOn.IsZero() {
		return a.Words()
	}
	return civil.Countdown(vm.Launch.LaunchOn, a.AnswerOn) + " · " + a.AnswerOn.Long()
}

// why returns the reason for the flag.
func (vm InterviewVM) why(q interview.QuestionDetail) string {
	if q.Late {
		return "That is after " + civil.Countdown(vm.Launch.LaunchOn, vm.Launch.LaunchOn.AddDays(q.LatestOffset)) +
			", the latest day that leaves slack before " + vm.Launch.LaunchOn.Short() + "."
	}
	return q.Flag
}

func who(name string) string {
	if name == "" {
		return interview.ProgramName
	}
	return name
}

// QuestionVM is the form of a question that the launch added.
type QuestionVM struct {
	Launch launch.Launch
	Form   ui.Form
	People []people.User
	// Question is nil for a new question.
	Question *interview.QuestionDetail
	Key      string
	Base     string
}

// QuestionFields are the names of the form's fields.
var QuestionFields = []string{"ask", "good", "flag", "owner", "kind", "latest", "option_key", "option", "option_flag"}

// QuestionValues returns a question's fields as values of the form.
func QuestionValues(q interview.QuestionDetail) url.Values {
	v := url.Values{"ask": {q.Ask}, "good": {q.Good}, "flag": {q.Question.Flag}, "owner": {""}, "kind": {"choice"},
		"latest": {civil.Countdown(civil.New(2000, 1, 1), civil.New(2000, 1, 1).AddDays(q.LatestOffset))}}
	if q.OwnerID != nil {
		v.Set("owner", strconv.FormatInt(*q.OwnerID, 10))
	}
	if q.Dated {
		v.Set("kind", "day")
	}
	for i, o := range q.Options {
		v.Add("option_key", o.Key)
		v.Add("option", o.Label)
		if o.Flag {
			v.Add("option_flag", strconv.Itoa(i))
		}
	}
	return v
}

func (vm QuestionVM) action() string {
	if vm.Question == nil {
		return paths.Interview(vm.Launch.Slug)
	}
	return paths.Question(vm.Launch.Slug, vm.Question.ID, "edit")
}

func (vm QuestionVM) heading() string {
	if vm.Question == nil {
		return "Add a question"
	}
	return "Edit question"
}

func (vm QuestionVM) button() string {
	if vm.Question == nil {
		return "Add question"
	}
	return "Save changes"
}

func (vm QuestionVM) version() string {
	if vm.Form.Has("version") {
		return vm.Form.Val("version")
	}
	return strconv.Itoa(vm.Question.Version)
}

// optionRow is an option in the form.
type optionRow struct {
	key, label string
	flag       bool
}

// optionRows returns the entered options, and empty rows.
func (vm QuestionVM) optionRows() []optionRow {
	rows := make([]optionRow, max(4, len(vm.Form.Values["option"])+1))
	for i := range rows {
		rows[i].key, rows[i].label = nth(vm.Form.Values["option_key"], i), nth(vm.Form.Values["option"], i)
		for _, n := range vm.Form.Values["option_flag"] {
			rows[i].flag = rows[i].flag || n == strconv.Itoa(i)
		}
	}
	return rows
}

// OptionsOf parses the options.
func OptionsOf(f ui.Form) []interview.Option {
	var out []interview.Option
	for i, label := range f.Values["option"] {
		o := interview.Option{Key: nth(f.Values["option_key"], i), Label: label}
		for _, n := range f.Values["option_flag"] {
			o.Flag = o.Flag || n == strconv.Itoa(i)
		}
		out = append(out, o)
	}
	return out
}

func nth(vs []string, i int) string {
	if i >= len(vs) {
		return ""
	}
	return vs[i]
}

// Able returns the people who can be asked: active people who may edit, and the person already
// named.
func Able(us []people.User, none string, named int64) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range us {
		switch {
		case u.Active() && u.Role != people.Viewer:
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
		case u.ID == named:
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name + " (cannot act on it)"})
		}
	}
	return out
}

// AnswerValues returns the latest answer as the buttons' values.
func AnswerValues(q interview.QuestionDetail) url.Values {
	v := url.Values{"answer": {""}, "note": {""}, "on": {""}}
	if q.Newest == nil {
		return v
	}
	v.Set("answer", q.Newest.OptionKey)
	if !q.Newest.AnswerOn.IsZero() {
		v.Set("answer", dayValue+q.Newest.AnswerOn.String())
	}
	v.Set("note", q.Newest.Note)
	return v
}
