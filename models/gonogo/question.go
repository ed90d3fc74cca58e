package gonogo

import (
	"cmp"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/fold"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Answer is the answer to a question of a go/no-go meeting.
type Answer string

// The answers. AnswerOpen is that of a question that nobody has answered yet;
// AnswerNone is given by somebody who cannot say.
const (
	AnswerOpen      Answer = ""
	AnswerGo        Answer = "go"
	AnswerNoGo      Answer = "no_go"
	AnswerNotNeeded Answer = "not_needed"
	AnswerNone      Answer = "none"
)

var answerLabels = enum.Labels[Answer]{
	{AnswerGo, "Go"},
	{AnswerNoGo, "No-go"},
	{AnswerNotNeeded, "Not needed"},
	{AnswerNone, "No answer"},
}

// Answers are those that can be given, in the order of the page.
var Answers = answerLabels.Values()

// Label returns the answer as it is shown.
func (a Answer) Label() string { return answerLabels.LabelOr(a, "Not asked") }

// Given reports whether the topic has said go, no-go or not needed.
func (a Answer) Given() bool { return a == AnswerGo || a == AnswerNoGo || a == AnswerNotNeeded }

// Question is a question of a meeting with its answer. Who answers is a user,
// or a guest without an account; somebody else may represent them.
type Question struct {
	ID              int64
	MeetingID       int64
	RepeatsID       *int64 // the same question at the meeting before
	Position        int
	Topic           string
	Ask             string
	RoleKey         string // whom the template gave it to
	UserID          *int64
	GuestName       string
	GuestTitle      string
	RepresentedID   *int64
	RepresentedName string
	Others          string // who else may speak
	Mandatory       bool
	Answer          Answer
	Note            string
	Reading         string // the reading that the answer cites
	AnsweredAt      db.Instant
	RecordedBy      *int64 // the chair or lead, when the person did not answer themselves
	Version         int
	CreatedAt       db.Instant
	UpdatedAt       db.Instant
}

// TableName implements GORM's Tabler.
func (Question) TableName() string { return "meeting_questions" }

// QuestionInput is the form of a question.
type QuestionInput struct {
	Topic           string
	Ask             string
	UserID          *int64
	GuestName       string
	GuestTitle      string
	RepresentedID   *int64
	RepresentedName string
	Others          string
	Mandatory       bool
	// Place is its place in the roll call from 1, 0 for the last.
	Place int
}

// Clean returns the input as it is stored. Returns Invalid with every mistake.
func (in QuestionInput) Clean() (QuestionInput, error) {
	var c fault.Check
	for _, f := range []struct {
		name string
		text *string
	}{{"topic", &in.Topic}, {"ask", &in.Ask}, {"guest_name", &in.GuestName}, {"guest_title", &in.GuestTitle},
		{"represented_name", &in.RepresentedName}, {"others", &in.Others}} {
		*f.text = words.OneLine(*f.text)
		c.That(len([]rune(*f.text)) <= maxLine, f.name, "Use at most %d characters.", maxLine)
	}
	c.That(in.Topic != "", "topic", "Enter a topic, for example Support.")
	c.That(in.UserID == nil || in.GuestName == "", "guest_name", "Choose a person or enter a name, not both.")
	c.That(in.GuestTitle == "" || in.GuestName != "", "guest_name", "Enter the name of the person without an account.")
	c.That(in.RepresentedID == nil || in.RepresentedName == "", "represented_name", "Choose a person or enter a name, not both.")
	c.That(in.Place >= 0 && in.Place <= maxQuestions, "place", "Enter a number from 1 to %d.", maxQuestions)
	return in, c.Err()
}

// maxQuestions is the largest number of questions of a meeting.
const maxQuestions = 60

// AnswerInput is an answer to one question.
type AnswerInput struct {
	Answer  Answer
	Note    string
	Reading string
}

// Clean returns the answer as it is stored. Returns Invalid for a no-go without
// a note.
func (in AnswerInput) Clean() (AnswerInput, error) {
	var c fault.Check
	in.Note, in.Reading = strings.TrimSpace(in.Note), words.OneLine(in.Reading)
	c.That(len([]rune(in.Note)) <= launch.MaxReason, "note", "Use at most %d characters.", launch.MaxReason)
	c.That(len([]rune(in.Reading)) <= maxLine, "reading", "Use at most %d characters.", maxLine)
	c.That(in.Answer == AnswerOpen || answerLabels.Has(in.Answer), "answer", "Choose go, no-go, not needed or no answer.")
	c.That(in.Answer != AnswerNoGo || in.Note != "", "note", "Enter the reason for the no-go.")
	return in, c.Err()
}

// QuestionDetail is a question with names and the answer of the meeting before.
type QuestionDetail struct {
	Question
	UserName string
	UserGone bool
	// SubstituteName is the name of the user who represents the person today.
	SubstituteName string
	RecordedName   string
	LastAnswer     Answer
	LastNote       string
	LastOn         civil.Date // zero when it was not asked before
}

// Name returns the name of the person who answers, "" for nobody.
func (q QuestionDetail) Name() string { return cmp.Or(q.UserName, q.GuestName) }

// Substitute returns the name of who represents the person today, "" for nobody.
func (q QuestionDetail) Substitute() string { return cmp.Or(q.SubstituteName, q.RepresentedName) }

// Speaker returns the name of who answers today.
func (q QuestionDetail) Speaker() string { return cmp.Or(q.Substitute(), q.Name()) }

// AnsweredBy reports whether a user answers the question today: the person, or
// the user who represents them.
func (q QuestionDetail) AnsweredBy(user int64) bool {
	return user != 0 && (db.IDOf(q.UserID) == user || db.IDOf(q.RepresentedID) == user)
}

// AnswerInput returns the answer as its form.
func (q Question) AnswerInput() AnswerInput {
	return AnswerInput{Answer: q.Answer, Note: q.Note, Reading: q.Reading}
}

// Changed reports whether the answer differs from that of the meeting before.
func (q QuestionDetail) Changed() bool {
	return !q.LastOn.IsZero() && q.Answer != AnswerOpen && q.Answer != q.LastAnswer
}

// Mine returns the questions that a user answers, in roll-call order.
func (m MeetingDetail) Mine(user int64) []QuestionDetail {
	var out []QuestionDetail
	for _, q := range m.Questions {
		if q.AnsweredBy(user) {
			out = append(out, q)
		}
	}
	return out
}

// Count returns how many questions have an answer.
func (m MeetingDetail) Count(a Answer) int {
	n := 0
	for _, q := range m.Questions {
		if q.Answer == a {
			n++
		}
	}
	return n
}

// Answered returns how many questions somebody has answered, also with "no answer".
func (m MeetingDetail) Answered() int { return len(m.Questions) - m.Count(AnswerOpen) }

// Against returns the questions that were answered no-go.
func (m MeetingDetail) Against() []QuestionDetail {
	var out []QuestionDetail
	for _, q := range m.Questions {
		if q.Answer == AnswerNoGo {
			out = append(out, q)
		}
	}
	return out
}

// Missing returns the mandatory questions without an answer.
func (m MeetingDetail) Missing() []QuestionDetail {
	var out []QuestionDetail
	for _, q := range m.Questions {
		if q.Mandatory && !q.Answer.Given() {
			out = append(out, q)
		}
	}
	return out
}

// Topics returns the topics of questions in one text.
func Topics(questions []QuestionDetail) string {
	topics := make([]string, len(questions))
	for i, q := range questions {
		topics[i] = q.Topic
	}
	return strings.Join(topics, ", ")
}

// names reports whether a text contains the topic, regardless of case and accents.
func names(text, topic string) bool { return strings.Contains(fold.Text(text), fold.Text(topic)) }
