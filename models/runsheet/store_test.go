package runsheet_test

import (
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/people"
	"tminus/models/runsheet"
)

func TestTaskIsAddedChangedDoneAndRemoved(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug := b.Runsheets, b.Launch.Slug
	was := b.Sheet()
	var id int64
	for range 2 {
		var err error
		if id, err = store.AddTask(b.As(b.Member), slug, b.Task(), "one-key"); err != nil {
			t.Fatal(err)
		}
	}
	v := b.Sheet()
	k, ok := v.Line(id)
	if len(v.Lines) != len(was.Lines)+1 || !ok || k.Start.Format("15:04") != "09:30" || k.End.Format("15:04") != "09:50" ||
		k.OwnerName != "Max Member" || k.FallbackName != "Otto Other" {
		t.Fatalf("added: %+v", k)
	}
	if _, err := store.SetDone(b.As(b.Other), slug, id, true, "", k.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SetDone(b.As(b.Member), slug, id, true, "", k.Version); err != nil {
		t.Errorf("pressed twice: %v", err)
	}
	if k, _ = b.Sheet().Line(id); k.DoneName != "Otto Other" || !k.DoneAt.Equal(b.Clock.Now()) {
		t.Errorf("done: %s at %s", k.DoneName, k.DoneAt)
	}
	if _, err := store.SetDone(b.As(b.Member), slug, id, false, "", k.Version); err != nil {
		t.Fatal(err)
	}
	k, _ = b.Sheet().Line(id)
	if _, err := store.RemoveTask(b.As(b.Member), slug, id, k.Version, false); err != nil {
		t.Fatal(err)
	}
	if v = b.Sheet(); len(v.Lines) != len(was.Lines) || len(v.Removed) != 1 {
		t.Errorf("removed: %d and %d", len(v.Lines), len(v.Removed))
	}
	b.WantKind("a removed one is ticked off",
		faulttest.Err(store.SetDone(b.As(b.Member), slug, id, true, "", k.Version+1)), fault.KindNotFound)
	if _, err := store.RemoveTask(b.As(b.Member), slug, id, k.Version+1, true); err != nil || len(b.Sheet().Removed) != 0 {
		t.Errorf("put back: %v", err)
	}
	if n := b.Count("SELECT COUNT(*) FROM audit_log WHERE entity = 'run task' AND launch_id = ?", b.Launch.ID); n != 5 {
		t.Errorf("%d rows of history, want 5", n)
	}
}

func TestTasksSwapAndShift(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug, me := b.Runsheets, b.Launch.Slug, b.As(b.Member)
	was := b.Sheet().Lines
	second := was[1]
	if _, err := store.MoveTask(me, slug, second.ID, true, second.Version); err != nil {
		t.Fatal(err)
	}
	now := b.Sheet().Lines
	if now[0].ID != second.ID || now[0].StartMinutes != was[0].StartMinutes || !now[1].End.Equal(second.End) {
		t.Errorf("moved up: %+v", now[:2])
	}
	if _, err := store.MoveTask(me, slug, second.ID, false, now[0].Version); err != nil {
		t.Fatal(err)
	}
	now = b.Sheet().Lines
	if now[0].StartMinutes != was[0].StartMinutes || now[1].StartMinutes != second.StartMinutes || now[1].ID != second.ID {
		t.Errorf("moved back: %+v", now[:2])
	}
	b.WantKind("moved stale", faulttest.Err(store.MoveTask(me, slug, second.ID, true, second.Version)), fault.KindConflict)
	// What is done stays where it was.
	last := now[len(now)-1]
	if _, err := store.SetDone(me, slug, last.ID, true, "", last.Version); err != nil {
		t.Fatal(err)
	}
	n, _, err := store.Shift(me, slug, second.ID, 15, now[1].Version)
	after := b.Sheet().Lines
	if err != nil || n != len(was)-2 || after[0].StartMinutes != was[0].StartMinutes || after[1].StartMinutes != second.StartMinutes+15 {
		t.Fatalf("%d shifted, %v", n, err)
	}
	if k, _ := b.Sheet().Line(last.ID); k.StartMinutes != last.StartMinutes {
		t.Error("what was done moved")
	}
	for name, minutes := range map[string]int{"nothing": 0, "two days": 2881} {
		_, _, err := store.Shift(me, slug, second.ID, minutes, after[1].Version)
		b.WantKind(name, err, fault.KindInvalid)
	}
	_, _, err = store.Shift(me, slug, second.ID, 15, after[1].Version-1)
	b.WantKind("shifted stale", err, fault.KindConflict)
}

func TestSheetMovesWithT(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	before := b.Sheet()
	to := launch.Target{On: civil.New(2026, 12, 14), Time: civil.At(12, 0), Zone: "UTC"}
	if _, err := b.Launches.Move(b.As(b.Lead), b.Launch.Slug,
		launch.MoveInput{To: to, Reason: "The partner is late", Version: b.Launch.Version}); err != nil {
		t.Fatal(err)
	}
	if by := b.Sheet().Ends().Sub(before.Ends()); by != 4*24*time.Hour+2*time.Hour {
		t.Errorf("it moved by %s", by)
	}
}

func TestSheetShowsChangesSinceConfirmation(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	meeting := int64(b.Count("SELECT id FROM meetings WHERE launch_id = ?", b.Launch.ID))
	confirm := func(back bool) {
		version := b.Count("SELECT version FROM meetings WHERE id = ?", meeting)
		if _, err := b.GoNoGo.ConfirmRunSheet(b.As(b.Lead), b.Launch.Slug, meeting, version, back); err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(time.Minute)
	}
	if v := b.Sheet(); !v.ConfirmedAt.IsZero() {
		t.Error("nobody confirmed it yet")
	}
	confirm(false)
	k := b.Sheet().Lines[0]
	if _, err := b.Runsheets.SetDone(b.As(b.Member), b.Launch.Slug, k.ID, true, "", k.Version); err != nil {
		t.Fatal(err)
	}
	if v := b.Sheet(); v.ConfirmedBy != "Lea Lead" || !v.ChangedAt.IsZero() {
		t.Errorf("ticked off: %+v", v.ChangedAt)
	}
	if _, err := b.Runsheets.AddTask(b.As(b.Other), b.Launch.Slug, b.Task(), ""); err != nil {
		t.Fatal(err)
	}
	if v := b.Sheet(); v.ChangedBy != "Otto Other" {
		t.Errorf("changed by %q", v.ChangedBy)
	}
	confirm(true)
	confirm(false)
	if v := b.Sheet(); v.ChangedBy != "" {
		t.Errorf("confirmed anew, changed by %q", v.ChangedBy)
	}
	to := launch.Target{On: civil.New(2026, 12, 14), Time: civil.At(12, 0), Zone: "UTC"}
	mv, err := b.Launches.Move(b.As(b.Lead), b.Launch.Slug,
		launch.MoveInput{To: to, Reason: "The partner is late", Version: b.Launch.Version})
	if err != nil {
		t.Fatal(err)
	}
	if v := b.Sheet(); v.ChangedBy != "Lea Lead" {
		t.Errorf("T moved, changed by %q", v.ChangedBy)
	}
	b.Clock.Advance(time.Minute)
	if _, err := b.Launches.UndoMove(b.As(b.Lead), b.Launch.Slug, mv.ID); err != nil {
		t.Fatal(err)
	}
	if v := b.Sheet(); v.ChangedBy != "" {
		t.Errorf("T is back, changed by %q", v.ChangedBy)
	}
}

func TestTaskRefusesInvalidInput(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug, me := b.Runsheets, b.Launch.Slug, b.As(b.Member)
	far := b.MakeLaunch("Elsewhere", "standard")
	theirs, err := store.Get(me, far.Slug)
	if err != nil {
		t.Fatal(err)
	}
	k, foreign := b.Sheet().Lines[0], theirs.Lines[0]
	gone := b.Person("Gina Gone", people.Member)
	if err := b.DB.Write(b.System(), func(tx *db.Tx) error {
		return tx.Exec("UPDATE users SET deactivated_at = ? WHERE id = ?", tx.Now, gone.ID).Error
	}); err != nil {
		t.Fatal(err)
	}
	nobody := int64(999999)
	for name, change := range map[string]func(*runsheet.TaskInput){
		"no title": func(in *runsheet.TaskInput) { in.Title = "  " }, "far away": func(in *runsheet.TaskInput) { in.Start = "T-99999h" },
		"no start": func(in *runsheet.TaskInput) { in.Start = "" }, "negative": func(in *runsheet.TaskInput) { in.Minutes = "-5" },
		"two days":           func(in *runsheet.TaskInput) { in.Minutes = "2880" },
		"their own fallback": func(in *runsheet.TaskInput) { in.FallbackID = in.OwnerID },
		"a viewer":           func(in *runsheet.TaskInput) { in.OwnerID = &b.Viewer.ID },
		"somebody who left":  func(in *runsheet.TaskInput) { in.FallbackID = &gone.ID },
		"nobody there is":    func(in *runsheet.TaskInput) { in.OwnerID = &nobody },
	} {
		in := b.Task()
		change(&in)
		_, err := store.AddTask(me, slug, in, "")
		b.WantKind("add: "+name, err, fault.KindInvalid)
		b.WantKind("edit: "+name, faulttest.Err(store.UpdateTask(me, slug, k.ID, in, k.Version)), fault.KindInvalid)
	}
	b.WantKind("stale", faulttest.Err(store.UpdateTask(me, slug, k.ID, b.Task(), k.Version+1)), fault.KindConflict)
	for name, try := range map[string]func(id int64) error{
		"edited":  func(id int64) error { return faulttest.Err(store.UpdateTask(me, slug, id, b.Task(), 1)) },
		"done":    func(id int64) error { return faulttest.Err(store.SetDone(me, slug, id, true, "", 1)) },
		"removed": func(id int64) error { return faulttest.Err(store.RemoveTask(me, slug, id, 1, false)) },
		"moved":   func(id int64) error { return faulttest.Err(store.MoveTask(me, slug, id, true, 1)) },
		"shifted": func(id int64) error { _, _, err := store.Shift(me, slug, id, 5, 1); return err },
	} {
		b.WantKind("one of another launch "+name, try(foreign.ID), fault.KindNotFound)
	}
	viewer := b.As(b.Viewer)
	_, err = store.AddTask(viewer, slug, runsheet.TaskInput{}, "")
	b.WantKind("a viewer adds", err, fault.KindForbidden)
	b.WantKind("a viewer ticks off", faulttest.Err(store.SetDone(viewer, slug, k.ID, true, "", 99)), fault.KindForbidden)
}

// An undo posts the version that the writer returned, also after a change that was made already.
func TestTaskWritersReturnTheVersionAfterwards(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	store, slug, me := b.Runsheets, b.Launch.Slug, b.As(b.Member)
	k := b.Sheet().Lines[1]
	version := k.Version
	for _, step := range []struct {
		name string
		do   func(version int) (int, error)
	}{
		{"done", func(v int) (int, error) { return store.SetDone(me, slug, k.ID, true, "", v) }},
		{"done already", func(int) (int, error) { return store.SetDone(me, slug, k.ID, true, "", k.Version) }},
		{"not done", func(v int) (int, error) { return store.SetDone(me, slug, k.ID, false, "", v) }},
		{"moved", func(v int) (int, error) { return store.MoveTask(me, slug, k.ID, true, v) }},
		{"shifted", func(v int) (int, error) { _, next, err := store.Shift(me, slug, k.ID, 15, v); return next, err }},
		{"edited", func(v int) (int, error) { return store.UpdateTask(me, slug, k.ID, b.Task(), v) }},
		{"edited to the same", func(v int) (int, error) { return store.UpdateTask(me, slug, k.ID, b.Task(), v) }},
	} {
		next, err := step.do(version)
		now, _ := b.Sheet().Line(k.ID)
		if err != nil || next != now.Version {
			t.Fatalf("%s: returned %d, %v; the task is at %d", step.name, next, err, now.Version)
		}
		version = next
	}
}
