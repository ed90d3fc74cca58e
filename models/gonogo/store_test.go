package gonogo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
)

func TestFirstMeetingFollowsDeliverable(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	m := b.Meeting()
	if m.Number != 1 || m.State != gonogo.MeetingPlanned || m.ItemTitle == "" || m.On.IsZero() || m.ChairName != "Lea Lead" ||
		len(m.Questions) != 8 {
		t.Fatalf("planned: %+v", m)
	}
	was := m.On
	l := b.Launch
	to := l.Target()
	to.On = l.LaunchOn.AddDays(7)
	if _, err := b.Launches.Move(b.As(b.Lead), l.Slug,
		launch.MoveInput{To: to, Reason: "Later", Version: l.Version}); err != nil {
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
	if now := b.Meeting(); now.Number != 2 || len(now.Questions) != len(m.Questions) || now.Count(gonogo.AnswerOpen) != len(m.Questions) {
		t.Errorf("planned anew: %+v", now)
	}
	b.WantKind("called on while another is planned", faulttest.Err(store.Cancel(b.As(b.Lead), slug, m.ID, m.Version+1, true)),
		fault.KindConflict)
}

func TestAnswerIsGivenRecordedAndRemoved(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	stranger := b.Person("Sam Stranger", people.Member)
	q := b.Topic(b.Member, "Engineering", true)
	m := b.Meeting()
	give := func(u people.User, a gonogo.Answer, note string) error {
		now := b.Meeting().Mine(b.Member.ID)[0]
		_, _, err := store.Answer(b.As(u), slug, m.ID, now.ID, gonogo.AnswerInput{Answer: a, Note: note, Reading: "p95 480 ms"}, now.Version)
		return err
	}
	b.WantKind("by who is not asked", give(stranger, gonogo.AnswerGo, ""), fault.KindForbidden)
	b.WantKind("by a viewer", give(b.Viewer, gonogo.AnswerGo, ""), fault.KindForbidden)
	b.WantKind("no-go without a note", give(b.Member, gonogo.AnswerNoGo, " "), fault.KindInvalid)
	b.WantKind("something else", give(b.Member, "maybe", "x"), fault.KindInvalid)
	b.WantKind("a long note", give(b.Member, gonogo.AnswerNoGo, strings.Repeat("ä", 501)), fault.KindInvalid)
	if err := give(b.Member, gonogo.AnswerNoGo, "The rollback was never tried"); err != nil {
		t.Fatal(err)
	}
	_, _, err := store.Answer(b.As(b.Member), slug, m.ID, q.ID, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, q.Version)
	b.WantKind("twice from the same page", err, fault.KindConflict)
	if err := give(b.Member, gonogo.AnswerGo, ""); err != nil {
		t.Fatal(err)
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'meeting.answered'"); n != 2 {
		t.Errorf("an answer and its change left %d rows in the audit log", n)
	}
	// Somebody says it in the meeting, and the lead records it as such.
	if err := give(b.Lead, gonogo.AnswerNone, ""); err != nil {
		t.Fatal(err)
	}
	if now := b.Meeting().Mine(b.Member.ID)[0]; now.Answer != gonogo.AnswerNone || now.RecordedName != "Lea Lead" ||
		now.Reading != "p95 480 ms" {
		t.Errorf("recorded by the lead: %+v", now)
	}
	if _, _, err := store.Answer(b.As(b.Member), slug, m.ID, q.ID, gonogo.AnswerInput{},
		b.Meeting().Mine(b.Member.ID)[0].Version); err != nil {
		t.Fatal(err)
	}
	if now := b.Meeting().Mine(b.Member.ID)[0]; now.Answer != gonogo.AnswerOpen || now.RecordedBy != nil || !now.AnsweredAt.IsZero() {
		t.Errorf("removed: %+v", now)
	}
	// A chair who is not the lead records answers too, and plans nothing.
	if err := store.Update(b.As(b.Lead), slug, m.ID, gonogo.MeetingInput{ItemID: m.ItemID, ChairID: &b.Other.ID}, m.Version); err != nil {
		t.Fatal(err)
	}
	if err := give(b.Other, gonogo.AnswerGo, ""); err != nil {
		t.Errorf("the chair cannot record an answer: %v", err)
	}
	b.WantKind("the chair plans", faulttest.Err(store.Cancel(b.As(b.Other), slug, m.ID, m.Version+1, false)), fault.KindForbidden)
	other := b.MakeLaunch("Another", "standard")
	_, _, err = store.Answer(b.As(b.Member), other.Slug, m.ID, q.ID, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, q.Version)
	b.WantKind("by another launch's address", err, fault.KindNotFound)
}

func TestPersonAnswersSeveralTopics(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	m := b.Meeting()
	add := func(in gonogo.QuestionInput) error {
		_, err := store.AddQuestion(b.As(b.Lead), slug, m.ID, in, "")
		return err
	}
	before := len(m.Mine(b.Member.ID))
	if err := add(gonogo.QuestionInput{Topic: "Data", UserID: &b.Member.ID, Place: 1}); err != nil {
		t.Fatal(err)
	}
	if got := b.Meeting(); len(got.Mine(b.Member.ID)) != before+1 || got.Questions[0].Topic != "Data" {
		t.Errorf("a second topic, asked first: %+v", got.Questions)
	}
	b.WantKind("a viewer", add(gonogo.QuestionInput{Topic: "Legal", UserID: &b.Viewer.ID}), fault.KindInvalid)
	b.WantKind("no topic", add(gonogo.QuestionInput{UserID: &b.Other.ID}), fault.KindInvalid)
	_, err := store.AddQuestion(b.As(b.Member), slug, m.ID, gonogo.QuestionInput{Topic: "Legal"}, "")
	b.WantKind("added by a member", err, fault.KindForbidden)
	b.Poll(b.Member, gonogo.AnswerGo, "")
	q := b.Meeting().Questions[0]
	in := gonogo.QuestionInput{Topic: "Data", UserID: &b.Other.ID, Mandatory: true}
	if err := store.UpdateQuestion(b.As(b.Lead), slug, m.ID, q.ID, in, q.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.Meeting().Mine(b.Other.ID); len(got) != 1 || got[0].Answer != gonogo.AnswerOpen {
		t.Errorf("somebody else took the topic with its answer: %+v", got)
	}
	b.WantKind("removed from an old page", store.RemoveQuestion(b.As(b.Lead), slug, m.ID, q.ID, q.Version), fault.KindConflict)
	if err := store.RemoveQuestion(b.As(b.Lead), slug, m.ID, q.ID, q.Version+1); err != nil || len(b.Meeting().Mine(b.Other.ID)) != 0 {
		t.Errorf("removed: %v", err)
	}
}

func TestGuestAndRepresentativeAnswer(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	m := b.Meeting()
	guest, err := store.AddQuestion(b.As(b.Lead), slug, m.ID,
		gonogo.QuestionInput{Topic: "Push provider", GuestName: "Tom Baker", GuestTitle: "Pushline", Mandatory: true}, "")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = store.Answer(b.As(b.Member), slug, m.ID, guest, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, 1)
	b.WantKind("a guest's answer by a member", err, fault.KindForbidden)
	if _, _, err := store.Answer(b.As(b.Lead), slug, m.ID, guest, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, 1); err != nil {
		t.Fatal(err)
	}
	stand, err := store.AddQuestion(b.As(b.Lead), slug, m.ID,
		gonogo.QuestionInput{Topic: "Sales", UserID: &b.Member.ID, RepresentedID: &b.Other.ID}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Answer(b.As(b.Other), slug, m.ID, stand, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, 1); err != nil {
		t.Errorf("who represents somebody cannot answer: %v", err)
	}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo}); err != nil {
		t.Fatal(err)
	}
	snap, err := store.Snapshot(b.As(b.Viewer), slug, m.ID, gonogo.ScopeLaunch)
	if err != nil {
		t.Fatal(err)
	}
	n := len(snap.Answers)
	if g, s := snap.Answers[n-2], snap.Answers[n-1]; g.Name != "Tom Baker" || g.JobTitle != "Pushline" || g.RecordedBy != "Lea Lead" ||
		s.Represented != "Otto Other" || s.RecordedBy != "" {
		t.Errorf("frozen: %+v, %+v", g, s)
	}
	b.NextMeeting()
	next := b.Meeting()
	if q := next.Questions[n-2]; q.LastAnswer != gonogo.AnswerGo || q.LastOn.IsZero() || q.Answer != gonogo.AnswerOpen ||
		q.GuestName != "Tom Baker" {
		t.Errorf("the next meeting repeats %+v", q)
	}
	if q := next.Questions[n-1]; q.Substitute() != "" {
		t.Errorf("who represents somebody is for one day: %+v", q)
	}
}

func TestVoteHasDeadline(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store, m := b.Launch.Slug, b.GoNoGo, b.Meeting()
	err := store.Update(b.As(b.Lead), slug, m.ID, gonogo.MeetingInput{HeldOn: civil.New(2026, 12, 8), HeldTime: civil.At(14, 30), ByVote: true,
		ChairID: &b.Lead.ID}, m.Version)
	if err != nil {
		t.Fatal(err)
	}
	q := b.Topic(b.Member, "Engineering", true)
	b.Clock.Set(b.Meeting().At(b.Launch.Location()))
	_, _, err = store.Answer(b.As(b.Member), slug, m.ID, q.ID, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, q.Version)
	b.WantKind("after voting closed", err, fault.KindConflict)
	if _, _, err := store.Answer(b.As(b.Lead), slug, m.ID, q.ID, gonogo.AnswerInput{Answer: gonogo.AnswerGo}, q.Version); err != nil {
		t.Errorf("the chair enters a late answer: %v", err)
	}
}

// A page that stays open while others answer keeps their answers, and loses none of its own.
func TestPollSavesAllButWhatChanged(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	b.Topic(b.Other, "Push provider", true)
	slug, store, m := b.Launch.Slug, b.GoNoGo, b.Meeting()
	var in gonogo.PollInput
	for _, q := range m.Questions {
		in.Answers = append(in.Answers, gonogo.PollAnswer{QuestionID: q.ID, Version: q.Version,
			AnswerInput: gonogo.AnswerInput{Answer: gonogo.AnswerNotNeeded, Note: "Said in the meeting"}})
	}
	in.Conditions = []gonogo.PollCondition{{Row: "new1"}, {Row: "new2", ConditionInput: gonogo.ConditionInput{Text: "Norwind agrees",
		OwnerID: &b.Other.ID, DueOn: civil.New(2026, 12, 8), DueTime: civil.At(18, 0)}}}
	b.Poll(b.Member, gonogo.AnswerGo, "On the phone")
	mine := len(b.Meeting().Mine(b.Member.ID))
	_, err := store.SavePoll(b.As(b.Member), slug, m.ID, in)
	b.WantKind("by a member", err, fault.KindForbidden)
	withDecision := in
	withDecision.Decision = &gonogo.DecisionInput{Scope: gonogo.ScopeLaunch, Outcome: gonogo.OutcomeNoGo, ByID: b.Lead.ID, Seen: b.Seen()}
	withDecision.Version = m.Version
	_, err = store.SavePoll(b.As(b.Lead), slug, m.ID, withDecision)
	b.WantKind("recorded from an old page", err, fault.KindConflict)
	if n := b.Meeting().Count(gonogo.AnswerNotNeeded); n != 0 {
		t.Fatalf("a refused record saved %d answers", n)
	}
	refused, err := store.SavePoll(b.As(b.Lead), slug, m.ID, in)
	if err != nil || len(refused) != mine {
		t.Fatalf("%d refused, want %d, %v", len(refused), mine, err)
	}
	now := b.Meeting()
	if now.Count(gonogo.AnswerGo) != mine || now.Count(gonogo.AnswerNotNeeded) != len(m.Questions)-mine || len(now.Drafts()) != 1 {
		t.Errorf("saved: %+v, %+v", now.Questions, now.Conditions)
	}
	c := now.Drafts()[0]
	in = gonogo.PollInput{Answers: []gonogo.PollAnswer{{QuestionID: now.Questions[0].ID, Version: now.Questions[0].Version,
		AnswerInput: gonogo.AnswerInput{Answer: gonogo.AnswerNoGo}}}, Conditions: []gonogo.PollCondition{{Row: "1", ID: c.ID, Version: c.Version,
		ConditionInput: gonogo.ConditionInput{Text: "", OwnerID: &b.Other.ID, DueOn: civil.New(2026, 12, 8), DueTime: civil.At(18, 0)}}}}
	_, err = store.SavePoll(b.As(b.Lead), slug, m.ID, in)
	var fields []string
	for _, f := range fault.FieldsOf(err) {
		fields = append(fields, f.Name)
	}
	if want := []string{fmt.Sprintf("note-%d", now.Questions[0].ID), "text-1"}; !slices.Equal(fields, want) {
		t.Errorf("refused for %q, want %q", fields, want)
	}
	in = gonogo.PollInput{Conditions: []gonogo.PollCondition{{Row: "1", ID: c.ID, Version: c.Version, Remove: true}}}
	if _, err = store.SavePoll(b.As(b.Lead), slug, m.ID, in); err != nil || len(b.Meeting().Drafts()) != 0 {
		t.Errorf("removed: %v", err)
	}
}

func TestGoEndsWhenLaunchMoves(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.GoNoGo, b.Launch.Slug
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	move := func(days int, choice launch.DecisionChoice) (launch.Move, error) {
		l, err := b.Launches.Launch(b.As(b.Lead), slug)
		if err != nil {
			t.Fatal(err)
		}
		to := l.Target()
		to.On = b.Launch.LaunchOn.AddDays(days)
		return b.Launches.Move(b.As(b.Lead), slug,
			launch.MoveInput{To: to, Reason: "Later", Decision: choice, Version: l.Version})
	}
	decision := func() gonogo.Decision {
		d, err := store.Decision(b.As(b.Viewer), slug)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	mv, err := move(7, launch.DecisionChoice{})
	if err != nil {
		t.Fatal(err)
	}
	if d := decision(); !d.OtherDate() || d.Stands(b.Clock.Now()) || d.ForOn != b.Launch.LaunchOn {
		t.Errorf("the go counts for another date: %+v", d)
	}
	b.WantKind("the rollout", b.Enter(launch.Launching), fault.KindInvalid)
	if _, err := b.Launches.UndoMove(b.As(b.Lead), slug, mv.ID); err != nil || !decision().Stands(b.Clock.Now()) {
		t.Errorf("undone: %+v, %v", decision(), err)
	}
	_, err = move(7, launch.DecisionChoice{Confirm: true, Reason: " "})
	b.WantKind("confirmed without a reason", err, fault.KindInvalid)
	if _, err = move(7, launch.DecisionChoice{Confirm: true, Reason: "Only the day changes"}); err != nil {
		t.Fatal(err)
	}
	if d := decision(); d.Confirmed == nil || d.Confirmed.ByName != "Lea Lead" || d.Confirmed.Reason != "Only the day changes" ||
		!d.Stands(b.Clock.Now()) {
		t.Errorf("confirmed: %+v", d)
	}
	if _, err = move(14, launch.DecisionChoice{}); err != nil || decision().Stands(b.Clock.Now()) {
		t.Errorf("a go confirmed for one date counts for another: %+v, %v", decision(), err)
	}
}

func TestInboxShowsRequestsAndDecisions(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	b.Topic(b.Member, "Engineering", true)
	m := b.Meeting()
	b.Clock.Set(m.At(b.Launch.Location()).Add(-time.Hour))
	inbox := func(u people.User) gonogo.Inbox {
		in, err := store.Inbox(b.As(u))
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	if got := inbox(b.Member).Votes; len(got) != len(m.Mine(b.Member.ID)) || got[0].QuestionID != m.Mine(b.Member.ID)[0].ID {
		t.Errorf("asked: %+v", got)
	}
	n, err := store.Audience(b.As(b.Lead), b.Launch, m.ID)
	if err != nil || n == 0 {
		t.Errorf("an audience of %d, %v", n, err)
	}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeNoGo}); err != nil {
		t.Fatal(err)
	}
	if got := inbox(b.Member); len(got.Votes) != 0 || len(got.Decided) != 1 || got.Decided[0].Title() != "No-go for the launch" ||
		got.Decided[0].LaunchSlug != slug || got.Decided[0].ByName != "Lea Lead" {
		t.Errorf("who was asked learns of %+v", got)
	}
	if got := inbox(b.Lead).Decided; len(got) != 0 {
		t.Errorf("who recorded it is told of %+v", got)
	}
	b.Clock.Advance(73 * time.Hour)
	if got := inbox(b.Member).Decided; len(got) != 0 {
		t.Errorf("after three days it still shows %+v", got)
	}
}

func TestDecisionLogTakesOtherDecisions(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	in := gonogo.LogInput{Text: "No email digest in 1.0", DecidedOn: civil.New(2026, 11, 13), ByName: "Steering board"}
	_, err := store.AddDecision(b.As(b.Viewer), slug, in, "")
	b.WantKind("by a viewer", err, fault.KindForbidden)
	first, err := store.AddDecision(b.As(b.Member), slug, in, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(in *gonogo.LogInput){
		"no text":                    func(in *gonogo.LogInput) { in.Text = " " },
		"no day":                     func(in *gonogo.LogInput) { in.DecidedOn = civil.Date{} },
		"a day to come":              func(in *gonogo.LogInput) { in.DecidedOn = civil.New(2027, 1, 1) },
		"nobody decided":             func(in *gonogo.LogInput) { in.ByName = "" },
		"replaces what is not there": func(in *gonogo.LogInput) { in.Replaces = db.RefOf(first + 99) },
	} {
		bad := in
		change(&bad)
		_, err := store.AddDecision(b.As(b.Member), slug, bad, "")
		b.WantKind(name, err, fault.KindInvalid)
	}
	in.Text, in.Replaces, in.ByName, in.ByID = "Email digest in 1.0 after all", &first, "", &b.Lead.ID
	if _, err := store.AddDecision(b.As(b.Member), slug, in, ""); err != nil {
		t.Fatal(err)
	}
	got, err := store.Log(b.As(b.Viewer), b.Launch)
	if err != nil || len(got) != 2 || got[0].Replaces != "No email digest in 1.0" || got[0].ByName != "Lea Lead" ||
		got[1].ReplacedBy != "Email digest in 1.0 after all" || got[1].ByName != "Steering board" {
		t.Errorf("decision log: %+v, %v", got, err)
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
