package checklist_test

import (
	"testing"

	"tminus/models/checklist"
	"tminus/models/fault"
	"tminus/models/modeltest"
)

// A new round keeps what the list said and opens its items again; undoing it says again what it said.
func TestNewRoundKeepsTheFirstOne(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug := b.Launch.Slug
	var list checklist.List
	find := func() checklist.List {
		for _, l := range b.Lists().Lists {
			if l.Mode == checklist.ModeVerdict {
				return l
			}
		}
		t.Fatal("there is no list that is judged")
		return list
	}
	list = find()
	_, err := b.Checklists.StartRound(b.As(b.Member), slug, list.ID, list.Version)
	b.WantKind("nothing is ticked", err, fault.KindConflict)
	var own []checklist.ItemDetail
	for _, it := range list.Items {
		if !it.Follows() {
			own = append(own, it)
		}
	}
	for i, ch := range []checklist.Change{{To: checklist.Done}, {To: checklist.Failed, Note: "It crashed", Noted: true}} {
		if _, err := b.Checklists.SetState(b.As(b.Member), slug, own[i].ID, ch, own[i].Version); err != nil {
			t.Fatal(err)
		}
	}
	_, err = b.Checklists.StartRound(b.As(b.Viewer), slug, list.ID, list.Version)
	b.WantKind("a viewer", err, fault.KindForbidden)
	_, err = b.Checklists.StartRound(b.As(b.Member), slug, list.ID, list.Version+7)
	b.WantKind("a stale form", err, fault.KindConflict)
	n, err := b.Checklists.StartRound(b.As(b.Member), slug, list.ID, list.Version)
	if err != nil || n != 2 {
		t.Fatalf("%d items were opened, %v", n, err)
	}
	if l := find(); l.Closed()+l.Failed() != 0 || len(l.Rounds) != 1 || l.Rounds[0].Done != 1 || l.Rounds[0].Total != len(list.Items) {
		t.Errorf("after the new round: %d closed, %d failed, rounds %+v", l.Closed(), l.Failed(), l.Rounds)
	}
	r, err := b.Checklists.Round(b.As(b.Viewer), slug, list.ID, 1)
	if err != nil || r.EndedOf != "Max Member" {
		t.Fatalf("the first round ended by %q, %v", r.EndedOf, err)
	}
	said := map[checklist.State]int{}
	for _, it := range r.Items {
		said[it.State]++
		if it.State == checklist.Failed && (it.Note != "It crashed" || it.Closer != "Max Member") {
			t.Errorf("the failed item says %+v", it)
		}
	}
	if said[checklist.Done] != 1 || said[checklist.Failed] != 1 {
		t.Errorf("the first round says %v", said)
	}
	if err := b.Checklists.UndoRound(b.As(b.Member), slug, list.ID); err != nil {
		t.Fatal(err)
	}
	if l := find(); l.Closed() != 1 || l.Failed() != 1 || len(l.Rounds) != 0 {
		t.Errorf("after the undo: %d closed, %d failed, %d rounds", l.Closed(), l.Failed(), len(l.Rounds))
	}
	b.WantKind("undoing twice", b.Checklists.UndoRound(b.As(b.Member), slug, list.ID), fault.KindNotFound)
}

// A round cannot be taken back after somebody answered in the new one.
func TestRoundStaysAfterAnswer(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug := b.Launch.Slug
	list := b.Lists().Lists[0]
	var own checklist.ItemDetail
	for _, it := range list.Items {
		if !it.Follows() {
			own = it
		}
	}
	tick := func(version int) {
		t.Helper()
		if _, err := b.Checklists.SetState(b.As(b.Member), slug, own.ID, checklist.Change{To: checklist.Done}, version); err != nil {
			t.Fatal(err)
		}
	}
	tick(own.Version)
	if _, err := b.Checklists.StartRound(b.As(b.Member), slug, list.ID, list.Version); err != nil {
		t.Fatal(err)
	}
	tick(own.Version + 2)
	b.WantKind("an answer in the new round", b.Checklists.UndoRound(b.As(b.Member), slug, list.ID), fault.KindConflict)
}
