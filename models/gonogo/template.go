package gonogo

import (
	"fmt"

	"tminus/models/template"
)

// TemplatePoll is the poll of the go/no-go meeting. At is the key of the
// deliverable that sets its date.
type TemplatePoll struct {
	At        string             `yaml:"at"`
	Questions []TemplateQuestion `yaml:"questions,flow" one:"a question"`
}

// TemplateQuestion is a question of the poll, answered by whoever has the role.
type TemplateQuestion struct {
	Topic     string `yaml:"topic"`
	Ask       string `yaml:"ask"`
	Role      string `yaml:"role"`
	Mandatory bool   `yaml:"mandatory"`
}

// Section is the section of a template with the questions of the go/no-go meeting.
var Section = &template.Section[TemplatePoll]{
	Key: "poll", Label: "Go/no-go poll", One: "the poll",
	Check: checkTemplate, Unbind: unbindTemplate,
}

func checkTemplate(c *template.Checker, p TemplatePoll) {
	if p.At != "" {
		c.OneOf("poll.at", "", "deliverable", p.At, c.Deliverables)
	}
	for i, q := range p.Questions {
		path := fmt.Sprintf("poll.questions[%d]", i+1)
		c.Line(path+".topic", "", q.Topic, 1, 60)
		c.Line(path+".ask", q.Topic, q.Ask, 0, maxLine)
		c.OneOf(path+".role", q.Topic, "role", q.Role, c.Roles)
	}
}

// unbindTemplate removes the date of the meeting if its deliverable does not exist.
func unbindTemplate(p TemplatePoll, exists func(deliverable string) bool) (TemplatePoll, []string) {
	if !exists(p.At) {
		p.At = ""
	}
	return p, nil
}
