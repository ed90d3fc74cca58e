package readiness_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/readiness"
)

// meeting is the bench's newest meeting.
func (b *bench) meeting() readiness.MeetingDetail {
	b.t.Helper()
	ms, err := b.Readiness.Meetings(b.as(b.viewer), b.launch.Slug)
	if err != nil || len(ms) == 0 {
		b.t.Fatalf("%d meetings, %v", len(ms), err)
	}
	return ms[0]
}

// seat adds a participant to the newest meeting and returns it.
func (b *bench) seat(u people.User, function string, mandatory bool) readiness.MeetingSeat {
	b.t.Helper()
	if have := b.meeting().SeatOf(u.ID); have != nil {
		return *have
	}
	if _, err := b.Readiness.AddSeat(b.as(b.lead), b.launch.Slug, b.meeting().ID, readiness.SeatInput{Function: function, UserID: &u.ID, Mandatory: mandatory}, ""); err != nil {
		b.t.Fatal(err)
	}
	return *b.meeting().SeatOf(u.ID)
}

func (b *bench) vote(u people.User, v readiness.Vote, reason string) {
	b.t.Helper()
	m := b.meeting()
	s := m.SeatOf(u.ID)
	if _, err := b.Readiness.Vote(b.as(u), b.launch.Slug, m.ID, s.ID, readiness.VoteInput{Vote: v, Reason: reason}, s.Version); err != nil {
		b.t.Fatal(err)
	}
}

func TestTheFirstMeetingFollowsItsDeliverable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	m := b.meeting()
	if m.Number != 1 || m.State != readiness.MeetingPlanned || m.ItemTitle == "" || m.On.IsZero() || m.ChairName != "Lea Lead" || len(m.Seats) != 5 {
		t.Fatalf("planned: %+v", m)
	}
	was := m.On
	l := b.launch
	to := l.Target()
	to.On = l.LaunchOn.AddDays(7)
	if _, err := b.Launches.Move(b.as(b.lead), l.Slug, to, "Later", l.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.meeting().On; got != was.AddDays(7) {
		t.Errorf("T moved a week: the meeting from %s to %s", was, got)
	}
	err := b.Readiness.EditMeeting(b.as(b.lead), l.Slug, m.ID, readiness.MeetingInput{HeldOn: civil.New(2026, 12, 8), HeldTime: civil.At(15, 0), Place: " Room  4 ", ChairID: &b.other.ID}, m.Version)
	if err != nil {
		t.Fatal(err)
	}
	if m = b.meeting(); m.On != civil.New(2026, 12, 8) || m.Time != civil.At(15, 0) || m.Place != "Room 4" || m.ItemID != nil || m.ChairName != "Otto Other" {
		t.Errorf("a day of its own: %+v", m)
	}
}

func TestWhoMayPlanAMeetingAndWhatIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.make("Another", "standard")
	slug, ready, m := b.launch.Slug, b.Readiness, b.meeting()
	day := readiness.MeetingInput{HeldOn: civil.New(2026, 12, 8), HeldTime: civil.At(15, 0), ChairID: &b.lead.ID}
	edit := func(in readiness.MeetingInput) error {
		return ready.EditMeeting(b.as(b.lead), slug, m.ID, in, b.meeting().Version)
	}
	wantKind(t, "a member plans", ready.EditMeeting(b.as(b.member), slug, m.ID, day, m.Version), fault.KindForbidden)
	wantKind(t, "another launch's", ready.EditMeeting(b.as(b.lead), other.Slug, m.ID, day, m.Version), fault.KindNotFound)
	wantKind(t, "a stale version", ready.EditMeeting(b.as(b.lead), slug, m.ID, day, m.Version-1), fault.KindConflict)
	wantKind(t, "neither day nor deliverable", edit(readiness.MeetingInput{ChairID: &b.lead.ID}), fault.KindInvalid)
	wantKind(t, "no chair", edit(readiness.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime}), fault.KindInvalid)
	wantKind(t, "a viewer in the chair", edit(readiness.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime, ChairID: &b.viewer.ID}), fault.KindInvalid)
	wantKind(t, "a long place", edit(readiness.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime, ChairID: &b.lead.ID, Place: strings.Repeat("x", 201)}), fault.KindInvalid)
	foreign := int64(b.count("SELECT MIN(id) FROM deliverables WHERE launch_id = ?", other.ID))
	wantKind(t, "another launch's deliverable", edit(readiness.MeetingInput{ItemID: &foreign, ChairID: &b.lead.ID}), fault.KindInvalid)
	_, err := ready.PlanMeeting(b.as(b.lead), slug, day, "")
	wantKind(t, "two planned at once", err, fault.KindInvalid)
	wantKind(t, "cancelled by a member", ready.CancelMeeting(b.as(b.member), slug, m.ID, m.Version, false), fault.KindForbidden)
	if err := ready.CancelMeeting(b.as(b.lead), slug, m.ID, m.Version, false); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a cancelled one edited", edit(day), fault.KindConflict)
	for range 2 {
		if _, err := ready.PlanMeeting(b.as(b.lead), slug, day, "one key"); err != nil {
			t.Fatal(err)
		}
	}
	if now := b.meeting(); now.Number != 2 || len(now.Seats) != len(m.Seats) || now.Count(readiness.VoteNone) != len(m.Seats) {
		t.Errorf("planned anew: %+v", now)
	}
	wantKind(t, "called on while another is planned", ready.CancelMeeting(b.as(b.lead), slug, m.ID, m.Version+1, true), fault.KindConflict)
}

func TestVotes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	stranger := b.person("Sam Stranger", people.Member)
	seat := b.seat(b.member, "Engineering", true)
	m := b.meeting()
	give := func(u people.User, v readiness.Vote, reason string) error {
		s := *b.meeting().SeatOf(b.member.ID)
		_, err := ready.Vote(b.as(u), slug, m.ID, s.ID, readiness.VoteInput{Vote: v, Reason: reason}, s.Version)
		return err
	}
	wantKind(t, "by who does not take part", give(stranger, readiness.VoteGo, ""), fault.KindForbidden)
	wantKind(t, "by a viewer", give(b.viewer, readiness.VoteGo, ""), fault.KindForbidden)
	wantKind(t, "no-go without a reason", give(b.member, readiness.VoteNoGo, " "), fault.KindInvalid)
	wantKind(t, "abstaining without a reason", give(b.member, readiness.VoteAbstain, ""), fault.KindInvalid)
	wantKind(t, "something else", give(b.member, "maybe", "x"), fault.KindInvalid)
	wantKind(t, "a long reason", give(b.member, readiness.VoteNoGo, strings.Repeat("ä", 501)), fault.KindInvalid)
	if err := give(b.member, readiness.VoteNoGo, "The rollback was never tried"); err != nil {
		t.Fatal(err)
	}
	_, err := ready.Vote(b.as(b.member), slug, m.ID, seat.ID, readiness.VoteInput{Vote: readiness.VoteGo}, seat.Version)
	wantKind(t, "twice from the same page", err, fault.KindConflict)
	if err := give(b.member, readiness.VoteGo, ""); err != nil {
		t.Fatal(err)
	}
	if n := b.count("SELECT COUNT(*) FROM audit_log WHERE action = 'meeting.voted'"); n != 2 {
		t.Errorf("a vote and its change left %d rows in the audit log", n)
	}
	// In the meeting somebody says it, and the lead records it as such.
	if err := give(b.lead, readiness.VoteAbstain, "Was on holiday"); err != nil {
		t.Fatal(err)
	}
	if s := b.meeting().SeatOf(b.member.ID); s.Vote != readiness.VoteAbstain || s.RecordedName != "Lea Lead" {
		t.Errorf("recorded by the lead: %+v", s)
	}
	if err := give(b.member, readiness.VoteNone, ""); err != nil {
		t.Fatal(err)
	}
	if s := b.meeting().SeatOf(b.member.ID); s.Vote != readiness.VoteNone || s.RecordedBy != nil || !s.VotedAt.IsZero() {
		t.Errorf("taken back: %+v", s)
	}
	// The chair who is not the lead records votes too, and plans nothing.
	if err := ready.EditMeeting(b.as(b.lead), slug, m.ID, readiness.MeetingInput{ItemID: m.ItemID, ChairID: &b.other.ID}, m.Version); err != nil {
		t.Fatal(err)
	}
	if err := give(b.other, readiness.VoteGo, ""); err != nil {
		t.Errorf("the chair cannot record a vote: %v", err)
	}
	wantKind(t, "the chair plans", ready.CancelMeeting(b.as(b.other), slug, m.ID, m.Version+1, false), fault.KindForbidden)
	other := b.make("Another", "standard")
	_, err = ready.Vote(b.as(b.member), other.Slug, m.ID, seat.ID, readiness.VoteInput{Vote: readiness.VoteGo}, seat.Version)
	wantKind(t, "by another launch's address", err, fault.KindNotFound)
}

func TestOnePersonHasOneSeat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	m := b.meeting()
	add := func(in readiness.SeatInput) error {
		_, err := ready.AddSeat(b.as(b.lead), slug, m.ID, in, "")
		return err
	}
	wantKind(t, "two seats", add(readiness.SeatInput{Function: "Legal", UserID: &b.member.ID}), fault.KindInvalid)
	wantKind(t, "a viewer", add(readiness.SeatInput{Function: "Legal", UserID: &b.viewer.ID}), fault.KindInvalid)
	wantKind(t, "no function", add(readiness.SeatInput{UserID: &b.other.ID}), fault.KindInvalid)
	_, err := ready.AddSeat(b.as(b.member), slug, m.ID, readiness.SeatInput{Function: "Legal"}, "")
	wantKind(t, "added by a member", err, fault.KindForbidden)
	b.vote(b.member, readiness.VoteGo, "")
	seat := *b.meeting().SeatOf(b.member.ID)
	if err := ready.EditSeat(b.as(b.lead), slug, m.ID, seat.ID, readiness.SeatInput{Function: "Development", UserID: &b.other.ID, Mandatory: true}, seat.Version); err != nil {
		t.Fatal(err)
	}
	if s := b.meeting().SeatOf(b.other.ID); s == nil || s.Vote != readiness.VoteNone || s.Function != "Development" {
		t.Errorf("somebody else took the seat with the vote: %+v", s)
	}
	wantKind(t, "removed from an old page", ready.RemoveSeat(b.as(b.lead), slug, m.ID, seat.ID, seat.Version), fault.KindConflict)
	if err := ready.RemoveSeat(b.as(b.lead), slug, m.ID, seat.ID, seat.Version+1); err != nil || b.meeting().SeatOf(b.other.ID) != nil {
		t.Errorf("removed: %v", err)
	}
}

func TestConditionsHaveAnOwnerAndADeadline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready, m := b.launch.Slug, b.Readiness, b.meeting()
	in := readiness.ConditionInput{Text: "Load test  repeated", OwnerID: &b.other.ID, DueOn: civil.New(2026, 12, 9), DueTime: civil.At(12, 0)}
	add := func(u people.User, in readiness.ConditionInput) error {
		_, err := ready.AddCondition(b.as(u), slug, m.ID, in, "k")
		return err
	}
	past := in
	past.DueOn = civil.New(2026, 11, 1)
	wantKind(t, "a deadline in the past", add(b.lead, past), fault.KindInvalid)
	wantKind(t, "no text", add(b.lead, readiness.ConditionInput{OwnerID: in.OwnerID, DueOn: in.DueOn, DueTime: in.DueTime}), fault.KindInvalid)
	wantKind(t, "no owner", add(b.lead, readiness.ConditionInput{Text: "X", DueOn: in.DueOn, DueTime: in.DueTime}), fault.KindInvalid)
	wantKind(t, "no deadline", add(b.lead, readiness.ConditionInput{Text: "X", OwnerID: in.OwnerID}), fault.KindInvalid)
	wantKind(t, "a participant who does not run it", add(b.member, in), fault.KindForbidden)
	for range 2 {
		if err := add(b.lead, in); err != nil {
			t.Fatal(err)
		}
	}
	m = b.meeting()
	if len(m.Conditions) != 1 || m.Conditions[0].Text != "Load test repeated" || m.Conditions[0].OwnerName != "Otto Other" {
		t.Fatalf("conditions: %+v", m.Conditions)
	}
	c := m.Conditions[0]
	if c.Overdue(c.DueAt.Add(-time.Millisecond)) || !c.Overdue(c.DueAt.Time) {
		t.Error("a condition is overdue from its deadline on, not before")
	}
	wantKind(t, "met by somebody else", ready.MeetCondition(b.as(b.member), slug, m.ID, c.ID, "", c.Version, false), fault.KindForbidden)
	if err := ready.MeetCondition(b.as(b.other), slug, m.ID, c.ID, "Held 2,000 a second", c.Version, false); err != nil {
		t.Fatal(err)
	}
	if c = b.meeting().Conditions[0]; c.MetName != "Otto Other" || c.Overdue(c.DueAt.Time) {
		t.Errorf("met: %+v", c)
	}
	in.Text = "Load test repeated at night"
	if err := ready.EditCondition(b.as(b.lead), slug, m.ID, c.ID, in, c.Version); err != nil {
		t.Fatal(err)
	}
	if err := ready.RemoveCondition(b.as(b.lead), slug, m.ID, c.ID, c.Version+1); err != nil || len(b.meeting().Conditions) != 0 {
		t.Errorf("removed: %v", err)
	}
}
