package runsheet_test

import (
	"strings"
	"sync"
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/modeltest"
	"tminus/models/runsheet"
)

// addTask adds a task and returns its line.
func addTask(b *modeltest.Org, in runsheet.TaskInput) runsheet.Line {
	b.Helper()
	id, err := b.Runsheets.AddTask(b.As(b.Lead), b.Launch.Slug, in, in.Title)
	if err != nil {
		b.Fatal(err)
	}
	line, _ := b.Sheet().Line(id)
	return line
}

// A task of a group is done when every member has ticked, also if the last two tick at the same time, and is open again when one
// takes the tick back.
func TestGroupTaskIsDoneWhenAllMembersHaveTicked(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	line := addTask(b, runsheet.TaskInput{Title: "Read the release notes", Start: "T-1h",
		Members: []int64{b.Lead.ID, b.Member.ID, b.Other.ID}})
	if len(line.Members) != 3 || line.Doers() != "Lea Lead + Max Member + Otto Other" || len(line.Problems) != 0 {
		t.Fatalf("the group is %q with %v", line.Doers(), line.Problems)
	}
	err := faulttest.Err(store.SetDone(b.As(b.Lead), slug, line.ID, true, "", line.Version))
	b.WantKind("somebody ticks for the whole group", err, fault.KindConflict)
	if err := store.SetMemberDone(b.As(b.Lead), slug, line.ID, line.Members[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if now, _ := b.Sheet().Line(line.ID); now.Done() || now.MembersDone() != 1 {
		t.Errorf("%d have ticked, done is %v", now.MembersDone(), now.Done())
	}
	var both sync.WaitGroup
	for _, m := range line.Members[1:] {
		for range 2 { // pressed twice
			both.Go(func() {
				if err := store.SetMemberDone(b.As(b.Other), slug, line.ID, m.ID, true, ""); err != nil {
					t.Error(err)
				}
			})
		}
	}
	both.Wait()
	now, _ := b.Sheet().Line(line.ID)
	if !now.Done() || now.MembersDone() != 3 || now.Members[1].DoneName != "Otto Other" {
		t.Errorf("%d have ticked, done is %v", now.MembersDone(), now.Done())
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE action = 'run task.ticked'"); n != 3 {
		t.Errorf("%d ticks in the history", n)
	}
	if err := store.SetMemberDone(b.As(b.Member), slug, line.ID, line.Members[1].ID, false, ""); err != nil {
		t.Fatal(err)
	}
	if now, _ := b.Sheet().Line(line.ID); now.Done() {
		t.Error("it is done although a member took the tick back")
	}
	b.WantKind("a viewer ticks", store.SetMemberDone(b.As(b.Viewer), slug, line.ID, line.Members[1].ID, true, ""), fault.KindForbidden)
	other := addTask(b, runsheet.TaskInput{Title: "Another", Start: "T", Members: []int64{b.Lead.ID}})
	b.WantKind("a member of another task", store.SetMemberDone(b.As(b.Lead), slug, line.ID, other.Members[0].ID, true, ""), fault.KindNotFound)
}

// A change of the group keeps the ticks of those who remain. When only people who have ticked remain, the task is done.
func TestChangeOfGroupKeepsTicks(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	in := runsheet.TaskInput{Title: "Read the release notes", Start: "T-1h", Members: []int64{b.Lead.ID, b.Member.ID}}
	line := addTask(b, in)
	if err := store.SetMemberDone(b.As(b.Lead), slug, line.ID, line.Members[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	in.Members = []int64{b.Lead.ID}
	next, err := store.UpdateTask(b.As(b.Lead), slug, line.ID, in, line.Version)
	if now, _ := b.Sheet().Line(line.ID); err != nil || !now.Done() || len(now.Members) != 1 {
		t.Errorf("done is %v with %d members, %v", now.Done(), len(now.Members), err)
	}
	in.Members = append(in.Members, b.Other.ID)
	_, err = store.UpdateTask(b.As(b.Lead), slug, line.ID, in, next)
	if now, _ := b.Sheet().Line(line.ID); err != nil || now.Done() || now.MembersDone() != 1 {
		t.Errorf("done is %v with %d ticks, %v", now.Done(), now.MembersDone(), err)
	}
	for field, bad := range map[string]runsheet.TaskInput{
		"members":  {Title: "x", Start: "T", OwnerID: &b.Lead.ID, Members: []int64{b.Member.ID}},
		"fallback": {Title: "x", Start: "T", FallbackID: &b.Lead.ID, Members: []int64{b.Member.ID}},
		"wait":     {Title: "x", Start: "T", WaitFor: runsheet.WaitTask},
		"links":    {Title: "x", Start: "T", Links: "javascript:alert(1)"},
		"post":     {Title: "x", Start: "T", Post: strings.Repeat("x", 4001)},
	} {
		_, err := store.AddTask(b.As(b.Lead), slug, bad, "bad "+field)
		faulttest.WantInvalid(t, err, field)
	}
	_, err = store.AddTask(b.As(b.Lead), slug, runsheet.TaskInput{Title: "x", Start: "T", Members: []int64{b.Viewer.ID}}, "viewer")
	faulttest.WantInvalid(t, err, "members")
}

// A task that still waits is ticked only with a reason.
func TestTaskThatWaitsNeedsReason(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	first := addTask(b, runsheet.TaskInput{Title: "Deploy", Start: "T-1h", Minutes: "30", OwnerID: &b.Lead.ID})
	second := addTask(b, runsheet.TaskInput{Title: "Turn the flag on", Start: "T-45m", OwnerID: &b.Member.ID,
		WaitFor: runsheet.WaitTask, WaitID: &first.ID})
	third := addTask(b, runsheet.TaskInput{Title: "Announce", Start: "T", OwnerID: &b.Member.ID, WaitFor: runsheet.WaitGo})
	if !second.Waiting || len(second.Problems) != 1 || !strings.HasPrefix(second.Problems[0], "Waits for “Deploy”, which ends at ") {
		t.Errorf("waiting is %v with %v", second.Waiting, second.Problems)
	}
	_, err := store.SetDone(b.As(b.Member), slug, second.ID, true, " ", second.Version)
	faulttest.WantInvalid(t, err, "reason")
	_, err = store.SetDone(b.As(b.Member), slug, third.ID, true, "", third.Version)
	faulttest.WantInvalid(t, err, "reason")
	if _, err = store.SetDone(b.As(b.Member), slug, second.ID, true, "The deployment is not needed", second.Version); err != nil {
		t.Error(err)
	}
	if got := b.Text("SELECT reason FROM audit_log WHERE action = 'run task.done'"); got != "The deployment is not needed" {
		t.Errorf("the reason is %q", got)
	}
	if err := b.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeGo, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SetDone(b.As(b.Member), slug, third.ID, true, "", third.Version); err != nil {
		t.Errorf("after the go: %v", err)
	}
	in := runsheet.TaskInput{Title: "Deploy", Start: "T-1h", OwnerID: &b.Lead.ID, WaitFor: runsheet.WaitTask, WaitID: &second.ID}
	_, err = store.UpdateTask(b.As(b.Lead), slug, first.ID, in, first.Version)
	faulttest.WantInvalid(t, err, "wait")
}

func TestBlockIsRenamedAndMovedAsWhole(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	one := addTask(b, runsheet.TaskInput{Title: "One", Block: "Preparation", Start: "T-2h", OwnerID: &b.Lead.ID})
	two := addTask(b, runsheet.TaskInput{Title: "Two", Block: "Preparation", Start: "T-1h", OwnerID: &b.Lead.ID})
	if _, err := store.SetDone(b.As(b.Lead), slug, one.ID, true, "", one.Version); err != nil {
		t.Fatal(err)
	}
	one, _ = b.Sheet().Line(one.ID)
	picks := []db.Pick{{ID: one.ID, Version: one.Version}, {ID: two.ID, Version: two.Version}}
	was, now, err := store.UpdateBlock(b.As(b.Lead), slug, "Preparation", runsheet.BlockInput{Name: "Before", Start: "T-30m"}, picks)
	if err != nil || was.Start != "T-1h" || was.Name != "Preparation" || len(now) != 2 {
		t.Fatalf("it was %v, %d tasks, %v", was, len(now), err)
	}
	first, _ := b.Sheet().Line(one.ID)
	second, _ := b.Sheet().Line(two.ID)
	if first.StartMinutes != -120 || second.StartMinutes != -30 || first.Block != "Before" || second.Block != "Before" {
		t.Errorf("the tasks start at %d and %d, in %q and %q", first.StartMinutes, second.StartMinutes, first.Block, second.Block)
	}
	_, _, err = store.UpdateBlock(b.As(b.Lead), slug, "Before", runsheet.BlockInput{Name: "Before", Start: "T-2h"}, picks)
	b.WantKind("with the old versions", err, fault.KindConflict)
	_, _, err = store.UpdateBlock(b.As(b.Lead), slug, "Before", runsheet.BlockInput{Name: "Before", Start: "T-2h"}, now[:1])
	b.WantKind("without a task that was added", err, fault.KindConflict)
	_, _, err = store.UpdateBlock(b.As(b.Lead), slug, "Before", runsheet.BlockInput{Name: " ", Start: "T-2h"}, now)
	faulttest.WantInvalid(t, err, "name")
	_, _, err = store.UpdateBlock(b.As(b.Lead), slug, "Before", runsheet.BlockInput{Name: "Before", Start: "soon"}, now)
	faulttest.WantInvalid(t, err, "start")
	_, _, err = store.UpdateBlock(b.As(b.Viewer), slug, "Before", runsheet.BlockInput{Name: "x", Start: "T"}, now)
	b.WantKind("a viewer", err, fault.KindForbidden)
}

func TestSheetHasOneBackupPerson(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	now, err := store.SetBackup(b.As(b.Lead), slug, &b.Other.ID, 0)
	if err != nil || now.Name != "Otto Other" || b.Sheet().Backup != now {
		t.Fatalf("the backup is %+v, %v", now, err)
	}
	_, err = store.SetBackup(b.As(b.Lead), slug, &b.Lead.ID, 0)
	b.WantKind("with the old version", err, fault.KindConflict)
	_, err = store.SetBackup(b.As(b.Lead), slug, &b.Viewer.ID, now.Version)
	faulttest.WantInvalid(t, err, "backup")
	if now, err = store.SetBackup(b.As(b.Lead), slug, nil, now.Version); err != nil || now.Name != "" {
		t.Errorf("without a backup: %+v, %v", now, err)
	}
	_, err = store.SetBackup(b.As(b.Viewer), slug, nil, now.Version)
	b.WantKind("a viewer", err, fault.KindForbidden)
}
