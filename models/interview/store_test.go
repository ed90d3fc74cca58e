package interview_test

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/modeltest"
)

func TestFlagAcceptanceEndsWithNextAnswer(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.Interviews
	q := b.Answer("rollback", interview.Reply{Option: "none", Note: " Nobody wrote it down "})
	if q.State != interview.FlagStands || q.Newest.Note != "Nobody wrote it down" || q.Newest.ByName != "Max Member" {
		t.Fatalf("answered: %+v", q)
	}
	b.WantKind("accepted by a member", store.AcceptFlag(b.As(b.Member), slug, q.ID, "Fine", q.Version), fault.KindForbidden)
	b.WantKind("accepted without a reason", store.AcceptFlag(b.As(b.Lead), slug, q.ID, " \n", q.Version), fault.KindInvalid)
	b.WantKind("accepted for long", store.AcceptFlag(b.As(b.Lead), slug, q.ID, strings.Repeat("x", 501), q.Version), fault.KindInvalid)
	b.WantKind("accepted for an older answer", store.AcceptFlag(b.As(b.Lead), slug, q.ID, "Fine", q.Version-1), fault.KindConflict)
	if err := store.AcceptFlag(b.As(b.Lead), slug, q.ID, "It can be switched off by hand", q.Version); err != nil {
		t.Fatal(err)
	}
	q = b.Question("rollback")
	if q.State != interview.FlagAccepted || q.Newest.AcceptedName != "Lea Lead" {
		t.Errorf("accepted: %+v", q.Newest)
	}
	b.WantKind("withdrawn by a member", store.WithdrawAcceptance(b.As(b.Member), slug, q.ID, q.Version), fault.KindForbidden)
	if err := store.WithdrawAcceptance(b.As(b.Lead), slug, q.ID, q.Version); err != nil {
		t.Fatal(err)
	}
	q = b.Question("rollback")
	if q.State != interview.FlagStands {
		t.Errorf("withdrawn: %s", q.State)
	}
	b.WantKind("withdrawn twice", store.WithdrawAcceptance(b.As(b.Lead), slug, q.ID, q.Version), fault.KindConflict)
	if err := store.AcceptFlag(b.As(b.Lead), slug, q.ID, "Again", q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.Answer("rollback", interview.Reply{Option: "doubt"}); q.State != interview.FlagStands {
		t.Errorf("a new answer does not end the acceptance: %s", q.State)
	}
	if q = b.Answer("rollback", interview.Reply{Option: "rehearsed"}); q.State != interview.FlagNone || len(q.Given) != 3 {
		t.Errorf("good: %s after %d answers", q.State, len(q.Given))
	}
	b.WantKind("accepting what is no flag", store.AcceptFlag(b.As(b.Lead), slug, q.ID, "Why not", q.Version), fault.KindConflict)
	// Undone, the answer before counts again.
	if err := store.RestoreAnswer(b.As(b.Member), slug, q.ID, q.Given[1].ID, q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.Question("rollback"); q.State != interview.FlagStands || q.Newest.OptionKey != "doubt" || len(q.Given) != 3 {
		t.Errorf("taken back: %+v", q.Newest)
	}
}

func TestFlagOfDateFollowsT(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	if q := b.Answer("code_ready", interview.Reply{On: civil.New(2026, 12, 5)}); q.State != interview.FlagNone {
		t.Fatalf("T-5: %s", q.State)
	}
	move := func(on civil.Date) {
		l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
		if err != nil {
			t.Fatal(err)
		}
		to := launch.Target{On: on, Time: l.LaunchTime, Zone: l.Zone}
		if _, err := b.Launches.Move(b.As(b.Lead), b.Launch.Slug,
			launch.MoveInput{To: to, Reason: "Earlier", Version: l.Version}); err != nil {
			t.Fatal(err)
		}
	}
	move(civil.New(2026, 12, 7))
	if q := b.Question("code_ready"); q.State != interview.FlagStands || !q.Late {
		t.Errorf("T moved to two days after: %s", q.State)
	}
	move(civil.New(2026, 12, 8))
	if q := b.Question("code_ready"); q.State != interview.FlagNone {
		t.Errorf("T moved to three days after: %s", q.State)
	}
}

func TestAnswerRefusesInvalidReplies(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	other := b.MakeLaunch("Another", "standard")
	slug, store, q, dated := b.Launch.Slug, b.Interviews, b.Question("flag"), b.Question("code_ready")
	give := func(who string, slug string, id int64, r interview.Reply, version int) error {
		u := b.Member
		if who == "viewer" {
			u = b.Viewer
		}
		_, err := store.Answer(b.As(u), slug, id, r, version)
		return err
	}
	good := interview.Reply{Option: "gradual"}
	b.WantKind("a viewer", give("viewer", slug, q.ID, good, q.Version), fault.KindForbidden)
	b.WantKind("another launch", give("", other.Slug, q.ID, good, q.Version), fault.KindNotFound)
	b.WantKind("no such launch", give("", "nowhere", q.ID, good, q.Version), fault.KindNotFound)
	b.WantKind("no such option", give("", slug, q.ID, interview.Reply{Option: "maybe"}, q.Version), fault.KindInvalid)
	b.WantKind("nothing", give("", slug, q.ID, interview.Reply{}, q.Version), fault.KindInvalid)
	b.WantKind("a date to who is asked for none", give("", slug, q.ID, interview.Reply{On: civil.New(2026, 12, 1)}, q.Version),
		fault.KindInvalid)
	b.WantKind("no date", give("", slug, dated.ID, interview.Reply{}, dated.Version), fault.KindInvalid)
	b.WantKind("a note of 10,000", give("", slug, q.ID, interview.Reply{Option: "gradual", Note: strings.Repeat("ä", 10_000)}, q.Version),
		fault.KindInvalid)
	b.WantKind("a stale version", give("", slug, q.ID, good, q.Version-1), fault.KindConflict)
	if n := b.Count("SELECT COUNT(*) FROM interview_answers"); n != 0 {
		t.Errorf("%d answers were kept", n)
	}
	// Pressed twice, it is one answer.
	for range 2 {
		if err := give("", slug, q.ID, good, q.Version); err != nil {
			t.Errorf("pressed twice: %v", err)
		}
	}
	if n := b.Count("SELECT COUNT(*) FROM interview_answers"); n != 1 {
		t.Errorf("%d answers of one press", n)
	}
	b.WantKind("a slower one with another", give("", slug, q.ID, interview.Reply{Option: "none"}, q.Version), fault.KindConflict)
	b.WantKind("back to another question's answer", store.RestoreAnswer(b.As(b.Member), slug, dated.ID, *b.Question("flag").AnswerID,
		dated.Version), fault.KindNotFound)
}

func TestQuestionIsAddedChangedAndRemoved(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.Interviews
	in := interview.QuestionInput{Ask: "Does the  warehouse know?", OwnerID: &b.Other.ID,
		Options: []interview.Option{{Label: "Yes"}, {Label: "No", Flag: true}, {Label: " "}}}
	var id int64
	for range 2 {
		var err error
		if id, err = store.AddQuestion(b.As(b.Member), slug, in, "the-same-key"); err != nil {
			t.Fatal(err)
		}
	}
	v, err := store.Get(b.As(b.Viewer), slug)
	if err != nil || len(v.Questions) != 15 {
		t.Fatalf("%d questions, %v", len(v.Questions), err)
	}
	q := v.Questions[14]
	if q.ID != id || q.Ask != "Does the warehouse know?" || !q.Own() || q.OwnerName != "Otto Other" || len(q.Options) != 2 ||
		q.Options[0].Key == q.Options[1].Key {
		t.Errorf("added: %+v", q)
	}
	q = b.Answer(q.Key, interview.Reply{Option: q.Options[1].Key})
	if q.State != interview.FlagStands {
		t.Errorf("its flag: %s", q.State)
	}
	in.Options = []interview.Option{{Key: q.Options[0].Key, Label: "Yes, by mail"}, {Label: "Not yet"}}
	if err := store.UpdateQuestion(b.As(b.Member), slug, id, in, q.Version); err != nil {
		t.Fatal(err)
	}
	if q = b.Question(q.Key); q.State != interview.FlagStands || q.Newest.Words() != "No" {
		t.Errorf("what was said changed with the question: %+v", q.Newest)
	}
	for name, bad := range map[string]interview.QuestionInput{
		"no question": {Options: in.Options}, "one answer": {Ask: "X", Options: in.Options[:1]},
		"far away":              {Ask: "X", Dated: true, Latest: 1 << 40},
		"the same answer twice": {Ask: "X", Options: []interview.Option{{Label: "Yes"}, {Label: "yes"}}},
		"long":                  {Ask: strings.Repeat("x", 501), Options: in.Options},
		"a viewer is asked":     {Ask: "X", Options: in.Options, OwnerID: &b.Viewer.ID},
	} {
		_, err := store.AddQuestion(b.As(b.Member), slug, bad, "")
		b.WantKind(name, err, fault.KindInvalid)
	}
	shipped := b.Question("load")
	b.WantKind("a question of the template changed", store.UpdateQuestion(b.As(b.Lead), slug, shipped.ID, in, shipped.Version),
		fault.KindForbidden)
	b.WantKind("a question of the template removed", faulttest.Err(store.RemoveQuestion(b.As(b.Lead), slug, shipped.ID,
		shipped.Version, false)),
		fault.KindForbidden)
	if _, err := store.Assign(b.As(b.Member), slug, shipped.ID, &b.Other.ID,
		shipped.Version); err != nil || b.Question("load").OwnerName != "Otto Other" {
		t.Errorf("who is asked: %v", err)
	}
	if _, err := store.RemoveQuestion(b.As(b.Member), slug, id, q.Version, false); err != nil {
		t.Fatal(err)
	}
	if v, _ = store.Get(b.As(b.Viewer), slug); len(v.Questions) != 14 || len(v.Removed) != 1 {
		t.Errorf("removed: %d and %d", len(v.Questions), len(v.Removed))
	}
	if _, err := store.RemoveQuestion(b.As(b.Member), slug, id, q.Version+1, true); err != nil || b.Question(q.Key).Newest == nil {
		t.Errorf("restored: %v", err)
	}
}
