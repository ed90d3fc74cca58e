package roster

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// Topic is an answer to "What is it about?" with an escalation of its own.
type Topic struct {
	ID        int64
	LaunchID  int64
	Name      string
	Hint      string
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant
	// Steps are the steps of its escalation, at least one.
	Steps []Step `gorm:"-"`
}

// TableName implements GORM's Tabler.
func (Topic) TableName() string { return "roster_topics" }

// TopicInput is the form input for a topic.
type TopicInput struct {
	Name, Hint string
	Steps      []Step
}

// Limits of topics.
const (
	MaxTopic  = 80
	MaxHint   = 120
	maxTopics = 20
)

// Clean returns the input as it is stored, or Invalid with all problems.
func (in TopicInput) Clean() (TopicInput, error) {
	var c fault.Check
	in.Name, in.Hint = strings.Join(strings.Fields(in.Name), " "), strings.Join(strings.Fields(in.Hint), " ")
	c.That(in.Name != "", "name", "Enter what it is about, such as “Personal data”.")
	c.That(len([]rune(in.Name)) <= MaxTopic, "name", "Use at most %d characters.", MaxTopic)
	c.That(len([]rune(in.Hint)) <= MaxHint, "hint", "Use at most %d characters.", MaxHint)
	var err error
	in.Steps, err = CleanSteps(in.Steps)
	if err := c.Merge(err); err != nil {
		return in, err
	}
	c.That(len(in.Steps) > 0 || err != nil, "who1", "Choose whom to call first.")
	return in, c.Err()
}
