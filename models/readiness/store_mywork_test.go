package readiness_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
)

func TestInboxHoldsOpenItemsAndUnansweredQuestions(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	inbox := func(u people.User) (in checklist.Inbox, questions int) {
		t.Helper()
		in, err := b.Checklists.Inbox(b.As(u))
		b.OK(err)
		qs, err := b.Interviews.Inbox(b.As(u))
		b.OK(err)
		return in, len(qs)
	}
	w, questions := inbox(b.Member)
	items := w.Count()
	if items == 0 || questions != 11 || len(w.Due[launch.DueOverdue]) != 0 {
		t.Fatalf("%d items, %d questions", items, questions)
	}
	b.Answer("load", interview.Reply{Option: "above"})
	it := b.Check("staging/works")
	if _, err := b.Checklists.SetState(b.As(b.Member), b.Launch.Slug, it.ID, checklist.Change{To: checklist.Done}, it.Version); err != nil {
		t.Fatal(err)
	}
	b.Clock.Set(b.Clock.Now().AddDate(0, 0, 23)) // T-1
	if w, questions = inbox(b.Member); w.Count() != items-1 || questions != 10 || len(w.Due[launch.DueToday]) == 0 {
		t.Errorf("then: %d of %d items, %d questions, today %d", w.Count(), items, questions, len(w.Due[launch.DueToday]))
	}
	if w, questions = inbox(b.Other); w.Count() != 0 || questions != 0 {
		t.Errorf("the other has %d items and %d questions", w.Count(), questions)
	}
}

// All that the readiness of a launch names somebody on is handed over when
// they go, and nothing stays with them.
func TestHandoverLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	names := func(id int64) int {
		n := 0
		for table, column := range map[string]string{"interview_questions": "owner_id", "checklist_items": "owner_id", "criteria": "owner_id",
			"rituals": "owner_id",
			"runs":    "owner_id", "meetings": "chair_id", "meeting_questions": "user_id", "run_tasks": "owner_id", "run_tasks ": "fallback_id"} {
			n += b.Count("SELECT COUNT(*) FROM "+table+" WHERE "+column+" = ?", id)
		}
		return n
	}
	hs, err := b.People.Holdings(b.As(b.Admin), b.Member.ID)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[people.AssignmentKind]int{}
	for _, h := range hs {
		kinds[h.Kind]++
		if h.Title == "" || h.Href == "" || h.LaunchName == "" {
			t.Errorf("not whole: %+v", h)
		}
	}
	for _, k := range []people.AssignmentKind{people.HoldsQuestion, people.HoldsCheck, people.HoldsCriterion, people.HoldsRitual,
		people.HoldsRun,
		people.HoldsTopic, people.HoldsTask} {
		if kinds[k] == 0 {
			t.Errorf("%s is not listed: %v", k, kinds)
		}
	}
	u, err := b.People.User(b.As(b.Admin), b.Member.ID)
	if err != nil {
		t.Fatal(err)
	}
	seen := people.Fingerprint(hs)
	if _, err := b.People.Deactivate(b.As(b.Admin), u.ID, people.Handover{To: b.Lead.ID, Seen: seen, Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	if n := names(b.Member.ID); n != 0 {
		t.Errorf("%d things stay with who has gone", n)
	}
	if n := b.Count("SELECT COUNT(*) FROM run_tasks WHERE owner_id = fallback_id"); n != 0 {
		t.Errorf("%d tasks fall back to their owner", n)
	}
}

func TestReopenedLaunchIsTakenFromPeopleWhoLeft(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	state := func(to launch.State) {
		l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Launches.SetState(b.As(b.Lead), l.Slug, to, "Because", l.Version); err != nil {
			t.Fatal(err)
		}
	}
	state(launch.Cancelled)
	hs, _ := b.People.Holdings(b.As(b.Admin), b.Member.ID)
	if len(hs) != 0 {
		t.Fatalf("a cancelled launch holds somebody: %v", hs)
	}
	u, _ := b.People.User(b.As(b.Admin), b.Member.ID)
	if _, err := b.People.Deactivate(b.As(b.Admin), u.ID, people.Handover{Seen: people.Fingerprint(nil), Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	state(launch.Planning)
	if got := b.Question("load"); got.OwnerName != "Lea Lead" {
		t.Errorf("asked: %s", got.OwnerName)
	}
	if got := b.Check("staging/works"); got.OwnerName != "Lea Lead" {
		t.Errorf("owned by %s", got.OwnerName)
	}
}

// Two hundred items and a dozen launches ask no more of the database than one.
func TestReadersUseConstantNumberOfQueries(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	calls := map[string]func(context.Context) error{
		"interview":    func(ctx context.Context) error { _, err := b.Interviews.Get(ctx, b.Launch.Slug); return err },
		"checklists":   func(ctx context.Context) error { _, err := b.Checklists.List(ctx, b.Launch.Slug); return err },
		"my items":     func(ctx context.Context) error { _, err := b.Checklists.Inbox(ctx); return err },
		"my questions": func(ctx context.Context) error { _, err := b.Interviews.Inbox(ctx); return err },
		"held":         func(ctx context.Context) error { _, err := b.People.Holdings(ctx, b.Member.ID); return err },
	}
	asked := func(name string) int64 {
		var n atomic.Int64
		if err := calls[name](db.WithQueryCount(b.As(b.Member), &n)); err != nil {
			t.Fatal(err)
		}
		return n.Load()
	}
	before := map[string]int64{}
	for name := range calls {
		before[name] = asked(name)
	}
	list := b.Check("staging/works").ChecklistID
	for i := range 200 {
		if _, err := b.Checklists.AddItem(b.As(b.Member), b.Launch.Slug, list,
			checklist.ItemInput{Title: fmt.Sprint("Item ", i), OwnerID: &b.Member.ID}, ""); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		b.Answer("load", interview.Reply{Option: []string{"above", "untested"}[i%2]})
	}
	b.MakeLaunch("Another", "major")
	for name := range calls {
		if n := asked(name); n != before[name] || n > 12 {
			t.Errorf("%s: %d queries, then %d", name, before[name], n)
		}
	}
}
