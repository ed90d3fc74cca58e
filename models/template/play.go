package template

import (
	"fmt"
)

// A Play is what is tried when a symptom shows after the launch. It is
// offered when more than More of the reports that count came within Hours.
type Play struct {
	Key     string `yaml:"key"`
	Symptom string `yaml:"symptom"`
	Channel string `yaml:"channel"` // one of FeedbackChannels whose reports alone count, "" for all
	More    int    `yaml:"more"`
	Hours   int    `yaml:"hours"`
	// Words are what a report must hold one of to count; without any, each does.
	Words    []string `yaml:"words"`
	Causes   []string `yaml:"causes"`
	Remedies []Remedy `yaml:"remedies,flow" one:"a remedy"`
}

// A Remedy is one thing to do against a symptom, and the deliverable
// that it becomes.
type Remedy struct {
	Do   string `yaml:"do"`
	When string `yaml:"when"` // the cause that it is against, "" for any
	Kind Kind   `yaml:"kind"`
}

// FeedbackChannels are the ways on which reports come.
var FeedbackChannels = []string{"beta", "support", "social", "conversation"}

const (
	maxPlays     = 30
	maxPlayLines = 30 // words, causes and remedies, each
	maxPlayMore  = 100_000
	maxPlayHours = 31 * 24
)

func (c *checker) playbook(ps []Play) {
	c.atMost("playbook", "", "plays", len(ps), maxPlays)
	var keys []string
	for i, p := range ps {
		path := fmt.Sprintf("playbook[%d]", i+1)
		label := p.Symptom
		if label == "" {
			label = p.Key
		}
		keys = c.unique(path, label, p.Key, keys)
		c.line(path+".symptom", label, p.Symptom, 1, 200)
		if p.Channel != "" {
			c.oneOf(path+".channel", label, "channel", p.Channel, FeedbackChannels)
		}
		if p.Channel == "" && len(p.Words) == 0 && !c.unreadable[path+".channel"] {
			c.say(path+".words", label, "it has neither a channel nor words, so that every report would count")
		}
		c.within(path+".more", label, p.More, 0, maxPlayMore)
		c.within(path+".hours", label, p.Hours, 1, maxPlayHours)
		c.playLines(path+".words", label, p.Words)
		c.playLines(path+".causes", label, p.Causes)
		c.remedies(path+".remedies", label, p.Remedies)
	}
}

func (c *checker) remedies(path, label string, ms []Remedy) {
	if len(ms) == 0 {
		c.say(path, label, "there are no remedies; a play says at least one thing to do")
	}
	c.atMost(path, label, "remedies", len(ms), maxPlayLines)
	for i, m := range ms {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		if m.Do == "" {
			c.say(at+".do", label, "it does not say what to do")
		}
		c.line(at+".do", m.Do, m.Do, 0, 200)
		c.line(at+".when", m.Do, m.When, 0, 200)
		c.oneOf(at+".kind", m.Do, "kind", string(m.Kind), texts(Kinds))
	}
}

func (c *checker) playLines(path, label string, lines []string) {
	c.atMost(path, label, lastName(path), len(lines), maxPlayLines)
	for i, s := range lines {
		c.line(fmt.Sprintf("%s[%d]", path, i+1), label, s, 1, 200)
	}
}

func (c *checker) atMost(path, label, what string, n, most int) {
	if n > most {
		c.say(path, label, "there are %d %s; at most %d are read", n, what, most)
	}
}

func (c *checker) within(path, label string, n, least, most int) {
	if n < least || n > most {
		c.say(path, label, "%s is %d; it goes from %d to %d", lastName(path), n, least, most)
	}
}
