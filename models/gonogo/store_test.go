package gonogo_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/modeltest"
	"tminus/models/people"
)

func TestFirstMeetingFollowsDeliverable(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	m := b.Meeting()
	if m.Number != 1 || m.State != gonogo.MeetingPlanned || m.ItemTitle == "" || m.On.IsZero() || m.ChairName != "Lea Lead" ||
		len(m.Seats) != 5 {
		t.Fatalf("planned: %+v", m)
	}
	was := m.On
	l := b.Launch
	to := l.Target()
	to.On = l.LaunchOn.AddDays(7)
	if _, err := b.Launches.Move(b.As(b.Lead), l.Slug, to, "Later", l.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.Meeting().On; got != was.AddDays(7) {
		t.Errorf("T moved a week: the meeting from %s to %s", was, got)
	}
	err := b.GoNoGo.Update(b.As(b.Lead), l.Slug, m.ID, gonogo.MeetingInput{HeldOn: civil.New(2026, 12, 8), HeldTime: civil.At(15, 0),
		Place: " Room  4 ", ChairID: &b.Other.ID}, m.Version)
	if err != nil {
		t.Fatal(err)
	}
	if m = b.Meeting(); m.On != civil.New(2026, 12, 8) || m.Time != civil.At(15,
		0) || m.Place != "Room 4" || m.ItemID != nil || m.ChairName != "Otto Other" {
		t.Errorf("a day of its own: %+v", m)
	}
}

func TestPlanRefusesInvalidMeeting(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	other := b.MakeLaunch("Another", "standard")
	slug, store, m := b.Launch.Slug, b.GoNoGo, b.Meeting()
	day := gonogo.MeetingInput{HeldOn: civil.New(2026, 12, 8), HeldTime: civil.At(15, 0), ChairID: &b.Lead.ID}
	edit := func(in gonogo.MeetingInput) error {
		return store.Update(b.As(b.Lead), slug, m.ID, in, b.Meeting().Version)
	}
	b.WantKind("a member plans", store.Update(b.As(b.Member), slug, m.ID, day, m.Version), fault.KindForbidden)
	b.WantKind("another launch's", store.Update(b.As(b.Lead), other.Slug, m.ID, day, m.Version), fault.KindNotFound)
	b.WantKind("a stale version", store.Update(b.As(b.Lead), slug, m.ID, day, m.Version-1), fault.KindConflict)
	b.WantKind("neither day nor deliverable", edit(gonogo.MeetingInput{ChairID: &b.Lead.ID}), fault.KindInvalid)
	b.WantKind("no chair", edit(gonogo.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime}), fault.KindInvalid)
	b.WantKind("a viewer in the chair", edit(gonogo.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime, ChairID: &b.Viewer.ID}),
		fault.KindInvalid)
	b.WantKind("a long place", edit(gonogo.MeetingInput{HeldOn: day.HeldOn, HeldTime: day.HeldTime, ChairID: &b.Lead.ID,
		Place: strings.Repeat("x", 201)}), fault.KindInvalid)
	foreign := int64(b.Count("SELECT MIN(id) FROM deliverables WHERE launch_id = ?", other.ID))
	b.WantKind("another launch's deliverable", edit(gonogo.MeetingInput{ItemID: &foreign, ChairID: &b.Lead.ID}), fault.KindInvalid)
	_, err := store.Plan(b.As(b.Lead), slug, day, "")
	b.WantKind("two planned at once", err, fault.KindInvalid)
	b.WantKind("cancelled by a member", faulttest.Err(store.Cancel(b.As(b.Member), slug, m.ID, m.Version, false)), fault.KindForbidden)
	if _, err := store.Cancel(b.As(b.Lead), slug, m.ID, m.Version, false); err != nil {
		t.Fatal(err)
	}
	b.WantKind("a cancelled one edited", edit(day), fault.KindConflict)
	for range 2 {
		if _, err := store.Plan(b.As(b.Lead), slug, day, "one key"); err != nil {
			t.Fatal(err)
		}
	}
	if now := b.Meeting(); now.Number != 2 || len(now.Seats) != len(m.Seats) || now.Count(gonogo.VoteNone) != len(m.Seats) {
		t.Errorf("planned anew: %+v", now)
	}
	b.WantKind("called on while another is planned", faulttest.Err(store.Cancel(b.As(b.Lead), slug, m.ID, m.Version+1, true)),
		fault.KindConflict)
}

func TestVoteIsGivenRecordedAndTakenBack(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	stranger := b.Person("Sam Stranger", people.Member)
	seat := b.Seat(b.Member, "Engineering", true)
	m := b.Meeting()
	give := func(u people.User, v gonogo.Vote, reason string) error {
		s := *b.Meeting().SeatOf(b.Member.ID)
		_, _, err := store.Vote(b.As(u), slug, m.ID, s.ID, gonogo.VoteInput{Vote: v, Reason: reason}, s.Version)
		return err
	}
	b.WantKind("by who does not take part", give(stranger, gonogo.VoteGo, ""), fault.KindForbidden)
	b.WantKind("by a viewer", give(b.Viewer, gonogo.VoteGo, ""), fault.KindForbidden)
	b.WantKind("no-go without a reason", give(b.Member, gonogo.VoteNoGo, " "), fault.KindInvalid)
	b.WantKind("abstaining without a reason", give(b.Member, gonogo.VoteAbstain, ""), fault.KindInvalid)
	b.WantKind("something else", give(b.Member, "maybe", "x"), fault.KindInvalid)
	b.WantKind("a long reason", give(b.Member, gonogo.VoteNoGo, strings.Repeat("ä", 501)), fault.KindInvalid)
	if err := give(b.Member, gonogo.VoteNoGo, "The rollback was never tried"); err != nil {
		t.Fatal(err)
	}
	_, _, err := store.Vote(b.As(b.Member), slug, m.ID, seat.ID, gonogo.VoteInput{Vote: gonogo.VoteGo}, seat.Version)
	b.WantKind("twice from the same page", err, fault.KindConflict)
	if err := give(b.Member, gonogo.VoteGo, ""); err != nil {
		t.Fatal(err)
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'meeting.voted'"); n != 2 {
		t.Errorf("a vote and its change left %d rows in the audit log", n)
	}
	// In the meeting somebody says it, and the lead records it as such.
	if err := give(b.Lead, gonogo.VoteAbstain, "Was on holiday"); err != nil {
		t.Fatal(err)
	}
	if s := b.Meeting().SeatOf(b.Member.ID); s.Vote != gonogo.VoteAbstain || s.RecordedName != "Lea Lead" {
		t.Errorf("recorded by the lead: %+v", s)
	}
	if err := give(b.Member, gonogo.VoteNone, ""); err != nil {
		t.Fatal(err)
	}
	if s := b.Meeting().SeatOf(b.Member.ID); s.Vote != gonogo.VoteNone || s.RecordedBy != nil || !s.VotedAt.IsZero() {
		t.Errorf("taken back: %+v", s)
	}
	// The chair who is not the lead records votes too, and plans nothing.
	if err := store.Update(b.As(b.Lead), slug, m.ID, gonogo.MeetingInput{ItemID: m.ItemID, ChairID: &b.Other.ID}, m.Version); err != nil {
		t.Fatal(err)
	}
	if err := give(b.Other, gonogo.VoteGo, ""); err != nil {
		t.Errorf("the chair cannot record a vote: %v", err)
	}
	b.WantKind("the chair plans", faulttest.Err(store.Cancel(b.As(b.Other), slug, m.ID, m.Version+1, false)), fault.KindForbidden)
	other := b.MakeLaunch("Another", "standard")
	_, _, err = store.Vote(b.As(b.Member), other.Slug, m.ID, seat.ID, gonogo.VoteInput{Vote: gonogo.VoteGo}, seat.Version)
	b.WantKind("by another launch's address", err, fault.KindNotFound)
}

func TestPersonHasOneSeat(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	m := b.Meeting()
	add := func(in gonogo.SeatInput) error {
		_, err := store.AddSeat(b.As(b.Lead), slug, m.ID, in, "")
		return err
	}
	b.WantKind("two seats", add(gonogo.SeatInput{Function: "Legal", UserID: &b.Member.ID}), fault.KindInvalid)
	b.WantKind("a viewer", add(gonogo.SeatInput{Function: "Legal", UserID: &b.Viewer.ID}), fault.KindInvalid)
	b.WantKind("no function", add(gonogo.SeatInput{UserID: &b.Other.ID}), fault.KindInvalid)
	_, err := store.AddSeat(b.As(b.Member), slug, m.ID, gonogo.SeatInput{Function: "Legal"}, "")
	b.WantKind("added by a member", err, fault.KindForbidden)
	b.Vote(b.Member, gonogo.VoteGo, "")
	seat := *b.Meeting().SeatOf(b.Member.ID)
	if err := store.UpdateSeat(b.As(b.Lead), slug, m.ID, seat.ID, gonogo.SeatInput{Function: "Development", UserID: &b.Other.ID,
		Mandatory: true}, seat.Version); err != nil {
		t.Fatal(err)
	}
	if s := b.Meeting().SeatOf(b.Other.ID); s == nil || s.Vote != gonogo.VoteNone || s.Function != "Development" {
		t.Errorf("somebody else took the seat with the vote: %+v", s)
	}
	b.WantKind("removed from an old page", store.RemoveSeat(b.As(b.Lead), slug, m.ID, seat.ID, seat.Version), fault.KindConflict)
	if err := store.RemoveSeat(b.As(b.Lead), slug, m.ID, seat.ID, seat.Version+1); err != nil || b.Meeting().SeatOf(b.Other.ID) != nil {
		t.Errorf("removed: %v", err)
	}
}

func TestConditionNeedsOwnerAndDeadline(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store, m := b.Launch.Slug, b.GoNoGo, b.Meeting()
	in := gonogo.ConditionInput{Text: "Load test  repeated", OwnerID: &b.Other.ID, DueOn: civil.New(2026, 12, 9), DueTime: civil.At(12, 0)}
	add := func(u people.User, in gonogo.ConditionInput) error {
		_, err := store.AddCondition(b.As(u), slug, m.ID, in, "k")
		return err
	}
	past := in
	past.DueOn = civil.New(2026, 11, 1)
	b.WantKind("a deadline in the past", add(b.Lead, past), fault.KindInvalid)
	b.WantKind("no text", add(b.Lead, gonogo.ConditionInput{OwnerID: in.OwnerID, DueOn: in.DueOn, DueTime: in.DueTime}), fault.KindInvalid)
	b.WantKind("no owner", add(b.Lead, gonogo.ConditionInput{Text: "X", DueOn: in.DueOn, DueTime: in.DueTime}), fault.KindInvalid)
	b.WantKind("no deadline", add(b.Lead, gonogo.ConditionInput{Text: "X", OwnerID: in.OwnerID}), fault.KindInvalid)
	b.WantKind("a participant who does not run it", add(b.Member, in), fault.KindForbidden)
	for range 2 {
		if err := add(b.Lead, in); err != nil {
			t.Fatal(err)
		}
	}
	m = b.Meeting()
	if len(m.Conditions) != 1 || m.Conditions[0].Text != "Load test repeated" || m.Conditions[0].OwnerName != "Otto Other" {
		t.Fatalf("conditions: %+v", m.Conditions)
	}
	c := m.Conditions[0]
	if c.Overdue(c.DueAt.Add(-time.Millisecond)) || !c.Overdue(c.DueAt.Time) {
		t.Error("a condition is overdue from its deadline on, not before")
	}
	b.WantKind("met by somebody else", store.MeetCondition(b.As(b.Member), slug, m.ID, c.ID, "", c.Version, false), fault.KindForbidden)
	if err := store.MeetCondition(b.As(b.Other), slug, m.ID, c.ID, "Held 2,000 a second", c.Version, false); err != nil {
		t.Fatal(err)
	}
	if c = b.Meeting().Conditions[0]; c.MetName != "Otto Other" || c.Overdue(c.DueAt.Time) {
		t.Errorf("met: %+v", c)
	}
	in.Text = "Load test repeated at night"
	if err := store.UpdateCondition(b.As(b.Lead), slug, m.ID, c.ID, in, c.Version); err != nil {
		t.Fatal(err)
	}
	if err := store.RemoveCondition(b.As(b.Lead), slug, m.ID, c.ID, c.Version+1); err != nil || len(b.Meeting().Conditions) != 0 {
		t.Errorf("removed: %v", err)
	}
}
