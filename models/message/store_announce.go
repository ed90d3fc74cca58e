package message

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
)

// stateEvents are the events of the states of a launch.
var stateEvents = map[launch.State]string{
	launch.Go: "launch.go", launch.Launching: "launch.launching", launch.Live: "launch.live",
	launch.RolledBack: "launch.rolled_back", launch.Closed: "launch.closed", launch.Cancelled: "launch.cancelled",
}

// announce queues a message about each recorded change that people outside follow, for all chats, webhooks and e-mail
// lists. It runs in the transaction of the change.
func (s *Store) announce(tx *db.Tx, touched []db.Touch) error {
	var rows []row
	loaded := false
	for _, t := range touched {
		if t.Action != "launch.moved" && t.Action != "launch.move undone" && t.Action != "launch.state" && t.Action != "meeting.recorded" {
			continue
		}
		if !loaded {
			err := tx.Where("kind IN ? AND archived_at IS NULL AND state <> ?", []Kind{Chat, Webhook, Email}, Off).Order("id").Find(&rows).Error
			if err != nil {
				return err
			}
			loaded = true
		}
		if len(rows) == 0 {
			return nil
		}
		var l launch.Launch
		if err := tx.Where("id = ?", t.LaunchID).Take(&l).Error; err != nil {
			return err
		}
		m, ok := announcement(t, l, tx.Actor.Name)
		for i := 0; ok && i < len(rows); i++ {
			if t.Action == "launch.state" && decided(touched) && rows[i].Kind != Webhook {
				continue // people read it in the decision
			}
			if err := s.enqueueFor(tx, rows[i], m); err != nil {
				return err
			}
		}
	}
	return nil
}

// decided reports whether the changes include a decision.
func decided(touched []db.Touch) bool {
	return slices.ContainsFunc(touched, func(t db.Touch) bool { return t.Action == "meeting.recorded" })
}

// announcement returns the message about a change of a launch, and whether there is one.
func announcement(t db.Touch, l launch.Launch, by string) (Message, bool) {
	m := Message{Link: "/launches/" + l.Slug, Label: "Open " + l.Name, Thread: "launch-" + strconv.FormatInt(l.ID, 10),
		Why: "You get this because this address is on a list in T-Minus."}
	data := map[string]any{"launch": l.Slug, "name": l.Name, "state": l.State, "by": by,
		"launch_at": l.LaunchAt.UTC().Format(time.RFC3339)}
	before := ""
	switch t.Action {
	case "launch.state":
		m.Event, m.Subject = stateEvents[l.State], l.Name+": "+l.State.Label()
	case "meeting.recorded":
		m.Event, m.Subject = "decision.recorded", l.Name+": decision recorded"
		for _, c := range t.Changes {
			if c.Field == "decision" {
				m.Subject, data["decision"] = l.Name+": "+c.New, c.New
			}
		}
	default:
		m.Event, m.Subject = "launch.moved", l.Name+" moved to "+l.When()
		for _, c := range t.Changes {
			if c.Field == "launch date" {
				before, data["before"] = "Before: "+c.Old+"\n", c.Old
			}
		}
	}
	text := before + "T: " + l.When() + " · " + by
	if t.Reason != "" {
		text += "\n" + t.Reason
		data["reason"] = t.Reason
	}
	m.Paragraphs, m.Data = []string{strings.TrimSpace(text)}, data
	return m, m.Event != ""
}
