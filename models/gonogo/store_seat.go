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

// AddSeat adds a participant to a planned meeting. key makes a form that is
// sent twice add one. Returns Invalid for a person who takes part already.
func (s *Store) AddSeat(ctx context.Context, slug string, meeting int64, in SeatInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := planned(tx, slug, meeting, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err = tx.Once("seat "+strconv.FormatInt(m.ID, 10), key, in, func() (int64, error) { return addSeat(tx, l, m, in) })
		return err
	})
	return id, err
}

func addSeat(tx *db.Tx, l launch.Launch, m MeetingDetail, in SeatInput) (int64, error) {
	names, err := participant(tx, m, in.UserID, nil)
	if err != nil {
		return 0, err
	}
	seat := Seat{MeetingID: m.ID, UserID: in.UserID, Function: in.Function, Mandatory: in.Mandatory, Version: 1, CreatedAt: tx.Now,
		UpdatedAt: tx.Now}
	for _, other := range m.Seats {
		seat.Position = max(seat.Position, other.Position+1)
	}
	if err := tx.DB.Create(&seat).Error; err != nil {
		return 0, err
	}
	return seat.ID, auditMeeting(tx, l, m.Meeting, "meeting.participant added", "",
		db.Changed([3]string{in.Function, "", names[db.IDOf(in.UserID)]})...)
}

// participant returns the names of the participants. Returns Invalid for a
// person who has a seat already or may not vote.
func participant(tx *db.Tx, m MeetingDetail, user *int64, before *SeatDetail) (map[int64]string, error) {
	if have := m.SeatOf(db.IDOf(user)); have != nil && (before == nil || have.ID != before.ID) {
		return nil, fault.Invalid("user", "%s takes part already, for %s.", have.Name, have.Function)
	}
	var was *int64
	if before != nil {
		was = before.UserID
	}
	names, err := people.OwnerNames(tx, user, was)
	return names, renamed(err, "owner", "user")
}

// seatIn returns a seat of the meeting. Returns NotFound.
func seatIn(m MeetingDetail, id int64) (SeatDetail, error) {
	for _, s := range m.Seats {
		if s.ID == id {
			return s, nil
		}
	}
	return SeatDetail{}, fault.NotFound("participant of this meeting")
}

// UpdateSeat changes a participant. A vote is personal: it is removed when
// somebody else takes the seat.
func (s *Store) UpdateSeat(ctx context.Context, slug string, meeting, id int64, in SeatInput, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := planned(tx, slug, meeting, people.LeadLaunch)
		if err != nil {
			return err
		}
		seat, err := seatIn(m, id)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		names, err := participant(tx, m, in.UserID, &seat)
		if err != nil {
			return err
		}
		columns := map[string]any{"function": in.Function, "user_id": in.UserID, "mandatory": in.Mandatory}
		changes := db.Changed([3]string{"function", seat.Function, in.Function}, [3]string{"participant", seat.Name, names[db.IDOf(in.UserID)]},
			[3]string{"must vote", words.YesNo(seat.Mandatory), words.YesNo(in.Mandatory)})
		if db.IDOf(seat.UserID) != db.IDOf(in.UserID) && seat.Vote != VoteNone {
			columns["vote"], columns["vote_reason"], columns["voted_at"], columns["recorded_by"] = VoteNone, "", db.Instant{}, nil
			changes = append(changes, db.Change{Field: "vote", Old: seat.Vote.Label(), New: VoteNone.Label()})
		}
		if _, err := tx.UpdateRow("meeting_seats", seat.ID, version, columns); err != nil {
			return err
		}
		return auditMeeting(tx, l, m.Meeting, "meeting.participant changed", "", changes...)
	})
}

// RemoveSeat removes a participant of a planned meeting with their vote.
func (s *Store) RemoveSeat(ctx context.Context, slug string, meeting, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, m, err := planned(tx, slug, meeting, people.LeadLaunch)
		if err != nil {
			return err
		}
		seat, err := seatIn(m, id)
		if err != nil {
			return err
		}
		if err := tx.DeleteRow("meeting_seats", seat.ID, version); err != nil {
			return err
		}
		changes := db.Changed([3]string{seat.Function, seat.Name, ""})
		if seat.Vote != VoteNone {
			changes = append(changes, db.Change{Field: "vote", Old: seat.Vote.Label()})
		}
		return auditMeeting(tx, l, m.Meeting, "meeting.participant removed", "", changes...)
	})
}

// Vote sets the vote of a seat until the outcome is recorded, VoteNone removes
// it. The chair and the lead can record it in the participant's name, which is
// shown. Returns the vote before and the new version. Returns Forbidden to everybody else.
func (s *Store) Vote(ctx context.Context, slug string, meeting, id int64, in VoteInput, version int) (before VoteInput, next int,
	err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		m, err := meetingIn(tx.Reader, l, meeting)
		if err != nil {
			return err
		}
		seat, err := seatIn(m, id)
		if err != nil {
			return err
		}
		on := m.Subject(l)
		on.Owner = db.IDOf(seat.UserID)
		if err := people.Require(tx.Actor, people.Vote, on); err != nil {
			return err
		}
		if err := m.open(); err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if seat.UserID == nil {
			return fault.Invalid("vote", "Nobody takes part for %s yet. Name somebody first.", seat.Function)
		}
		before = VoteInput{Vote: seat.Vote, Reason: seat.VoteReason}
		next, err = vote(tx, l, m, seat, in, seat.Is(tx.Actor.ID), version)
		return err
	})
	return before, next, err
}

func vote(tx *db.Tx, l launch.Launch, m MeetingDetail, seat SeatDetail, in VoteInput, own bool, version int) (int, error) {
	by, at := tx.ActorID(), tx.Now
	if own {
		by = nil
	}
	if in.Vote == VoteNone {
		by, at = nil, db.Instant{}
	}
	if seat.Vote == in.Vote && seat.VoteReason == in.Reason && db.IDOf(seat.RecordedBy) == db.IDOf(by) {
		return seat.Version, nil
	}
	columns := map[string]any{"vote": in.Vote, "vote_reason": in.Reason, "voted_at": at, "recorded_by": by}
	next, err := tx.UpdateRow("meeting_seats", seat.ID, version, columns)
	if err != nil {
		return next, err
	}
	action := "meeting.voted"
	if !own {
		action = "meeting.vote recorded"
	}
	who := seat.Function + ", " + seat.Name
	return next, auditMeeting(tx, l, m.Meeting, action, "", db.Changed([3]string{who, seat.Vote.Label(), in.Vote.Label()},
		[3]string{who + ", reason", seat.VoteReason, in.Reason})...)
}
