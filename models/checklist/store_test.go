package checklist_test

import (
	"fmt"
	"strings"
	"testing"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/modeltest"
)

func pick(its ...checklist.ItemDetail) []db.Pick {
	var out []db.Pick
	for _, it := range its {
		out = append(out, db.Pick{ID: it.ID, Version: it.Version})
	}
	return out
}

func TestItemStateIsSetAndReverted(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.Checklists
	it := b.Check("staging/migration")
	if it.State != checklist.Open || it.DueOn != b.Launch.LaunchOn.AddDays(-1) || len(it.Feeds) != 1 {
		t.Fatalf("at first: %+v", it)
	}
	var before checklist.Previous
	for range 2 { // pressed twice
		was, err := store.SetState(b.As(b.Member), slug, it.ID, checklist.Change{To: checklist.Done}, it.Version)
		if err != nil {
			t.Fatal(err)
		}
		if was.Changed {
			before = was
		}
	}
	done := b.Check("staging/migration")
	if done.State != checklist.Done || done.ClosedName != "Max Member" || done.Version != it.Version+1 ||
		done.State.Label(done.Mode) != "Pass" {
		t.Errorf("done: %+v", done)
	}
	if err := store.Revert(b.As(b.Other), slug, []checklist.Previous{before}); err != nil {
		t.Fatal(err)
	}
	if it = b.Check("staging/migration"); it.State != checklist.Open || it.ClosedBy != nil || !it.ClosedAt.IsZero() {
		t.Errorf("undone: %+v", it)
	}
	b.WantKind("undone twice", store.Revert(b.As(b.Other), slug, []checklist.Previous{before}), fault.KindConflict)
	set := func(ch checklist.Change) error {
		_, err := store.SetState(b.As(b.Member), slug, it.ID, ch, b.Check("staging/migration").Version)
		return err
	}
	b.WantKind("not applicable, no reason", set(checklist.Change{To: checklist.NotApplicable}), fault.KindInvalid)
	if err := set(checklist.Change{To: checklist.NotApplicable, Note: " No data moves ", Noted: true}); err != nil {
		t.Fatal(err)
	}
	if it = b.Check("staging/migration"); it.Note != "No data moves" || !it.State.Closed() {
		t.Errorf("left out: %+v", it)
	}
	if err := set(checklist.Change{To: checklist.Failed}); err != nil {
		t.Fatal(err)
	}
	if it = b.Check("staging/migration"); it.Note != "" || it.State.Closed() {
		t.Errorf("the reason for leaving it out stays with what failed: %+v", it)
	}
	other := b.Check("pre_launch/criteria")
	_, err := store.SetState(b.As(b.Member), slug, other.ID, checklist.Change{To: checklist.Failed}, other.Version)
	b.WantKind("failed where things are ticked", err, fault.KindInvalid)
	_, err = store.SetState(b.As(b.Viewer), slug, other.ID, checklist.Change{To: checklist.Done}, other.Version)
	b.WantKind("a viewer", err, fault.KindForbidden)
	_, err = store.SetState(b.As(b.Member), b.MakeLaunch("Another", "standard").Slug, other.ID, checklist.Change{To: checklist.Done},
		other.Version)
	b.WantKind("through another launch", err, fault.KindNotFound)
	_, err = store.SetState(b.As(b.Member), slug, other.ID, checklist.Change{To: checklist.Done}, other.Version+1)
	b.WantKind("a version nobody read", err, fault.KindConflict)
}

func TestSetSeveralChangesAllOrNone(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.Checklists
	one, two, failed := b.Check("release/errors"), b.Check("release/performance"), b.Check("staging/works")
	if _, err := store.SetState(b.As(b.Member), slug, failed.ID, checklist.Change{To: checklist.Failed, Note: "Slow", Noted: true},
		failed.Version); err != nil {
		t.Fatal(err)
	}
	stale := failed
	failed = b.Check("staging/works")
	done := checklist.Bulk{Do: "state", Change: checklist.Change{To: checklist.Done}}
	_, err := store.SetSeveral(b.As(b.Member), slug, pick(one, two, stale), done)
	b.WantKind("one of them is stale", err, fault.KindConflict)
	if !strings.Contains(fault.MessageOf(err), stale.Title) || b.Check("release/errors").State != checklist.Open {
		t.Errorf("not all or none: %v", err)
	}
	before, err := store.SetSeveral(b.As(b.Member), slug, append(pick(one, two, failed), pick(one)...), done)
	if err != nil || len(before) != 3 {
		t.Fatalf("%d changed, %v", len(before), err)
	}
	if got := b.Check("staging/works"); got.State != checklist.Done || got.Note != "Slow" {
		t.Errorf("done: %+v", got)
	}
	if err := store.Revert(b.As(b.Member), slug, before); err != nil {
		t.Fatal(err)
	}
	if b.Check("release/performance").State != checklist.Open || b.Check("staging/works").State != checklist.Failed {
		t.Error("not as before")
	}
	due := -6
	for _, bulk := range []checklist.Bulk{
		{Do: "state", Change: checklist.Change{To: checklist.NotApplicable, Note: "Nothing to see", Noted: true}},
		{Do: "owner", OwnerID: &b.Other.ID}, {Do: "due", Due: &due},
	} {
		if _, err := store.SetSeveral(b.As(b.Member), slug, pick(b.Check("release/errors"), b.Check("release/performance")), bulk); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Check("release/performance"); got.State != checklist.NotApplicable || got.OwnerName != "Otto Other" ||
		got.DueOn != b.Launch.LaunchOn.AddDays(-6) {
		t.Errorf("all three: %+v", got)
	}
	far := 1 << 40
	foreign := b.MakeLaunch("Another", "standard")
	for name, c := range map[string]struct {
		picks []db.Pick
		bulk  checklist.Bulk
		kind  fault.Kind
	}{
		"none chosen":   {nil, done, fault.KindInvalid},
		"nothing to do": {pick(one), checklist.Bulk{}, fault.KindInvalid},
		"left out without a reason": {pick(b.Check("pre_launch/criteria")), checklist.Bulk{Do: "state",
			Change: checklist.Change{To: checklist.NotApplicable}}, fault.KindInvalid},
		"a viewer owns it":      {pick(one), checklist.Bulk{Do: "owner", OwnerID: &b.Viewer.ID}, fault.KindInvalid},
		"a billion days from T": {pick(one), checklist.Bulk{Do: "due", Due: &far}, fault.KindInvalid},
		"an item of another launch": {[]db.Pick{{ID: int64(b.Count("SELECT MIN(id) FROM checklist_items WHERE launch_id = ?", foreign.ID)),
			Version: 1}}, done, fault.KindNotFound},
		"more than can be looked at": {make([]db.Pick, 501), done, fault.KindInvalid},
	} {
		_, err := store.SetSeveral(b.As(b.Member), slug, c.picks, c.bulk)
		b.WantKind(name, err, c.kind)
	}
}

func TestChecklistIsAddedChangedAndRemoved(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store, as := b.Launch.Slug, b.Checklists, b.As(b.Member)
	var list, id int64
	var err error
	for range 2 {
		if list, err = store.AddList(as, slug, checklist.ListInput{Name: "Warehouse", Mode: checklist.ModeTick}, "key"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.Lists().Lists); n != 4 {
		t.Fatalf("%d lists", n)
	}
	due := -2
	for i, title := range []string{"Labels printed", "Shelves free", "Vans booked"} {
		if id, err = store.AddItem(as, slug, list, checklist.ItemInput{Title: title, Due: &due, OwnerID: &b.Other.ID},
			fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	titles := func() string {
		l, _ := b.Lists().List(list)
		var words []string
		for _, it := range l.Items {
			words = append(words, it.Title)
		}
		return strings.Join(words, ", ")
	}
	for range 3 { // up as often as one likes
		if err := store.MoveItem(as, slug, id, true); err != nil {
			t.Fatal(err)
		}
	}
	if got := titles(); got != "Vans booked, Labels printed, Shelves free" {
		t.Errorf("order: %s", got)
	}
	in := checklist.ItemInput{Title: "Vans  hired", Evidence: "https://example.com/vans", Part: checklist.PartBefore, Note: "Two of them"}
	if err := store.UpdateItem(as, slug, id, in, 1); err != nil {
		t.Fatal(err)
	}
	b.WantKind("edited twice", store.UpdateItem(as, slug, id, in, 1), fault.KindConflict)
	for name, bad := range map[string]checklist.ItemInput{
		"no title": {}, "a part that is none": {Title: "X", Part: "later"}, "a script": {Title: "X", Evidence: "javascript:alert(1)"},
		"data": {Title: "X", Evidence: "data:text/html,x"}, "no host": {Title: "X", Evidence: "https:///x"},
		"long":             {Title: strings.Repeat("x", 201)},
		"a note of 10,000": {Title: "X", Note: strings.Repeat("x", 10_000)},
	} {
		b.WantKind(name, store.UpdateItem(as, slug, id, bad, 2), fault.KindInvalid)
		_, err := store.AddItem(as, slug, list, bad, "")
		b.WantKind("adding "+name, err, fault.KindInvalid)
	}
	if _, err := store.RemoveItem(as, slug, id, 2, false); err != nil || titles() != "Labels printed, Shelves free" ||
		len(b.Lists().Dropped) != 1 {
		t.Errorf("removed: %v, %s", err, titles())
	}
	if _, err := store.RemoveItem(as, slug, id, 3, true); err != nil || titles() != "Vans hired, Labels printed, Shelves free" {
		t.Errorf("restored: %v, %s", err, titles())
	}
	if err := store.MoveList(as, slug, list, true); err != nil || b.Lists().Lists[2].ID != list {
		t.Errorf("the list moves: %v", err)
	}
	if err := store.UpdateList(as, slug, list, checklist.ListInput{Name: "Stores", Mode: checklist.ModeVerdict}, 1); err != nil {
		t.Error(err)
	}
	if _, err := store.SetState(as, slug, id, checklist.Change{To: checklist.Failed}, 4); err != nil {
		t.Error(err)
	}
	b.WantKind("ticked with a failure in it", store.UpdateList(as, slug, list, checklist.ListInput{Name: "Stores", Mode: checklist.ModeTick},
		2), fault.KindInvalid)
	if _, err := store.RemoveList(as, slug, list, 2, false); err != nil || len(b.Lists().Lists) != 3 {
		t.Errorf("list removed: %v", err)
	}
	_, err = store.SetState(as, slug, id, checklist.Change{To: checklist.Done}, 5)
	b.WantKind("an item of a removed list", err, fault.KindNotFound)
	if _, err := store.RemoveList(as, slug, list, 3, true); err != nil || len(b.Lists().Lists) != 4 {
		t.Errorf("list restored: %v", err)
	}
}

func TestItemDueDaysMoveWithT(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	l, err := b.Launches.Launch(b.As(b.Lead), b.Launch.Slug)
	if err != nil {
		t.Fatal(err)
	}
	to := launch.Target{On: l.LaunchOn.AddDays(7), Time: l.LaunchTime, Zone: l.Zone}
	if _, err := b.Launches.Move(b.As(b.Lead), l.Slug,
		launch.MoveInput{To: to, Reason: "Later", Version: l.Version}); err != nil {
		t.Fatal(err)
	}
	if got := b.Check("staging/works"); got.DueOn != l.LaunchOn.AddDays(6) {
		t.Errorf("due %s", got.DueOn)
	}
}
