package modeltest

import (
	"tminus/internal/civil"
	"tminus/models/gonogo"
	"tminus/models/people"
)

// Meeting returns the latest meeting of the launch.
func (o *Org) Meeting() gonogo.MeetingDetail {
	o.Helper()
	ms, err := o.GoNoGo.List(o.As(o.Viewer), o.Launch.Slug)
	if err != nil || len(ms) == 0 {
		o.Fatalf("%d meetings, %v", len(ms), err)
	}
	return ms[0]
}

// Seat adds a participant to the latest meeting and returns it.
func (o *Org) Seat(u people.User, function string, mandatory bool) gonogo.SeatDetail {
	o.Helper()
	if have := o.Meeting().SeatOf(u.ID); have != nil {
		return *have
	}
	if _, err := o.GoNoGo.AddSeat(o.As(o.Lead), o.Launch.Slug, o.Meeting().ID,
		gonogo.SeatInput{Function: function, UserID: &u.ID, Mandatory: mandatory}, ""); err != nil {
		o.Fatal(err)
	}
	return *o.Meeting().SeatOf(u.ID)
}

// Vote records the vote of a person in the latest meeting.
func (o *Org) Vote(u people.User, v gonogo.Vote, reason string) {
	o.Helper()
	m := o.Meeting()
	s := m.SeatOf(u.ID)
	if _, _, err := o.GoNoGo.Vote(o.As(u), o.Launch.Slug, m.ID, s.ID, gonogo.VoteInput{Vote: v, Reason: reason}, s.Version); err != nil {
		o.Fatal(err)
	}
}

// Seen returns the fingerprint with which the latest meeting is recorded.
func (o *Org) Seen() string {
	o.Helper()
	v, err := o.Readiness.Verdict(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	return gonogo.StateOf(o.Meeting(), v.ForDecision())
}

// Record records the decision of the latest meeting as the lead, taken by the lead.
func (o *Org) Record(in gonogo.DecisionInput) error {
	o.Helper()
	if in.ByID == 0 {
		in.ByID = o.Lead.ID
	}
	in.Seen = o.Seen()
	m := o.Meeting()
	return o.GoNoGo.Record(o.As(o.Lead), o.Launch.Slug, m.ID, in, m.Version)
}

// NextMeeting plans the meeting after the latest one.
func (o *Org) NextMeeting() {
	o.Helper()
	if _, err := o.GoNoGo.Plan(o.As(o.Lead), o.Launch.Slug, o.Meeting().Next(), ""); err != nil {
		o.Fatal(err)
	}
}

// Agree adds a condition to the latest meeting.
func (o *Org) Agree(text string, due civil.Date) {
	o.Helper()
	in := gonogo.ConditionInput{Text: text, OwnerID: &o.Other.ID, DueOn: due, DueTime: civil.At(12, 0)}
	if _, err := o.GoNoGo.AddCondition(o.As(o.Lead), o.Launch.Slug, o.Meeting().ID, in, ""); err != nil {
		o.Fatal(err)
	}
}
