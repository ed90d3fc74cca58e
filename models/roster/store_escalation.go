package roster

import (
	"maps"

	"tminus/models/db"
	"tminus/models/launch"
)

// Escalation is who is paged about a launch, and who is on call.
type Escalation struct {
	// Steps are for anything that is no topic.
	Steps  []Step
	Topics []Topic
	Watch  Watch
}

// EscalationOf returns the escalation of a launch, for packages that page.
func EscalationOf(g db.Reader, l launch.Launch) (Escalation, error) {
	var e Escalation
	all, err := loadRosters(g, []launch.Launch{l})
	if err != nil {
		return e, err
	}
	e.Watch = all[l.ID].watch
	if e.Steps, e.Topics, err = escalationOf(g, l.ID); err != nil {
		return e, err
	}
	others, err := loadPersons(g, Roster{Steps: e.Steps, Topics: e.Topics}.namedPeople())
	e.Watch.People = maps.Clone(e.Watch.People)
	if e.Watch.People == nil {
		e.Watch.People = map[int64]Person{}
	}
	maps.Copy(e.Watch.People, others)
	return e, err
}

// For returns the steps for a topic, or those for anything else.
func (e Escalation) For(topicID *int64) []Step {
	for _, t := range e.Topics {
		if topicID != nil && t.ID == *topicID {
			return t.Steps
		}
	}
	return e.Steps
}
