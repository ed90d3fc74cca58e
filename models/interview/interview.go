package interview

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Question is one of the technical interview.
type Question struct {
	ID           int64
	LaunchID     int64
	Key          string
	Ask          string
	Good         string
	Flag         string
	OwnerID      *int64
	RoleKey      string // whom the template gave it to
	Dated        bool
	LatestOffset int
	Options      []Option `gorm:"serializer:json"`
	// AnswerID is the newest answer, nil before the first.
	AnswerID   *int64
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Question) TableName() string { return "interview_questions" }

// Option is an answer that is given by one tap.
type Option struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Flag  bool   `json:"flag,omitempty"`
}

// Answer is one that was given to a question of the interview. An acceptance
// of its red flag belongs to it, and ends with the next answer.
type Answer struct {
	ID          int64
	QuestionID  int64
	OptionKey   string
	OptionLabel string
	// Flagged is that of the option when it was chosen.
	Flagged bool
	// AnswerOn is the day that a dated question was answered with. It is a
	// date of its own: when T moves, it can come to lie too late.
	AnswerOn     civil.Date
	Note         string
	ByID         *int64
	At           db.Instant
	AcceptedBy   *int64
	AcceptedAt   db.Instant
	AcceptReason string
}

// TableName implements GORM's Tabler.
func (Answer) TableName() string { return "interview_answers" }

// ProgramName is the name under which the program itself answers.
const ProgramName = db.SystemName

// FlagState is what the newest answer to a question says of its red flag.
type FlagState string

// The states. An open question is unmet, but raises no flag; an accepted flag
// stays visible and no longer stands.
const (
	FlagOpen     FlagState = "open"
	FlagNone     FlagState = "none"
	FlagStands   FlagState = "stands"
	FlagAccepted FlagState = "accepted"
)

// flagOf judges the newest answer to a question, nil when there is none, by
// where T is now.
func flagOf(q Question, a *Answer, launchOn civil.Date) FlagState {
	switch {
	case a == nil:
		return FlagOpen
	case !a.Flagged && !tooLate(q, *a, launchOn):
		return FlagNone
	case !a.AcceptedAt.IsZero():
		return FlagAccepted
	}
	return FlagStands
}

// tooLate tells whether a day that was answered lies after the latest good one.
func tooLate(q Question, a Answer, launchOn civil.Date) bool {
	return q.Dated && !a.AnswerOn.IsZero() && a.AnswerOn.After(launchOn.AddDays(q.LatestOffset))
}

// Reply is an answer as it is given: an option, or a day.
type Reply struct {
	Option string
	On     civil.Date
	Note   string
}

// answer returns the reply as an answer to the question. Returns Invalid with
// what is wrong.
func (q Question) answer(r Reply) (Answer, error) {
	var c fault.Check
	a := Answer{QuestionID: q.ID, Note: strings.TrimSpace(r.Note)}
	c.That(len([]rune(a.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Key == r.Option })
	switch {
	case r.Option != "" && i >= 0:
		a.OptionKey, a.OptionLabel, a.Flagged = q.Options[i].Key, q.Options[i].Label, q.Options[i].Flag
	case r.Option != "":
		c.Add("answer", "This is not one of the answers any more. Choose another.")
	case q.Dated && !r.On.IsZero():
		a.AnswerOn = r.On
	case q.Dated:
		c.Add("answer", "Choose a date, or that there is none.")
	default:
		c.Add("answer", "Choose an answer.")
	}
	return a, c.Err()
}

// repeats tells whether an answer says nothing that the one before did not.
func (a Answer) repeats(before Answer) bool {
	return a.OptionKey == before.OptionKey && a.AnswerOn == before.AnswerOn && (a.Note == "" || a.Note == before.Note)
}

// Words is the answer as people read it.
func (a Answer) Words() string {
	if !a.AnswerOn.IsZero() {
		return a.AnswerOn.Long()
	}
	return a.OptionLabel
}

// QuestionInput is a question of the launch's own.
type QuestionInput struct {
	Ask, Good, Flag string
	OwnerID         *int64
	Dated           bool
	Latest          int
	Options         []Option
}

// Own tells whether the question was added to this launch alone. Those of the
// template are asked at every launch, and stay.
func (q Question) Own() bool { return launch.IsOwnKey(q.Key) }

// maxOptions bounds the answers to choose from.
const maxOptions = 8

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in QuestionInput) Clean() (QuestionInput, error) {
	var c fault.Check
	in.Ask, in.Good, in.Flag = words.OneLine(in.Ask), words.OneLine(in.Good), words.OneLine(in.Flag)
	c.That(in.Ask != "", "ask", "Write the question.")
	for field, text := range map[string]string{"ask": in.Ask, "good": in.Good, "flag": in.Flag} {
		c.That(len([]rune(text)) <= launch.MaxReason, field, "Use at most %d characters.", launch.MaxReason)
	}
	in.Options = cleanOptions(&c, in.Options)
	switch {
	case in.Dated:
		c.That(in.Latest >= -launch.MaxDays && in.Latest <= launch.MaxDays, "latest", "That is more than five years away.")
	case len(in.Options) < 2:
		c.Add("option", "Give at least two answers to choose from.")
	}
	return in, c.Err()
}

func cleanOptions(c *fault.Check, options []Option) []Option {
	out := []Option{}
	for _, o := range options {
		o.Label = words.OneLine(o.Label)
		if o.Label == "" {
			continue
		}
		c.That(len([]rune(o.Label)) <= launch.MaxTitle, "option", "Use at most %d characters for an answer.", launch.MaxTitle)
		twice := slices.ContainsFunc(out, func(have Option) bool { return strings.EqualFold(have.Label, o.Label) })
		c.That(!twice, "option", "“%s” is there twice.", o.Label)
		out = append(out, o)
	}
	c.That(len(out) <= maxOptions, "option", "Keep at most %d answers.", maxOptions)
	for i := range out {
		if out[i].Key == "" {
			out[i].Key = freeKey(out, i)
		}
	}
	return out
}

// freeKey is a key that none of the options has yet.
func freeKey(options []Option, i int) string {
	for {
		key := "o" + string(rune('a'+i%26))
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Key == key }) {
			return key
		}
		i++
	}
}

// QuestionDetail is a question with its answers and what they mean today.
type QuestionDetail struct {
	Question
	OwnerName string
	OwnerGone bool
	State     FlagState
	// Late says that the flag is raised by the date.
	Late bool
	// Newest is the answer that counts, nil before the first.
	Newest *AnswerDetail
	// Given are all answers, the newest first, also those taken back.
	Given []AnswerDetail
}

// AnswerDetail is an answer with the names of who gave and accepted it.
type AnswerDetail struct {
	Answer
	ByName, AcceptedName string
}

// Interview is the technical interview of a launch.
type Interview struct {
	Questions []QuestionDetail
	// Removed are own questions that can be brought back.
	Removed []Question
}

// Answered and Flags count the questions that have an answer, and those whose
// red flag stands.
func (v Interview) Answered() int { return len(v.Questions) - v.count(FlagOpen) }

// Flags counts the red flags that stand.
func (v Interview) Flags() int { return v.count(FlagStands) }

func (v Interview) count(s FlagState) int {
	n := 0
	for _, q := range v.Questions {
		if q.State == s {
			n++
		}
	}
	return n
}

// Question returns the question with that id.
func (v Interview) Question(id int64) (QuestionDetail, bool) {
	for _, q := range v.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return QuestionDetail{}, false
}

// OptionWords are the answers of a question in one line, those that raise the
// flag said so.
func OptionWords(options []Option) string {
	var words []string
	for _, o := range options {
		if o.Flag {
			words = append(words, o.Label+" (red flag)")
		} else if o.Label != "" {
			words = append(words, o.Label)
		}
	}
	return strings.Join(words, ", ")
}
