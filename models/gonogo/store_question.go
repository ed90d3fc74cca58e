package gonogo

import (
	"context"
	"strconv"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// AddQuestion adds a question to a planned meeting, for its chair and the lead.
// key makes a form that is sent twice add one.
func (s *Store) AddQuestion(ctx context.Context, slug string, meeting int64, in QuestionInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		names, in, err := cleanQuestion(tx, in, Question{})
		if err != nil {
			return err
		}
		id, err = tx.Once("question "+strconv.FormatInt(m.ID, 10), key, in, func() (int64, error) { return addQuestion(tx, l, m, in, names) })
		return err
	})
	return id, err
}

func addQuestion(tx *db.Tx, l launch.Launch, m MeetingDetail, in QuestionInput, names map[int64]string) (int64, error) {
	if len(m.Questions) >= maxQuestions {
		return 0, fault.Invalid("topic", "A meeting has at most %d questions.", maxQuestions)
	}
	q := Question{MeetingID: m.ID, Topic: in.Topic, Ask: in.Ask, UserID: in.UserID, GuestName: in.GuestName, GuestTitle: in.GuestTitle,
		RepresentedID: in.RepresentedID, RepresentedName: in.RepresentedName, Others: in.Others, Mandatory: in.Mandatory, Version: 1,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
	for _, other := range m.Questions {
		q.Position = max(q.Position, other.Position+1)
	}
	if err := tx.DB.Create(&q).Error; err != nil {
		return 0, err
	}
	if err := placeQuestion(tx, m, q.ID, in.Place); err != nil {
		return 0, err
	}
	return q.ID, auditMeeting(tx, l, m.Meeting, "meeting.question added", "", db.Changed([3]string{"topic", "", in.Topic},
		[3]string{in.Topic, "", personWords(in.UserID, in.GuestName, names)})...)
}

// cleanQuestion returns the input as it is stored with the names of its people.
// Returns Invalid for a person who may not answer.
func cleanQuestion(tx *db.Tx, in QuestionInput, before Question) (map[int64]string, QuestionInput, error) {
	in, err := in.Clean()
	if err != nil {
		return nil, in, err
	}
	names, err := people.OwnerNames(tx, in.UserID, before.UserID)
	if err != nil {
		return nil, in, renamed(err, "owner", "user")
	}
	others, err := people.OwnerNames(tx, in.RepresentedID, before.RepresentedID)
	if err != nil {
		return nil, in, renamed(err, "owner", "represented")
	}
	all := map[int64]string{}
	for _, from := range []map[int64]string{names, others} {
		for id, name := range from {
			all[id] = name
		}
	}
	return all, in, nil
}

func personWords(user *int64, guest string, names map[int64]string) string {
	if user != nil {
		return names[*user]
	}
	return guest
}

// placeQuestion moves a question to its place in the roll call, from 1. 0
// leaves it where it is.
func placeQuestion(tx *db.Tx, m MeetingDetail, id int64, place int) error {
	if place == 0 {
		return nil
	}
	var order []int64
	for _, q := range m.Questions {
		if q.ID != id {
			order = append(order, q.ID)
		}
	}
	at := min(place-1, len(order))
	order = append(order[:at:at], append([]int64{id}, order[at:]...)...)
	for i, other := range order {
		if err := tx.Exec("UPDATE meeting_questions SET position = ? WHERE id = ?", i, other).Error; err != nil {
			return err
		}
	}
	return nil
}

// questionIn returns a question of the meeting. Returns NotFound.
func questionIn(m MeetingDetail, id int64) (QuestionDetail, error) {
	for _, q := range m.Questions {
		if q.ID == id {
			return q, nil
		}
	}
	return QuestionDetail{}, fault.NotFound("question of this meeting")
}

// UpdateQuestion changes a question of a planned meeting. An answer is
// personal: it is removed when somebody else is to answer.
func (s *Store) UpdateQuestion(ctx context.Context, slug string, meeting, id int64, in QuestionInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		q, err := questionIn(m, id)
		if err != nil {
			return err
		}
		names, in, err := cleanQuestion(tx, in, q.Question)
		if err != nil {
			return err
		}
		return updateQuestion(tx, l, m, q, in, names, version)
	})
}

func updateQuestion(tx *db.Tx, l launch.Launch, m MeetingDetail, q QuestionDetail, in QuestionInput, names map[int64]string,
	version int) error {
	columns := map[string]any{"topic": in.Topic, "ask": in.Ask, "user_id": in.UserID, "guest_name": in.GuestName, "guest_title": in.GuestTitle,
		"represented_id": in.RepresentedID, "represented_name": in.RepresentedName, "others": in.Others, "mandatory": in.Mandatory}
	changes := db.Changed([3]string{"topic", q.Topic, in.Topic}, [3]string{"question", q.Ask, in.Ask},
		[3]string{"person", q.Name(), personWords(in.UserID, in.GuestName, names)}, [3]string{"job title", q.GuestTitle, in.GuestTitle},
		[3]string{"represented by", q.Substitute(), personWords(in.RepresentedID, in.RepresentedName, names)},
		[3]string{"may also speak", q.Others, in.Others}, [3]string{"mandatory", words.YesNo(q.Mandatory), words.YesNo(in.Mandatory)})
	other := db.IDOf(q.UserID) != db.IDOf(in.UserID) || q.GuestName != in.GuestName
	if other && q.Answer != AnswerOpen {
		for name, value := range noAnswer {
			columns[name] = value
		}
		changes = append(changes, db.Change{Field: "answer", Old: q.Answer.Label(), New: AnswerOpen.Label()})
	}
	if _, err := tx.UpdateRow("meeting_questions", q.ID, version, columns); err != nil {
		return err
	}
	if err := placeQuestion(tx, m, q.ID, in.Place); err != nil {
		return err
	}
	return auditMeeting(tx, l, m.Meeting, "meeting.question changed", "", changes...)
}

// RemoveQuestion removes a question of a planned meeting with its answer.
func (s *Store) RemoveQuestion(ctx context.Context, slug string, meeting, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := toRun(tx, slug, meeting)
		if err != nil {
			return err
		}
		q, err := questionIn(m, id)
		if err != nil {
			return err
		}
		if err := tx.DeleteRow("meeting_questions", q.ID, version); err != nil {
			return err
		}
		changes := db.Changed([3]string{q.Topic, q.Name(), ""})
		if q.Answer != AnswerOpen {
			changes = append(changes, db.Change{Field: "answer", Old: q.Answer.Label()})
		}
		return auditMeeting(tx, l, m.Meeting, "meeting.question removed", "", changes...)
	})
}
