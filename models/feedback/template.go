package feedback

import (
	"fmt"
	"strings"

	"tminus/models/template"
)

// Play describes a symptom and the remedies for it. It is offered if more than More
// of the reports that count came within Hours.
type Play struct {
	Key     string  `yaml:"key"`
	Symptom string  `yaml:"symptom"`
	Channel Channel `yaml:"channel"` // counts only reports of this channel, "" for all
	More    int     `yaml:"more"`
	Hours   int     `yaml:"hours"`
	// A report counts if it contains one of Words, or if there are none.
	Words    []string `yaml:"words"`
	Causes   []string `yaml:"causes"`
	Remedies []Remedy `yaml:"remedies,flow" one:"a remedy"`
}

// Remedy is one thing to do about a symptom, and the deliverable that it becomes.
type Remedy struct {
	Do   string        `yaml:"do"`
	When string        `yaml:"when"` // the cause that it addresses, "" for any
	Kind template.Kind `yaml:"kind"`
}

// Section is the section of a template with the playbook.
var Section = &template.Section[[]Play]{
	Key: "plays", Label: "Playbook", One: "a play",
	Check: checkTemplate,
}

func checkTemplate(c *template.Checker, plays []Play) {
	atMost(c, "plays", "", "plays", len(plays), MaxPlays)
	var keys []string
	for i, p := range plays {
		path := fmt.Sprintf("plays[%d]", i+1)
		label := p.Symptom
		if label == "" {
			label = p.Key
		}
		keys = c.Unique(path, label, p.Key, keys)
		c.Line(path+".symptom", label, p.Symptom, 1, MaxWord)
		if p.Channel != "" {
			c.OneOf(path+".channel", label, "channel", string(p.Channel), template.Texts(Channels))
		}
		if p.Channel == "" && len(p.Words) == 0 && !c.Unreadable(path+".channel") {
			c.Report(path+".words", label, "it has neither a channel nor words, so that every report would count")
		}
		c.Within(path+".more", label, p.More, 0, MaxMore)
		c.Within(path+".hours", label, p.Hours, 1, MaxHours)
		checkTemplateLines(c, path+".words", label, p.Words)
		checkTemplateLines(c, path+".causes", label, p.Causes)
		checkTemplateRemedies(c, path+".remedies", label, p.Remedies)
	}
}

func checkTemplateRemedies(c *template.Checker, path, label string, remedies []Remedy) {
	if len(remedies) == 0 {
		c.Report(path, label, "there are no remedies; a play says at least one thing to do")
	}
	atMost(c, path, label, "remedies", len(remedies), MaxParts)
	for i, r := range remedies {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		if r.Do == "" {
			c.Report(at+".do", label, "it does not say what to do")
		}
		c.Line(at+".do", r.Do, r.Do, 0, MaxWord)
		c.Line(at+".when", r.Do, r.When, 0, MaxWord)
		c.OneOf(at+".kind", r.Do, "kind", string(r.Kind), template.Texts(template.Kinds))
	}
}

func checkTemplateLines(c *template.Checker, path, label string, lines []string) {
	atMost(c, path, label, path[strings.LastIndexByte(path, '.')+1:], len(lines), MaxParts)
	for i, s := range lines {
		c.Line(fmt.Sprintf("%s[%d]", path, i+1), label, s, 1, MaxWord)
	}
}

func atMost(c *template.Checker, path, label, what string, n, most int) {
	if n > most {
		c.Report(path, label, "there are %d %s; at most %d are read", n, what, most)
	}
}
