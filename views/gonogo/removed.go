package gonogo

import (
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/views/layout"
	"tminus/views/paths"
)

// SeatRemoved returns the message about a removed participant, with an undo. It does not restore
// the vote.
func SeatRemoved(slug string, m gonogo.MeetingDetail, id int64, key string) layout.Flash {
	out := layout.Flash{Kind: "ok", Text: "Taken off the meeting.", UndoAction: paths.Meeting(slug, m.ID, "seats")}
	for _, seat := range m.Seats {
		if seat.ID != id {
			continue
		}
		out.Text = seat.Function + " was taken off the meeting."
		if seat.Vote != gonogo.VoteNone {
			out.Text = seat.Function + " was taken off the meeting, and the vote with it."
		}
		out.UndoFields = [][2]string{{"key", key}, {"function", seat.Function}, {"user", optional(seat.UserID)}}
		if seat.Mandatory {
			out.UndoFields = append(out.UndoFields, [2]string{"mandatory", "on"})
		}
	}
	return out
}

// ConditionRemoved returns the message about a removed condition, with an undo.
func ConditionRemoved(l launch.Launch, m gonogo.MeetingDetail, id int64, key string) layout.Flash {
	out := layout.Flash{Kind: "ok", Text: "The condition is removed.", UndoAction: paths.Meeting(l.Slug, m.ID, "conditions")}
	for _, c := range m.Conditions {
		if c.ID == id {
			due := c.DueAt.In(l.Location())
			out.UndoFields = [][2]string{{"key", key}, {"text", c.Text}, {"owner", num(c.OwnerID)}, {"due_on", due.Format("2006-01-02")},
				{"due_time", due.Format("15:04")}}
		}
	}
	return out
}
