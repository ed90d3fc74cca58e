package interview

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Question is a question of the technical interview.
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
	AnswerID *int64
	// FollowBy, FollowID and FollowRule are the fact from which the program answers, as in launch.Source.
	FollowBy   string
	FollowID   *int64
	FollowRule string
	Position   int
	ArchivedAt db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Question) TableName() string { return "interview_questions" }

// Option is an answer to choose.
type Option struct {
	Key   string `json:"key" yaml:"key"`
	Label string `json:"label" yaml:"label"`
	Flag  bool   `json:"flag,omitempty" yaml:"flag"`
	// Note requires a note with the answer.
	Note bool `json:"note,omitempty" yaml:"explain"`
}

// Answer is an answer to a question. The acceptance of its red flag belongs to
// it, so the next answer ends it.
type Answer struct {
	ID          int64
	QuestionID  int64
	OptionKey   string
	OptionLabel string
	// Flagged is whether the option raised the red flag when it was chosen.
	Flagged bool
	// AnswerOn is the day with which a dated question was answered. It does not
	// move with T, so it can become too late.
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

// Source returns the fact from which the program answers.
func (q Question) Source() launch.Source {
	return launch.Source{FollowBy: q.FollowBy, FollowID: q.FollowID, FollowRule: q.FollowRule}
}

// ProgramName is the name under which the program itself answers.
const ProgramName = db.SystemName

// FlagState is the state of the red flag of a question.
type FlagState string

// The states. FlagOpen is that of an unanswered question; FlagAccepted stays
// visible and no longer counts.
const (
	FlagOpen     FlagState = "open"
	FlagNone     FlagState = "none"
	FlagStands   FlagState = "stands"
	FlagAccepted FlagState = "accepted"
)

// flagOf returns the state of the red flag after an answer, nil for none, with
// T on a day.
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

// tooLate reports whether the day that was answered is after the latest good
// one.
func tooLate(q Question, a Answer, launchOn civil.Date) bool {
	return q.Dated && !a.AnswerOn.IsZero() && a.AnswerOn.After(launchOn.AddDays(q.LatestOffset))
}

// Reply is the form of an answer: an option or a day.
type Reply struct {
	Option string
	On     civil.Date
	Note   string
}

// answer returns the reply as an answer to the question. Returns Invalid with
// every mistake.
func (q Question) answer(r Reply) (Answer, error) {
	var c fault.Check
	a := Answer{QuestionID: q.ID, Note: strings.TrimSpace(r.Note)}
	c.That(len([]rune(a.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	c.That(q.FollowBy == "" || a.Note != "", "note", "This is answered from another page. Enter why you answer it by hand.")
	i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Key == r.Option })
	switch {
	case r.Option != "" && i >= 0:
		a.OptionKey, a.OptionLabel, a.Flagged = q.Options[i].Key, q.Options[i].Label, q.Options[i].Flag
		c.That(!q.Options[i].Note || a.Note != "", "note", "Enter the name and the reason.")
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

// repeats reports whether an answer says the same as the one before.
func (a Answer) repeats(before Answer) bool {
	return a.OptionKey == before.OptionKey && a.AnswerOn == before.AnswerOn && (a.Note == "" || a.Note == before.Note)
}

// Words returns the answer as it is shown.
func (a Answer) Words() string {
	if !a.AnswerOn.IsZero() {
		return a.AnswerOn.Long()
	}
	return a.OptionLabel
}

// QuestionInput is the form of a question that is added to one launch.
type QuestionInput struct {
	Ask, Good, Flag string
	OwnerID         *int64
	Dated           bool
	Latest          int
	Options         []Option
}

// Own reports whether the question was added to this launch. Questions of the
// template cannot be changed or removed.
func (q Question) Own() bool { return launch.IsOwnKey(q.Key) }

// Subject returns the question as a subject of permissions.
func (q Question) Subject() people.Subject { return people.Subject{Fixed: !q.Own()} }

// maxOptions bounds the answers to choose from.
const maxOptions = 8

// Clean returns the input as it is stored. Returns Invalid with every mistake.
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

// freeKey returns a key that none of the options has.
func freeKey(options []Option, i int) string {
	for {
		key := "o" + string(rune('a'+i%26))
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Key == key }) {
			return key
		}
		i++
	}
}

// QuestionDetail is a question with its answers and the state of its red flag.
type QuestionDetail struct {
	Question
	OwnerName string
	OwnerGone bool
	State     FlagState
	// Late says that the date raises the flag.
	Late bool
	// Newest is the answer that counts, nil before the first.
	Newest *AnswerDetail
	// Given are all answers, newest first, also those taken back.
	Given []AnswerDetail
}

// AnswerDetail is an answer with names.
type AnswerDetail struct {
	Answer
	ByName, AcceptedName string
}

// Interview is the technical interview of a launch.
type Interview struct {
	Questions []QuestionDetail
	// Removed are questions of this launch that can be restored.
	Removed []Question
}

// Answered returns how many questions have an answer.
func (v Interview) Answered() int { return len(v.Questions) - v.count(FlagOpen) }

// Flags returns how many red flags stand.
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

// Question returns a question by its id.
func (v Interview) Question(id int64) (QuestionDetail, bool) {
	for _, q := range v.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return QuestionDetail{}, false
}

// OptionWords returns options in one line; it marks those that raise the red
// flag.
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
