package readiness_test

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/readiness"
)

// asked returns a question of the bench's launch by its key.
func (b *bench) asked(key string) readiness.Asked {
	b.t.Helper()
	v, err := b.Readiness.Interview(b.as(b.viewer), b.launch.Slug)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, q := range v.Questions {
		if q.Key == key {
			return q
		}
	}
	b.t.Fatalf("no question %s", key)
	return readiness.Asked{}
}

func (b *bench) answer(key string, r readiness.Reply) readiness.Asked {
	b.t.Helper()
	q := b.asked(key)
	if _, err := b.Readiness.Answer(b.as(b.member), b.launch.Slug, q.ID, r, q.Version); err != nil {
		b.t.Fatal(err)
	}
	return b.asked(key)
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: %v, want kind %v", what, err, kind)
	}
}

func TestAFlagIsRaisedAcceptedAndEndedByTheNextAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	q := b.answer("rollback", readiness.Reply{Option: "none", Note: " Nobody wrote it down "})
	if q.State != readiness.FlagStands || q.Newest.Note != "Nobody wrote it down" || q.Newest.ByName != "Max Member" {
		t.Fatalf("answered: %+v", q)
	}
	wantKind(t, "accepted by a member", ready.AcceptFlag(b.as(b.member), slug, q.ID, "Fine", q.Version), fault.KindForbidden)
	wantKind(t, "accepted without a reason", ready.AcceptFlag(b.as(b.lead), slug, q.ID, " \n", q.Version), fault.KindInvalid)
	wantKind(t, "accepted for long", ready.AcceptFlag(b.as(b.lead), slug, q.ID, strings.Repeat("x", 501), q.Version), fault.KindInvalid)
	wantKind(t, "accepted for an older answer", ready.AcceptFlag(b.as(b.lead), slug, q.ID, "Fine", q.Version-1), fault.KindConflict)
	if err := ready.AcceptFlag(b.as(b.lead), slug, q.ID, "It can be switched off by hand", q.Version); err != nil {
		t.Fatal(err)
	}
	q = b.asked("rollback")
	if q.State != readiness.FlagAccepted || q.Newest.AcceptedName != "Lea Lead" {
		t.Errorf("accepted: %+v", q.Newest)
	}
	wantKind(t, "withdrawn by a member", ready.WithdrawAcceptance(b.as(b.member), slug, q.ID, q.Version), fault.KindForbidden)
	if err := ready.WithdrawAcceptance(b.as(b.lead), slug, q.ID, q.Version); err != nil {
		t.Fatal(err)
	}
	q = b.asked("rollback")
	if q.State != readiness.FlagStands {
		t.Errorf("withdrawn: %s", q.State)
	}
	wantKind(t, "withdrawn twice", ready.WithdrawAcceptance(b.as(b.lead), slug, q.ID, q.Version), fault.KindConflict)
	if err := ready.AcceptFlag(b.as(b.lead), slug, q.ID, "Again", q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.answer("rollback", readiness.Reply{Option: "doubt"}); q.State != readiness.FlagStands {
		t.Errorf("a new answer does not end the acceptance: %s", q.State)
	}
	if q = b.answer("rollback", readiness.Reply{Option: "rehearsed"}); q.State != readiness.FlagNone || len(q.Given) != 3 {
		t.Errorf("good: %s after %d answers", q.State, len(q.Given))
	}
	wantKind(t, "accepting what is no flag", ready.AcceptFlag(b.as(b.lead), slug, q.ID, "Why not", q.Version), fault.KindConflict)
	// Undone, the answer before counts again.
	if err := ready.TakeBack(b.as(b.member), slug, q.ID, q.Given[1].ID, q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.asked("rollback"); q.State != readiness.FlagStands || q.Newest.OptionKey != "doubt" || len(q.Given) != 3 {
		t.Errorf("taken back: %+v", q.Newest)
	}
}

func TestMovingTRaisesAndLowersTheFlagOfADate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if q := b.answer("code_ready", readiness.Reply{On: civil.New(2026, 12, 5)}); q.State != readiness.FlagNone {
		t.Fatalf("T-5: %s", q.State)
	}
	move := func(on civil.Date) {
		l, err := b.Launches.Launch(b.as(b.lead), b.launch.Slug)
		if err != nil {
			t.Fatal(err)
		}
		to := launch.Target{On: on, Time: l.LaunchTime, Zone: l.Zone}
		if _, err := b.Launches.Move(b.as(b.lead), b.launch.Slug, to, "Earlier", l.Version); err != nil {
			t.Fatal(err)
		}
	}
	move(civil.New(2026, 12, 7))
	if q := b.asked("code_ready"); q.State != readiness.FlagStands || !q.Late {
		t.Errorf("T moved to two days after: %s", q.State)
	}
	move(civil.New(2026, 12, 8))
	if q := b.asked("code_ready"); q.State != readiness.FlagNone {
		t.Errorf("T moved to three days after: %s", q.State)
	}
}

func TestAnswersThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.make("Another", "standard")
	slug, ready, q, dated := b.launch.Slug, b.Readiness, b.asked("flag"), b.asked("code_ready")
	give := func(who string, slug string, id int64, r readiness.Reply, version int) error {
		u := b.member
		if who == "viewer" {
			u = b.viewer
		}
		_, err := ready.Answer(b.as(u), slug, id, r, version)
		return err
	}
	good := readiness.Reply{Option: "gradual"}
	wantKind(t, "a viewer", give("viewer", slug, q.ID, good, q.Version), fault.KindForbidden)
	wantKind(t, "another launch", give("", other.Slug, q.ID, good, q.Version), fault.KindNotFound)
	wantKind(t, "no such launch", give("", "nowhere", q.ID, good, q.Version), fault.KindNotFound)
	wantKind(t, "no such option", give("", slug, q.ID, readiness.Reply{Option: "maybe"}, q.Version), fault.KindInvalid)
	wantKind(t, "nothing", give("", slug, q.ID, readiness.Reply{}, q.Version), fault.KindInvalid)
	wantKind(t, "a date to who is asked for none", give("", slug, q.ID, readiness.Reply{On: civil.New(2026, 12, 1)}, q.Version), fault.KindInvalid)
	wantKind(t, "no date", give("", slug, dated.ID, readiness.Reply{}, dated.Version), fault.KindInvalid)
	wantKind(t, "a note of 10,000", give("", slug, q.ID, readiness.Reply{Option: "gradual", Note: strings.Repeat("ä", 10_000)}, q.Version), fault.KindInvalid)
	wantKind(t, "a stale version", give("", slug, q.ID, good, q.Version-1), fault.KindConflict)
	if n := b.count("SELECT COUNT(*) FROM interview_answers"); n != 0 {
		t.Errorf("%d answers were kept", n)
	}
	// Pressed twice, it is one answer.
	for range 2 {
		if err := give("", slug, q.ID, good, q.Version); err != nil {
			t.Errorf("pressed twice: %v", err)
		}
	}
	if n := b.count("SELECT COUNT(*) FROM interview_answers"); n != 1 {
		t.Errorf("%d answers of one press", n)
	}
	wantKind(t, "a slower one with another", give("", slug, q.ID, readiness.Reply{Option: "none"}, q.Version), fault.KindConflict)
	wantKind(t, "back to another question's answer", ready.TakeBack(b.as(b.member), slug, dated.ID, *b.asked("flag").AnswerID, dated.Version), fault.KindNotFound)
}

func TestQuestionsOfOnesOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	in := readiness.QuestionInput{Ask: "Does the  warehouse know?", OwnerID: &b.other.ID, Options: []readiness.Option{{Label: "Yes"}, {Label: "No", Flag: true}, {Label: " "}}}
	var id int64
	for range 2 {
		var err error
		if id, err = ready.AddQuestion(b.as(b.member), slug, in, "the-same-key"); err != nil {
			t.Fatal(err)
		}
	}
	v, err := ready.Interview(b.as(b.viewer), slug)
	if err != nil || len(v.Questions) != 11 {
		t.Fatalf("%d questions, %v", len(v.Questions), err)
	}
	q := v.Questions[10]
	if q.ID != id || q.Ask != "Does the warehouse know?" || !q.Own() || q.OwnerName != "Otto Other" || len(q.Options) != 2 || q.Options[0].Key == q.Options[1].Key {
		t.Errorf("added: %+v", q)
	}
	q = b.answer(q.Key, readiness.Reply{Option: q.Options[1].Key})
	if q.State != readiness.FlagStands {
		t.Errorf("its flag: %s", q.State)
	}
	in.Options = []readiness.Option{{Key: q.Options[0].Key, Label: "Yes, by mail"}, {Label: "Not yet"}}
	if err := ready.EditQuestion(b.as(b.member), slug, id, in, q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.asked(q.Key); q.State != readiness.FlagStands || q.Newest.Words() != "No" {
		t.Errorf("what was said changed with the question: %+v", q.Newest)
	}
	for name, bad := range map[string]readiness.QuestionInput{
		"no question": {Options: in.Options}, "one answer": {Ask: "X", Options: in.Options[:1]}, "far away": {Ask: "X", Dated: true, Latest: 1 << 40},
		"the same answer twice": {Ask: "X", Options: []readiness.Option{{Label: "Yes"}, {Label: "yes"}}}, "long": {Ask: strings.Repeat("x", 501), Options: in.Options},
		"a viewer is asked": {Ask: "X", Options: in.Options, OwnerID: &b.viewer.ID},
	} {
		_, err := ready.AddQuestion(b.as(b.member), slug, bad, "")
		wantKind(t, name, err, fault.KindInvalid)
	}
	shipped := b.asked("load")
	wantKind(t, "a question of the template changed", ready.EditQuestion(b.as(b.lead), slug, shipped.ID, in, shipped.Version), fault.KindForbidden)
	wantKind(t, "a question of the template removed", ready.RemoveQuestion(b.as(b.lead), slug, shipped.ID, shipped.Version, false), fault.KindForbidden)
	if _, err := ready.AskWhom(b.as(b.member), slug, shipped.ID, &b.other.ID, shipped.Version); err != nil || b.asked("load").OwnerName != "Otto Other" {
		t.Errorf("who is asked: %v", err)
	}
	if err := ready.RemoveQuestion(b.as(b.member), slug, id, q.Version, false); err != nil {
		t.Fatal(err)
	}
	if v, _ = ready.Interview(b.as(b.viewer), slug); len(v.Questions) != 10 || len(v.Removed) != 1 {
		t.Errorf("removed: %d and %d", len(v.Questions), len(v.Removed))
	}
	if err := ready.RemoveQuestion(b.as(b.member), slug, id, q.Version+1, true); err != nil || b.asked(q.Key).Newest == nil {
		t.Errorf("restored: %v", err)
	}
}
