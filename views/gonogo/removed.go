package gonogo

import (
	"tminus/models/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
)

// QuestionRemoved returns the message about a removed question, with an undo. It does not restore
// the answer.
func QuestionRemoved(slug string, m gonogo.MeetingDetail, id int64, key string) layout.Flash {
	out := layout.Flash{Kind: "ok", Text: "Topic removed.", UndoAction: paths.Meeting(slug, m.ID, "questions")}
	for i, q := range m.Questions {
		if q.ID != id {
			continue
		}
		out.Text = q.Topic + " was removed."
		if q.Answer != gonogo.AnswerOpen {
			out.Text = q.Topic + " was removed with its answer."
		}
		out.UndoFields = [][2]string{{"key", key}, {"topic", q.Topic}, {"ask", q.Ask}, {"place", version(i + 1)}, {"user", optional(q.UserID)},
			{"guest_name", q.GuestName}, {"guest_title", q.GuestTitle}, {"represented", optional(q.RepresentedID)},
			{"represented_name", q.RepresentedName}, {"others", q.Others}}
		if q.Mandatory {
			out.UndoFields = append(out.UndoFields, [2]string{"mandatory", "on"})
		}
	}
	return out
}
