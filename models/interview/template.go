package interview

import (
	"fmt"

	"tminus/models/template"
)

// What a criterion can be bound to.
const (
	// BindInterview binds it to the whole interview: every question is answered and
	// no red flag is open.
	BindInterview = "interview"
	// BindQuestion binds it to one question: it is answered and its red flag is not open.
	BindQuestion = "question"
)

// TemplateQuestion is a question of the technical interview. Its answer is one of
// Answers or, if Dated, a day that should not come after Latest.
type TemplateQuestion struct {
	Key  string `yaml:"key"`
	Ask  string `yaml:"ask"`
	Good string `yaml:"good"` // what a good answer is
	Flag string `yaml:"flag"` // what raises the red flag, in words
	Role string `yaml:"role"` // who is asked
	// Latest is relative to launch day.
	Dated   bool
	Latest  int      `yaml:"latest" day:"optional" given:"Dated"`
	Answers []Option `yaml:"answers,flow" one:"an answer"`
	// By and Of are the fact from which the program gives the first answer that raises no flag, as for a criterion.
	By string `yaml:"by"`
	Of string `yaml:"of"`
}

// Section is the section of a template with the questions of the technical interview.
var Section = &template.Section[[]TemplateQuestion]{
	Key: "questions", Label: "Interview questions", One: "a question",
	Check: checkTemplate,
}

func checkTemplate(c *template.Checker, questions []TemplateQuestion) {
	var keys []string
	for i, q := range questions {
		path := fmt.Sprintf("questions[%d]", i+1)
		keys = c.Unique(path, q.Ask, q.Key, keys)
		c.Line(path+".ask", q.Key, q.Ask, 1, 200)
		c.Text(path+".good", q.Ask, q.Good, 500)
		c.Text(path+".flag", q.Ask, q.Flag, 500)
		c.OneOf(path+".role", q.Ask, "role", q.Role, c.Roles)
		if q.Dated {
			c.Day(path+".latest", q.Ask, q.Latest)
		} else if len(q.Answers) == 0 {
			c.Report(path+".answers", q.Ask, "it has neither answers to choose from nor a latest day")
		}
		var answers []string
		for j, a := range q.Answers {
			at := fmt.Sprintf("%s.answers[%d]", path, j+1)
			answers = c.Unique(at, a.Label, a.Key, answers)
			c.Line(at+".label", a.Key, a.Label, 1, 100)
		}
	}
}
