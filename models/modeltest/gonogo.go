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

// Topic adds a question that a person answers to the latest meeting and returns it. A person who
// answers one already keeps it.
func (o *Org) Topic(u people.User, topic string, mandatory bool) gonogo.QuestionDetail {
	o.Helper()
	if have := o.Meeting().Mine(u.ID); len(have) > 0 {
		return have[0]
	}
	if _, err := o.GoNoGo.AddQuestion(o.As(o.Lead), o.Launch.Slug, o.Meeting().ID,
		gonogo.QuestionInput{Topic: topic, UserID: &u.ID, Mandatory: mandatory}, ""); err != nil {
		o.Fatal(err)
	}
	return o.Meeting().Mine(u.ID)[0]
}

// Poll answers all questions of a person in the latest meeting.
func (o *Org) Poll(u people.User, a gonogo.Answer, note string) {
	o.Helper()
	m := o.Meeting()
	for _, q := range m.Mine(u.ID) {
		if _, _, err := o.GoNoGo.Answer(o.As(u), o.Launch.Slug, m.ID, q.ID, gonogo.AnswerInput{Answer: a, Note: note}, q.Version); err != nil {
			o.Fatal(err)
		}
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

// Record records a decision of the latest meeting as the lead, by the lead and about the launch unless
// it says otherwise. The reason also names the topics without an answer.
func (o *Org) Record(in gonogo.DecisionInput) error {
	o.Helper()
	if missing := o.Meeting().Missing(); len(missing) > 0 {
		in.Reason += " Without " + gonogo.Topics(missing)
	}
	return o.RecordAsIs(in)
}

// RecordAsIs is Record with exactly this reason.
func (o *Org) RecordAsIs(in gonogo.DecisionInput) error {
	o.Helper()
	if in.Scope == gonogo.ScopeNone {
		in.Scope = gonogo.ScopeLaunch
	}
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
