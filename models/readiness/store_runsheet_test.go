package readiness_test

import (
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
)

func (b *bench) sheet() readiness.Sheet {
	b.t.Helper()
	v, err := b.Readiness.RunSheet(b.as(b.viewer), b.launch.Slug)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *bench) task() readiness.RunTaskInput {
	return readiness.RunTaskInput{Title: "Warm the cache", OwnerID: &b.member.ID, FallbackID: &b.other.ID, Start: "T-30m", Minutes: "20", Needs: "Deployed"}
}

func TestARunSheetIsPlannedTickedOffAndKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug := b.Readiness, b.launch.Slug
	was := b.sheet()
	var id int64
	for range 2 {
		var err error
		if id, err = ready.AddRunTask(b.as(b.member), slug, b.task(), "one-key"); err != nil {
			t.Fatal(err)
		}
	}
	v := b.sheet()
	k, ok := v.Line(id)
	if len(v.Lines) != len(was.Lines)+1 || !ok || k.Start.Format("15:04") != "09:30" || k.End.Format("15:04") != "09:50" || k.OwnerName != "Max Member" || k.FallbackName != "Otto Other" {
		t.Fatalf("added: %+v", k)
	}
	if err := ready.DoRunTask(b.as(b.other), slug, id, true, k.Version); err != nil {
		t.Fatal(err)
	}
	if err := ready.DoRunTask(b.as(b.member), slug, id, true, k.Version); err != nil {
		t.Errorf("pressed twice: %v", err)
	}
	if k, _ = b.sheet().Line(id); k.DoneName != "Otto Other" || !k.DoneAt.Equal(b.clock.Now()) {
		t.Errorf("done: %s at %s", k.DoneName, k.DoneAt)
	}
	if err := ready.DoRunTask(b.as(b.member), slug, id, false, k.Version); err != nil {
		t.Fatal(err)
	}
	k, _ = b.sheet().Line(id)
	if err := ready.RemoveRunTask(b.as(b.member), slug, id, k.Version, false); err != nil {
		t.Fatal(err)
	}
	if v = b.sheet(); len(v.Lines) != len(was.Lines) || len(v.Removed) != 1 {
		t.Errorf("removed: %d and %d", len(v.Lines), len(v.Removed))
	}
	wantKind(t, "a removed one is ticked off", ready.DoRunTask(b.as(b.member), slug, id, true, k.Version+1), fault.KindNotFound)
	if err := ready.RemoveRunTask(b.as(b.member), slug, id, k.Version+1, true); err != nil || len(b.sheet().Removed) != 0 {
		t.Errorf("put back: %v", err)
	}
	if n := b.count("SELECT COUNT(*) FROM audit_log WHERE entity = 'run task' AND launch_id = ?", b.launch.ID); n != 5 {
		t.Errorf("%d rows of history, want 5", n)
	}
}

func TestLinesChangePlacesAndShift(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug, me := b.Readiness, b.launch.Slug, b.as(b.member)
	was := b.sheet().Lines
	second := was[1]
	if err := ready.MoveRunTask(me, slug, second.ID, true, second.Version); err != nil {
		t.Fatal(err)
	}
	now := b.sheet().Lines
	if now[0].ID != second.ID || now[0].StartMinutes != was[0].StartMinutes || !now[1].End.Equal(second.End) {
		t.Errorf("moved up: %+v", now[:2])
	}
	if err := ready.MoveRunTask(me, slug, second.ID, false, now[0].Version); err != nil {
		t.Fatal(err)
	}
	now = b.sheet().Lines
	if now[0].StartMinutes != was[0].StartMinutes || now[1].StartMinutes != second.StartMinutes || now[1].ID != second.ID {
		t.Errorf("moved back: %+v", now[:2])
	}
	wantKind(t, "moved stale", ready.MoveRunTask(me, slug, second.ID, true, second.Version), fault.KindConflict)
	// What is done stays where it was.
	last := now[len(now)-1]
	if err := ready.DoRunTask(me, slug, last.ID, true, last.Version); err != nil {
		t.Fatal(err)
	}
	n, err := ready.ShiftRunTasks(me, slug, second.ID, 15, now[1].Version)
	after := b.sheet().Lines
	if err != nil || n != len(was)-2 || after[0].StartMinutes != was[0].StartMinutes || after[1].StartMinutes != second.StartMinutes+15 {
		t.Fatalf("%d shifted, %v", n, err)
	}
	if k, _ := b.sheet().Line(last.ID); k.StartMinutes != last.StartMinutes {
		t.Error("what was done moved")
	}
	for name, minutes := range map[string]int{"nothing": 0, "two days": 2881} {
		_, err := ready.ShiftRunTasks(me, slug, second.ID, minutes, after[1].Version)
		wantKind(t, name, err, fault.KindInvalid)
	}
	_, err = ready.ShiftRunTasks(me, slug, second.ID, 15, after[1].Version-1)
	wantKind(t, "shifted stale", err, fault.KindConflict)
}

func TestMovingTMovesTheRunSheet(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	before := b.sheet()
	to := launch.Target{On: civil.New(2026, 12, 14), Time: civil.At(12, 0), Zone: "UTC"}
	if _, err := b.Launches.Move(b.as(b.lead), b.launch.Slug, to, "The partner is late", b.launch.Version); err != nil {
		t.Fatal(err)
	}
	if by := b.sheet().Ends().Sub(before.Ends()); by != 4*24*time.Hour+2*time.Hour {
		t.Errorf("it moved by %s", by)
	}
}

func TestAChangeAfterTheMeetingConfirmedTheSheetIsSaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	meeting := int64(b.count("SELECT id FROM meetings WHERE launch_id = ?", b.launch.ID))
	confirm := func(back bool) {
		version := b.count("SELECT version FROM meetings WHERE id = ?", meeting)
		if err := b.Readiness.ConfirmSheet(b.as(b.lead), b.launch.Slug, meeting, version, back); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(time.Minute)
	}
	if v := b.sheet(); !v.ConfirmedAt.IsZero() {
		t.Error("nobody confirmed it yet")
	}
	confirm(false)
	k := b.sheet().Lines[0]
	if err := b.Readiness.DoRunTask(b.as(b.member), b.launch.Slug, k.ID, true, k.Version); err != nil {
		t.Fatal(err)
	}
	if v := b.sheet(); v.ConfirmedBy != "Lea Lead" || !v.ChangedAt.IsZero() {
		t.Errorf("ticked off: %+v", v.ChangedAt)
	}
	if _, err := b.Readiness.AddRunTask(b.as(b.other), b.launch.Slug, b.task(), ""); err != nil {
		t.Fatal(err)
	}
	if v := b.sheet(); v.ChangedBy != "Otto Other" {
		t.Errorf("changed by %q", v.ChangedBy)
	}
	confirm(true)
	confirm(false)
	if v := b.sheet(); v.ChangedBy != "" {
		t.Errorf("confirmed anew, changed by %q", v.ChangedBy)
	}
	to := launch.Target{On: civil.New(2026, 12, 14), Time: civil.At(12, 0), Zone: "UTC"}
	if _, err := b.Launches.Move(b.as(b.lead), b.launch.Slug, to, "The partner is late", b.launch.Version); err != nil {
		t.Fatal(err)
	}
	if v := b.sheet(); v.ChangedBy != "Lea Lead" {
		t.Errorf("T moved, changed by %q", v.ChangedBy)
	}
}

func TestWhatIsNoTaskIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ready, slug, me := b.Readiness, b.launch.Slug, b.as(b.member)
	far := b.make("Elsewhere", "standard")
	theirs, err := ready.RunSheet(me, far.Slug)
	if err != nil {
		t.Fatal(err)
	}
	k, foreign := b.sheet().Lines[0], theirs.Lines[0]
	gone := b.person("Gina Gone", people.Member)
	if err := b.db.Write(b.system(), func(tx *db.Tx) error {
		return tx.Exec("UPDATE users SET deactivated_at = ? WHERE id = ?", tx.Now, gone.ID).Error
	}); err != nil {
		t.Fatal(err)
	}
	nobody := int64(999999)
	for name, change := range map[string]func(*readiness.RunTaskInput){
		"no title": func(in *readiness.RunTaskInput) { in.Title = "  " }, "far away": func(in *readiness.RunTaskInput) { in.Start = "T-99h" },
		"no start": func(in *readiness.RunTaskInput) { in.Start = "" }, "negative": func(in *readiness.RunTaskInput) { in.Minutes = "-5" },
		"no minutes": func(in *readiness.RunTaskInput) { in.Minutes = "" }, "two days": func(in *readiness.RunTaskInput) { in.Minutes = "2880" },
		"their own fallback": func(in *readiness.RunTaskInput) { in.FallbackID = in.OwnerID }, "a viewer": func(in *readiness.RunTaskInput) { in.OwnerID = &b.viewer.ID },
		"somebody who left": func(in *readiness.RunTaskInput) { in.FallbackID = &gone.ID }, "nobody there is": func(in *readiness.RunTaskInput) { in.OwnerID = &nobody },
	} {
		in := b.task()
		change(&in)
		_, err := ready.AddRunTask(me, slug, in, "")
		wantKind(t, "add: "+name, err, fault.KindInvalid)
		wantKind(t, "edit: "+name, ready.EditRunTask(me, slug, k.ID, in, k.Version), fault.KindInvalid)
	}
	wantKind(t, "stale", ready.EditRunTask(me, slug, k.ID, b.task(), k.Version+1), fault.KindConflict)
	for name, try := range map[string]func(id int64) error{
		"edited":  func(id int64) error { return ready.EditRunTask(me, slug, id, b.task(), 1) },
		"done":    func(id int64) error { return ready.DoRunTask(me, slug, id, true, 1) },
		"removed": func(id int64) error { return ready.RemoveRunTask(me, slug, id, 1, false) },
		"moved":   func(id int64) error { return ready.MoveRunTask(me, slug, id, true, 1) },
		"shifted": func(id int64) error { _, err := ready.ShiftRunTasks(me, slug, id, 5, 1); return err },
	} {
		wantKind(t, "one of another launch "+name, try(foreign.ID), fault.KindNotFound)
	}
	viewer := b.as(b.viewer)
	_, err = ready.AddRunTask(viewer, slug, readiness.RunTaskInput{}, "")
	wantKind(t, "a viewer adds", err, fault.KindForbidden)
	wantKind(t, "a viewer ticks off", ready.DoRunTask(viewer, slug, k.ID, true, 99), fault.KindForbidden)
}
