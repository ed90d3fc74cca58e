package planimport

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// questionKey names a question in a form; texts that differ in case alone are one.
func questionKey(sort, text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(titleKey(text)))
	return sort + "-" + strconv.FormatUint(h.Sum64(), 36)
}

// Question asks what a text of the table means.
type Question struct {
	Key string
	// Sort is "who", "lane", "kind" or "status".
	Sort string
	Text string
	// Answer is what was chosen, or what is proposed; "" is still open.
	Answer string
	// Why says why it is asked.
	Why string
	// Named are the people whom the text itself names.
	Named []int64
	Rows  int
	role  bool
}

// Role tells whether the text can be the name of a role: it names one thing.
func (q Question) Role() bool { return q.role }

// Open tells whether the question keeps rows from being imported.
func (q Question) Open() bool { return q.Answer == "" }

// questions are those of one import, each asked once.
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
