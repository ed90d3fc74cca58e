package gonogo

import (
	"context"
	"strconv"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Plan plans a meeting with the questions of the one before. key makes a
// form that is sent twice plan one. Returns Invalid while another meeting is
// planned.
func (s *Store) Plan(ctx context.Context, slug string, in MeetingInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = cleanMeeting(tx, l, in, nil); err != nil {
			return err
		}
		id, err = tx.Once("meeting "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return planMeeting(tx, l, in) })
		return err
	})
	return id, err
}

func planMeeting(tx *db.Tx, l launch.Launch, in MeetingInput) (int64, error) {
	before, err := meetingsOf(tx.Reader, "m.launch_id = ?", l.ID)
	if err != nil {
		return 0, err
	}
	m := Meeting{LaunchID: l.ID, Number: 1, ItemID: in.ItemID, HeldOn: in.HeldOn, HeldTime: in.HeldTime, ByVote: in.ByVote, Place: in.Place,
		ChairID: in.ChairID, State: MeetingPlanned, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	for _, b := range before {
		if b.State == MeetingPlanned {
			return 0, fault.Invalid("held_on", "Meeting %d is planned already. Change its day, or cancel it first.", b.Number)
		}
		m.Number = max(m.Number, b.Number+1)
	}
	if err := tx.DB.Create(&m).Error; err != nil {
		return 0, err
	}
	if len(before) > 0 {
		if err := db.InsertAll(tx, repeated(before[0], m.ID, tx.Now)); err != nil {
			return 0, err
		}
	}
	return m.ID, auditMeeting(tx, l, m, "meeting.planned", "", db.Changed([3]string{"when", "", whenWords(m.HeldOn, m.HeldTime)},
		[3]string{"where", "", m.Place})...)
}

// repeated returns the questions of a meeting for the next one, without answers.
// Those of a cancelled meeting repeat what it repeated itself.
func repeated(before MeetingDetail, meeting int64, now db.Instant) []Question {
	var out []Question
	for i, b := range before.Questions {
		q := Question{MeetingID: meeting, RepeatsID: &b.ID, Position: i, Topic: b.Topic, Ask: b.Ask, RoleKey: b.RoleKey, UserID: b.UserID,
			GuestName: b.GuestName, GuestTitle: b.GuestTitle, Others: b.Others, Mandatory: b.Mandatory, Version: 1, CreatedAt: now, UpdatedAt: now}
		if before.State == MeetingCancelled {
			q.RepeatsID = b.RepeatsID
		}
		out = append(out, q)
	}
	return out
}

// cleanMeeting returns the input as it is stored. Returns Invalid for an item
// of another launch, or a chair who may change nothing.
func cleanMeeting(tx *db.Tx, l launch.Launch, in MeetingInput, chairBefore *int64) (MeetingInput, error) {
	in, err := in.Clean(l.Location())
	if err != nil {
		return in, err
	}
	if in.ItemID != nil {
		var n int64
		err := tx.Raw("SELECT COUNT(*) FROM deliverables WHERE id = ? AND launch_id = ? AND archived_at IS NULL", *in.ItemID, l.ID).Scan(&n).Error
		if err != nil {
			return in, err
		}
		if n == 0 {
			return in, fault.Invalid("item", "That deliverable is no longer in this launch. Choose another one.")
		}
	}
	_, err = people.OwnerNames(tx, in.ChairID, chairBefore)
	return in, renamed(err, "owner", "chair")
}

// Update changes a planned meeting. Returns Conflict when it changed meanwhile.
func (s *Store) Update(ctx context.Context, slug string, id int64, in MeetingInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := planned(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = cleanMeeting(tx, l, in, m.ChairID); err != nil {
			return err
		}
		_, err = tx.UpdateRow("meetings", m.ID, version, map[string]any{"item_id": in.ItemID, "held_on": in.HeldOn, "held_time": in.HeldTime,
			"by_vote": in.ByVote, "place": in.Place, "chair_id": in.ChairID})
		if err != nil {
			return err
		}
		now, err := meetingIn(tx.Reader, l, id)
		if err != nil {
			return err
		}
		return auditMeeting(tx, l, m.Meeting, "meeting.updated", "",
			db.Changed([3]string{"when", whenWords(m.On, m.Time), whenWords(now.On, now.Time)},
				[3]string{"follows", m.ItemTitle, now.ItemTitle}, [3]string{"where", m.Place, now.Place},
				[3]string{"chair", m.ChairName, now.ChairName},
				[3]string{"vote by deadline", words.YesNo(m.ByVote), words.YesNo(now.ByVote)})...)
	})
}

// Cancel cancels a planned meeting; with back it restores it. It returns the new version.
func (s *Store) Cancel(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		m, err := meetingIn(tx.Reader, l, id)
		if err != nil {
			return err
		}
		to, action := MeetingCancelled, "meeting.cancelled"
		if back {
			to, action = MeetingPlanned, "meeting.restored"
		}
		if m.State == to {
			next = m.Version
			return nil
		}
		if !back {
			err = m.open()
		} else {
			err = onlyPlanned(tx, l, m)
		}
		if err != nil {
			return err
		}
		if next, err = tx.UpdateRow("meetings", m.ID, version, map[string]any{"state": to}); err != nil {
			return err
		}
		return auditMeeting(tx, l, m.Meeting, action, "")
	})
	return next, err
}

// onlyPlanned returns Conflict when a cancelled meeting cannot be restored,
// since another one is planned.
func onlyPlanned(tx *db.Tx, l launch.Launch, m MeetingDetail) error {
	if m.State == MeetingRecorded {
		return m.open()
	}
	others, err := meetingsOf(tx.Reader, "m.launch_id = ? AND m.state = ?", l.ID, MeetingPlanned)
	if err == nil && len(others) > 0 {
		err = fault.Conflict("Meeting %d is planned by now.", others[0].Number)
	}
	return err
}

func whenWords(on civil.Date, at civil.TimeOfDay) string {
	if on.IsZero() {
		return ""
	}
	if at.IsZero() {
		return on.Long()
	}
	return on.Long() + ", " + at.String()
}
