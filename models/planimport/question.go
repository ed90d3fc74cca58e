package planimport

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// questionKey returns the name of a question in a form; texts that differ only in case are the same
// question.
func questionKey(sort, text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(titleKey(text)))
	return sort + "-" + strconv.FormatUint(h.Sum64(), 36)
}

// Question asks for the meaning of a text in the table.
type Question struct {
	Key string
	// Sort is "who", "lane", "kind" or "status".
	Sort string
	Text string
	// Answer is the chosen or proposed answer; "" is unanswered.
	Answer string
	// Why is the reason for the question.
	Why string
	// Named are the people that the text itself names.
	Named []int64
	Rows  int
	role  bool
}

// Role reports whether the text can be the name of a role, because it names one thing.
func (q Question) Role() bool { return q.role }

// Open reports whether the question is unanswered.
func (q Question) Open() bool { return q.Answer == "" }

// questions are the questions of an import, each asked once.
type questions struct {
	list  []Question
	byKey map[string]int
}

// ask returns the question about a text, with its answer.
func (qs *questions) ask(q Question, answers map[string]string, valid func(string) bool) Question {
	q.Key = questionKey(q.Sort, q.Text)
	i, ok := qs.byKey[q.Key]
	if !ok {
		if a := strings.TrimSpace(answers[q.Key]); a != "" && valid(a) {
			q.Answer = a
		}
		i = len(qs.list)
		qs.byKey[q.Key] = i
		qs.list = append(qs.list, q)
	}
	qs.list[i].Rows++
	return qs.list[i]
}
