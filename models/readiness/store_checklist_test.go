package readiness_test

import (
	"fmt"
	"strings"
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/template"
)

// check returns an item of the bench's launch: "list/item".
func (b *bench) check(path string) readiness.Ticked {
	b.t.Helper()
	list, key, _ := strings.Cut(path, "/")
	for _, l := range b.lists().Lists {
		for _, it := range l.Items {
			if l.Key == list && it.Key == key {
				return it
			}
		}
	}
	b.t.Fatalf("no item %s", path)
	return readiness.Ticked{}
}

func (b *bench) lists() readiness.Checklists {
	b.t.Helper()
	cs, err := b.Readiness.Checklists(b.as(b.viewer), b.launch.Slug)
	if err != nil {
		b.t.Fatal(err)
	}
	return cs
}

func pick(its ...readiness.Ticked) []db.Pick {
	var out []db.Pick
	for _, it := range its {
		out = append(out, db.Pick{ID: it.ID, Version: it.Version})
	}
	return out
}

func TestAnItemIsDoneInOnePressAndUndone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	it := b.check("staging/migration")
	if it.State != readiness.CheckOpen || it.DueOn != b.launch.LaunchOn.AddDays(-1) || len(it.Feeds) != 1 {
		t.Fatalf("at first: %+v", it)
	}
	var before readiness.Was
	for range 2 { // pressed twice
		was, err := ready.SetCheck(b.as(b.member), slug, it.ID, readiness.CheckChange{To: readiness.CheckDone}, it.Version)
		if err != nil {
			t.Fatal(err)
		}
		if was.Changed {
			before = was
		}
	}
	done := b.check("staging/migration")
	if done.State != readiness.CheckDone || done.ClosedName != "Max Member" || done.Version != it.Version+1 || done.State.Label(done.Mode) != "Pass" {
		t.Errorf("done: %+v", done)
	}
	if err := ready.PutBack(b.as(b.other), slug, []readiness.Was{before}); err != nil {
		t.Fatal(err)
	}
	if it = b.check("staging/migration"); it.State != readiness.CheckOpen || it.ClosedBy != nil || !it.ClosedAt.IsZero() {
		t.Errorf("undone: %+v", it)
	}
	wantKind(t, "undone twice", ready.PutBack(b.as(b.other), slug, []readiness.Was{before}), fault.KindConflict)
	set := func(ch readiness.CheckChange) error {
		_, err := ready.SetCheck(b.as(b.member), slug, it.ID, ch, b.check("staging/migration").Version)
		return err
	}
	wantKind(t, "not applicable, no reason", set(readiness.CheckChange{To: readiness.CheckNA}), fault.KindInvalid)
	if err := set(readiness.CheckChange{To: readiness.CheckNA, Note: " No data moves ", Noted: true}); err != nil {
		t.Fatal(err)
	}
	if it = b.check("staging/migration"); it.Note != "No data moves" || !it.State.Closed() {
		t.Errorf("left out: %+v", it)
	}
	if err := set(readiness.CheckChange{To: readiness.CheckFailed}); err != nil {
		t.Fatal(err)
	}
	if it = b.check("staging/migration"); it.Note != "" || it.State.Closed() {
		t.Errorf("the reason for leaving it out stays with what failed: %+v", it)
	}
	other := b.check("pre_launch/alerts")
	_, err := ready.SetCheck(b.as(b.member), slug, other.ID, readiness.CheckChange{To: readiness.CheckFailed}, other.Version)
	wantKind(t, "failed where things are ticked", err, fault.KindInvalid)
	_, err = ready.SetCheck(b.as(b.viewer), slug, other.ID, readiness.CheckChange{To: readiness.CheckDone}, other.Version)
	wantKind(t, "a viewer", err, fault.KindForbidden)
	_, err = ready.SetCheck(b.as(b.member), b.make("Another", "standard").Slug, other.ID, readiness.CheckChange{To: readiness.CheckDone}, other.Version)
	wantKind(t, "through another launch", err, fault.KindNotFound)
	_, err = ready.SetCheck(b.as(b.member), slug, other.ID, readiness.CheckChange{To: readiness.CheckDone}, other.Version+1)
	wantKind(t, "a version nobody read", err, fault.KindConflict)
}

func TestSeveralItemsAtOnceAllOrNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready := b.launch.Slug, b.Readiness
	one, two, failed := b.check("release/reviewed"), b.check("release/tests"), b.check("staging/works")
	if _, err := ready.SetCheck(b.as(b.member), slug, failed.ID, readiness.CheckChange{To: readiness.CheckFailed, Note: "Slow", Noted: true}, failed.Version); err != nil {
		t.Fatal(err)
	}
	stale := failed
	failed = b.check("staging/works")
	done := readiness.Bulk{Do: "state", Change: readiness.CheckChange{To: readiness.CheckDone}}
	_, err := ready.SetChecks(b.as(b.member), slug, pick(one, two, stale), done)
	wantKind(t, "one of them is stale", err, fault.KindConflict)
	if !strings.Contains(fault.MessageOf(err), stale.Title) || b.check("release/reviewed").State != readiness.CheckOpen {
		t.Errorf("not all or none: %v", err)
	}
	before, err := ready.SetChecks(b.as(b.member), slug, append(pick(one, two, failed), pick(one)...), done)
	if err != nil || len(before) != 3 {
		t.Fatalf("%d changed, %v", len(before), err)
	}
	if got := b.check("staging/works"); got.State != readiness.CheckDone || got.Note != "Slow" {
		t.Errorf("done: %+v", got)
	}
	if err := ready.PutBack(b.as(b.member), slug, before); err != nil {
		t.Fatal(err)
	}
	if b.check("release/tests").State != readiness.CheckOpen || b.check("staging/works").State != readiness.CheckFailed {
		t.Error("not as before")
	}
	due := -6
	for _, bulk := range []readiness.Bulk{
		{Do: "state", Change: readiness.CheckChange{To: readiness.CheckNA, Note: "Nothing to see", Noted: true}}, {Do: "owner", OwnerID: &b.other.ID}, {Do: "due", Due: &due},
	} {
		if _, err := ready.SetChecks(b.as(b.member), slug, pick(b.check("release/reviewed"), b.check("release/tests")), bulk); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.check("release/tests"); got.State != readiness.CheckNA || got.OwnerName != "Otto Other" || got.DueOn != b.launch.LaunchOn.AddDays(-6) {
		t.Errorf("all three: %+v", got)
	}
	far := 1 << 40
	foreign := b.make("Another", "standard")
	for name, c := range map[string]struct {
		picks []db.Pick
		bulk  readiness.Bulk
		kind  fault.Kind
	}{
		"none chosen":                {nil, done, fault.KindInvalid},
		"nothing to do":              {pick(one), readiness.Bulk{}, fault.KindInvalid},
		"left out without a reason":  {pick(b.check("pre_launch/flag")), readiness.Bulk{Do: "state", Change: readiness.CheckChange{To: readiness.CheckNA}}, fault.KindInvalid},
		"a viewer owns it":           {pick(one), readiness.Bulk{Do: "owner", OwnerID: &b.viewer.ID}, fault.KindInvalid},
		"a billion days from T":      {pick(one), readiness.Bulk{Do: "due", Due: &far}, fault.KindInvalid},
		"an item of another launch":  {[]db.Pick{{ID: int64(b.count("SELECT MIN(id) FROM checklist_items WHERE launch_id = ?", foreign.ID)), Version: 1}}, done, fault.KindNotFound},
		"more than can be looked at": {make([]db.Pick, 501), done, fault.KindInvalid},
	} {
		_, err := ready.SetChecks(b.as(b.member), slug, c.picks, c.bulk)
		wantKind(t, name, err, c.kind)
	}
}

func TestChecklistsOfOnesOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	slug, ready, as := b.launch.Slug, b.Readiness, b.as(b.member)
	var list, id int64
	var err error
	for range 2 {
		if list, err = ready.AddList(as, slug, readiness.ListInput{Name: "Warehouse", Mode: template.ModeTick}, "key"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.lists().Lists); n != 4 {
		t.Fatalf("%d lists", n)
	}
	due := -2
	for i, title := range []string{"Labels printed", "Shelves free", "Vans booked"} {
		if id, err = ready.AddCheck(as, slug, list, readiness.CheckInput{Title: title, Due: &due, OwnerID: &b.other.ID}, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	titles := func() string {
		l, _ := b.lists().List(list)
		var words []string
		for _, it := range l.Items {
			words = append(words, it.Title)
		}
		return strings.Join(words, ", ")
	}
	for range 3 { // up as often as one likes
		if err := ready.MoveCheck(as, slug, id, true); err != nil {
			t.Fatal(err)
		}
	}
	if got := titles(); got != "Vans booked, Labels printed, Shelves free" {
		t.Errorf("order: %s", got)
	}
	in := readiness.CheckInput{Title: "Vans  hired", Evidence: "https://example.com/vans", Part: template.PartBefore, Note: "Two of them"}
	if err := ready.EditCheck(as, slug, id, in, 1); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "edited twice", ready.EditCheck(as, slug, id, in, 1), fault.KindConflict)
	for name, bad := range map[string]readiness.CheckInput{
		"no title": {}, "a part that is none": {Title: "X", Part: "later"}, "a script": {Title: "X", Evidence: "javascript:alert(1)"},
		"data": {Title: "X", Evidence: "data:text/html,x"}, "no host": {Title: "X", Evidence: "https:///x"}, "long": {Title: strings.Repeat("x", 201)},
		"a note of 10,000": {Title: "X", Note: strings.Repeat("x", 10_000)},
	} {
		wantKind(t, name, ready.EditCheck(as, slug, id, bad, 2), fault.KindInvalid)
		_, err := ready.AddCheck(as, slug, list, bad, "")
		wantKind(t, "adding "+name, err, fault.KindInvalid)
	}
	if err := ready.RemoveCheck(as, slug, id, 2, false); err != nil || titles() != "Labels printed, Shelves free" || len(b.lists().Dropped) != 1 {
		t.Errorf("removed: %v, %s", err, titles())
	}
	if err := ready.RemoveCheck(as, slug, id, 3, true); err != nil || titles() != "Vans hired, Labels printed, Shelves free" {
		t.Errorf("restored: %v, %s", err, titles())
	}
	if err := ready.MoveList(as, slug, list, true); err != nil || b.lists().Lists[2].ID != list {
		t.Errorf("the list moves: %v", err)
	}
	if err := ready.EditList(as, slug, list, readiness.ListInput{Name: "Stores", Mode: template.ModeVerdict}, 1); err != nil {
		t.Error(err)
	}
	if _, err := ready.SetCheck(as, slug, id, readiness.CheckChange{To: readiness.CheckFailed}, 4); err != nil {
		t.Error(err)
	}
	wantKind(t, "ticked with a failure in it", ready.EditList(as, slug, list, readiness.ListInput{Name: "Stores", Mode: template.ModeTick}, 2), fault.KindInvalid)
	if err := ready.RemoveList(as, slug, list, 2, false); err != nil || len(b.lists().Lists) != 3 {
		t.Errorf("list removed: %v", err)
	}
	_, err = ready.SetCheck(as, slug, id, readiness.CheckChange{To: readiness.CheckDone}, 5)
	wantKind(t, "an item of a removed list", err, fault.KindNotFound)
	if err := ready.RemoveList(as, slug, list, 3, true); err != nil || len(b.lists().Lists) != 4 {
		t.Errorf("list restored: %v", err)
	}
}

func TestDueDaysOfItemsMoveWithT(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l, err := b.Launches.Launch(b.as(b.lead), b.launch.Slug)
	if err != nil {
		t.Fatal(err)
	}
	to := launch.Target{On: l.LaunchOn.AddDays(7), Time: l.LaunchTime, Zone: l.Zone}
	if _, err := b.Launches.Move(b.as(b.lead), l.Slug, to, "Later", l.Version); err != nil {
		t.Fatal(err)
	}
	if got := b.check("staging/works"); got.DueOn != l.LaunchOn.AddDays(6) {
		t.Errorf("due %s", got.DueOn)
	}
}
