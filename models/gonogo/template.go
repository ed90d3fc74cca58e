package gonogo

import (
	"fmt"

	"tminus/models/template"
)

// TemplateMeeting is the go/no-go meeting. At is the key of the deliverable that
// sets its date.
type TemplateMeeting struct {
	At    string         `yaml:"at"`
	Seats []TemplateSeat `yaml:"seats,flow" one:"a seat"`
}

// TemplateSeat is a function that takes part in the meeting, filled by whoever has
// the role.
type TemplateSeat struct {
	Function  string `yaml:"function"`
	Role      string `yaml:"role"`
	Mandatory bool   `yaml:"mandatory"`
}

// Section is the section of a template with the go/no-go meeting.
var Section = &template.Section[TemplateMeeting]{
	Key: "meeting", Label: "Go/no-go meeting", One: "the meeting",
	Check: checkTemplate, Unbind: unbindTemplate,
}

func checkTemplate(c *template.Checker, m TemplateMeeting) {
	if m.At != "" {
		c.OneOf("meeting.at", "", "deliverable", m.At, c.Deliverables)
	}
	for i, s := range m.Seats {
		path := fmt.Sprintf("meeting.seats[%d]", i+1)
		c.Line(path+".function", "", s.Function, 1, 60)
		c.OneOf(path+".role", s.Function, "role", s.Role, c.Roles)
	}
}

// unbindTemplate removes the date of the meeting if its deliverable does not exist.
func unbindTemplate(m TemplateMeeting, exists func(deliverable string) bool) (TemplateMeeting, []string) {
	if !exists(m.At) {
		m.At = ""
	}
	return m, nil
}
