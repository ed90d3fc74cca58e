package feedback_test

import (
	"fmt"
	"strings"
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
	"tminus/models/people"
)

func picks(list ...feedback.Detail) []db.Pick {
	var out []db.Pick
	for _, r := range list {
		out = append(out, db.Pick{ID: r.ID, Version: r.Version})
	}
	return out
}

// reload loads reports again.
func (b *fixture) reload(list ...feedback.Detail) []feedback.Detail {
	b.Helper()
	for i, r := range list {
		list[i] = b.report(r.ID)
	}
	return list
}

func TestBulkTakeAndDecide(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	list := []feedback.Detail{b.add(supportInput("No mail")), b.add(supportInput("No bell")), b.add(supportInput("No push"))}
	mine := supportInput("Taken before")
	mine.OwnerID = b.member.ID
	list = append(list, b.add(mine))

	taken, err := b.DoSeveral(ctx, slug, picks(list...), feedback.Several{Do: feedback.TakeThem})
	b.ok(err)
	if len(taken) != 3 {
		t.Errorf("%d were changed, though one was theirs before", len(taken))
	}
	for _, r := range b.reload(list...) {
		if r.OwnerID != b.member.ID {
			t.Errorf("%s was not taken", r.Title)
		}
	}
	decided, err := b.DoSeveral(ctx, slug, picks(list...),
		feedback.Several{Do: feedback.DecideThem, Outcome: feedback.Nothing, Note: "Praise"})
	b.ok(err)
	for _, r := range b.reload(list...) {
		if r.Outcome != feedback.Nothing || r.Note != "Praise" {
			t.Errorf("%s: %s, %q", r.Title, r.Outcome, r.Note)
		}
	}
	// The first of the two actions cannot be undone any more, the last one can.
	b.want(b.PutBack(ctx, slug, feedback.TakeThem, taken), fault.KindConflict)
	b.ok(b.PutBack(ctx, slug, feedback.DecideThem, decided))
	for _, r := range b.reload(list...) {
		if r.Outcome != feedback.Undecided || r.Note != "" || r.OwnerID != b.member.ID {
			t.Errorf("undone: %s: %s, %q", r.Title, r.Outcome, r.Note)
		}
	}
	if n := b.count("audit_log WHERE entity = 'report' AND action = 'report.triaged'"); n != 3+4+4 {
		t.Errorf("%d rows in the log, want one a change", n)
	}
}

func TestBulkIsAtomic(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	one, two := b.add(supportInput("No mail")), b.add(supportInput("No bell"))
	foreign, err := b.Add(ctx, b.other.Slug, supportInput("Elsewhere"), "")
	b.ok(err)
	closed := b.decide(b.add(supportInput("Closed")).ID, feedback.Roadmap, "")
	b.ok(faulttest.Err(b.Close(ctx, slug, closed.ID, false, closed.Version)))
	closed = b.report(closed.ID)
	stale := picks(two)
	stale[0].Version++
	take := feedback.Several{Do: feedback.TakeThem}
	for name, c := range map[string]struct {
		picks []db.Pick
		do    feedback.Several
		kind  fault.Kind
	}{
		"nothing chosen":         {nil, take, fault.KindInvalid},
		"too many":               {make([]db.Pick, db.MaxPicks+1), take, fault.KindInvalid},
		"nothing to do":          {picks(one, two), feedback.Several{Do: "burn"}, fault.KindInvalid},
		"becomes nothing known":  {picks(one, two), feedback.Several{Do: feedback.DecideThem, Outcome: "x"}, fault.KindInvalid},
		"becomes nothing":        {picks(one, two), feedback.Several{Do: feedback.DecideThem}, fault.KindInvalid},
		"nothing without why":    {picks(one, two), feedback.Several{Do: feedback.DecideThem, Outcome: feedback.Nothing}, fault.KindInvalid},
		"the same as none":       {picks(one, two), feedback.Several{Do: feedback.JoinThem}, fault.KindInvalid},
		"the same as elsewhere":  {picks(one, two), feedback.Several{Do: feedback.JoinThem, Of: foreign}, fault.KindInvalid},
		"one of another launch":  {append(picks(one), db.Pick{ID: foreign, Version: 1}), take, fault.KindNotFound},
		"one changed meanwhile":  {append(picks(one), stale...), take, fault.KindConflict},
		"one closed among them":  {picks(one, closed), feedback.Several{Do: feedback.DecideThem, Outcome: feedback.Roadmap}, fault.KindConflict},
		"one that speaks for it": {picks(b.original()), feedback.Several{Do: feedback.RemoveThem}, fault.KindInvalid},
	} {
		_, err := b.DoSeveral(ctx, slug, c.picks, c.do)
		if !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = b.DoSeveral(ctx, slug, picks(one, closed), feedback.Several{Do: feedback.DecideThem, Outcome: feedback.Roadmap})
	if !strings.Contains(fault.MessageOf(err), "“Closed”") {
		t.Errorf("the error does not name the report: %v", err)
	}
	_, err = b.DoSeveral(b.as(b.viewer), slug, picks(one), take)
	b.want(err, fault.KindForbidden)
	b.want(b.PutBack(b.as(b.viewer), slug, feedback.TakeThem, []feedback.Was{{ID: one.ID, Version: 1}}), fault.KindForbidden)
	b.want(b.PutBack(ctx, slug, "burn", []feedback.Was{{ID: one.ID, Version: 1}}), fault.KindInvalid)
	for _, r := range b.reload(one, two) {
		if r.Version != 1 {
			t.Errorf("%s was changed", r.Title)
		}
	}
}

// original adds a report with a duplicate and returns it.
func (b *fixture) original() feedback.Detail {
	b.Helper()
	first, second := b.add(supportInput("First")), b.add(supportInput("Second"))
	_, _, err := b.MarkDuplicate(b.as(b.member), b.launch.Slug, second.ID, first.ID, second.Version)
	b.ok(err)
	return b.report(first.ID)
}

// originals returns each report with the one that it duplicates, by title.
func originals(list []feedback.Detail) string {
	var out []string
	for _, r := range list {
		out = append(out, r.Title+"→"+r.OriginalTitle)
	}
	return strings.Join(out, " ")
}

func TestBulkJoin(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	main, x, y, same := b.add(supportInput("main")), b.add(supportInput("x")), b.add(supportInput("y")), b.add(supportInput("same"))
	// One of the chosen reports has a duplicate, which is chosen too.
	_, _, err := b.MarkDuplicate(ctx, slug, same.ID, x.ID, same.Version)
	b.ok(err)
	all := []feedback.Detail{main, x, y, same}
	before := originals(b.reload(all...))
	did, err := b.DoSeveral(ctx, slug, picks(all...), feedback.Several{Do: feedback.JoinThem, Of: main.ID})
	b.ok(err)
	if got := originals(b.reload(all...)); got != "main→ x→main y→main same→main" {
		t.Errorf("joined: %s", got)
	}
	b.ok(b.PutBack(ctx, slug, feedback.JoinThem, did))
	if got := originals(b.reload(all...)); got != before {
		t.Errorf("undone: %s, want %s", got, before)
	}
	// If a duplicate is chosen as the original, its own original is used.
	_, err = b.DoSeveral(ctx, slug, picks(b.reload(all...)...), feedback.Several{Do: feedback.JoinThem, Of: same.ID})
	b.ok(err)
	if got := originals(b.reload(all...)); got != "main→x x→ y→x same→x" {
		t.Errorf("joined by a duplicate: %s", got)
	}
}

func TestBulkRemoveWithDuplicatesAndUndo(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	first := b.original()
	all := []feedback.Detail{first, b.report(first.Duplicates[0].ID), b.add(supportInput("Third"))}
	before := originals(all)
	did, err := b.DoSeveral(ctx, slug, picks(all...), feedback.Several{Do: feedback.RemoveThem})
	b.ok(err)
	if n := b.list(feedback.Filter{State: feedback.Any}).Known; n != 0 {
		t.Errorf("%d are still counted", n)
	}
	b.ok(b.PutBack(ctx, slug, feedback.RemoveThem, did))
	if got := originals(b.reload(all...)); got != before {
		t.Errorf("came back as %s, want %s", got, before)
	}
	if n := b.list(feedback.Filter{State: feedback.Any}).Known; n != 3 {
		t.Errorf("%d came back", n)
	}
}

func TestBulkUndoSkipsDeactivatedOwner(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	gone := b.person("Gus Gone", people.Member)
	in := supportInput("No mail")
	in.OwnerID = gone.ID
	r := b.add(in)
	did, err := b.DoSeveral(b.as(b.member), b.launch.Slug, picks(r), feedback.Several{Do: feedback.TakeThem})
	b.ok(err)
	if len(did) != 0 || b.report(r.ID).OwnerID != gone.ID {
		t.Error("it was taken from an active owner")
	}
	b.leave(gone)
	did, err = b.DoSeveral(b.as(b.member), b.launch.Slug, picks(r), feedback.Several{Do: feedback.TakeThem})
	b.ok(err)
	b.ok(b.PutBack(b.as(b.member), b.launch.Slug, feedback.TakeThem, did))
	if r = b.report(r.ID); r.OwnerID != 0 {
		t.Errorf("it is that of %s", r.OwnerName)
	}
}

func TestClearRemovesUntouchedReports(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	group, secret := b.link(feedback.TesterInput{Name: "Beta", Shared: true})
	_, other := b.link(feedback.TesterInput{Name: "Greta"})
	for i := range 6 {
		b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Wrong: fmt.Sprintf("Spam %d", i)}}, ""))
	}
	b.ok(b.Send(b.nobody(), other, feedback.Sending{Said: feedback.Said{Wrong: "Greta's own"}}, ""))
	rows := b.list(feedback.Filter{TesterID: group}).Rows
	if len(rows) != 6 {
		t.Fatalf("%d by the link", len(rows))
	}
	// Four of them have been handled: one taken, two linked, one with a note.
	b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Wrong: "Real"}}, ""))
	noted := b.list(feedback.Filter{TesterID: group, Text: "Real"}).Rows[0]
	b.ok(faulttest.Err(b.Triage(ctx, slug, noted.ID, feedback.Triage{Note: "Called her"}, noted.Version)))
	b.ok(faulttest.Err(b.Take(ctx, slug, rows[0].ID, rows[0].Version)))
	_, _, err := b.MarkDuplicate(ctx, slug, rows[1].ID, rows[2].ID, rows[1].Version)
	b.ok(err)

	heap, err := b.Unseen(ctx, group)
	b.ok(err)
	if heap.Count != 3 {
		t.Errorf("%d unseen, want 3", heap.Count)
	}
	// Reports that arrive after the page was shown are not removed.
	b.ok(b.Send(b.nobody(), secret, feedback.Sending{Said: feedback.Said{Wrong: "Just now"}}, ""))
	n, at, err := b.Clear(ctx, slug, group, heap.Last)
	b.ok(err)
	if left := b.list(feedback.Filter{State: feedback.Any}).Known; n != 3 || left != 6 {
		t.Errorf("%d removed, %d left", n, left)
	}
	if again, _, err := b.Clear(ctx, slug, group, heap.Last); err != nil || again != 0 {
		t.Errorf("pressed again: %d, %v", again, err)
	}
	n, err = b.Unclear(ctx, slug, group, at)
	b.ok(err)
	if left := b.list(feedback.Filter{State: feedback.Any}).Known; n != 3 || left != 9 {
		t.Errorf("%d came back, %d are there", n, left)
	}
	_, _, err = b.Clear(b.as(b.viewer), slug, group, heap.Last)
	b.want(err, fault.KindForbidden)
	_, _, err = b.Clear(ctx, b.other.Slug, group, heap.Last)
	b.want(err, fault.KindNotFound)
	if rows := b.count("audit_log WHERE action = 'report.removed'"); rows != 3 {
		t.Errorf("%d rows in the log", rows)
	}
}

func TestBulkDecideKeepsNotesAndSetsOwners(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	gone := b.person("Gus Gone", people.Member)
	mine, theirs := supportInput("Noted"), supportInput("Orphaned")
	mine.OwnerID, theirs.OwnerID = b.lead.ID, gone.ID
	noted, orphan := b.add(mine), b.add(theirs)
	b.ok(faulttest.Err(b.Triage(ctx, slug, noted.ID, feedback.Triage{OwnerID: b.lead.ID, Note: "Customer 4711"}, noted.Version)))
	b.leave(gone)
	did, err := b.DoSeveral(ctx, slug, picks(b.reload(noted, orphan)...),
		feedback.Several{Do: feedback.DecideThem, Outcome: feedback.Roadmap, Note: " "})
	b.ok(err)
	if r := b.report(noted.ID); r.Note != "Customer 4711" || r.OwnerID != b.lead.ID {
		t.Errorf("its note is %q, its owner %s", r.Note, r.OwnerName)
	}
	if r := b.report(orphan.ID); r.OwnerID != b.member.ID {
		t.Errorf("a report whose owner has left belongs to %s", r.OwnerName)
	}
	b.ok(b.PutBack(ctx, slug, feedback.DecideThem, did))
	if r := b.report(orphan.ID); r.OwnerID != 0 || r.Outcome != feedback.Undecided {
		t.Errorf("undone: %s, %s", r.OwnerName, r.Outcome)
	}
}

// leave deactivates a user without a successor.
func (b *fixture) leave(u people.User) {
	b.Helper()
	b.ok(b.db.Write(b.as(b.lead), func(tx *db.Tx) error {
		return tx.Exec("UPDATE users SET deactivated_at = ? WHERE id = ?", tx.Now, u.ID).Error
	}))
}

func TestBulkUndoTakeRestoresDecision(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	gone := b.person("Gus Gone", people.Member)
	r := b.add(supportInput("No mail"))
	b.ok(faulttest.Err(b.Triage(b.as(gone), b.launch.Slug, r.ID, feedback.Triage{Outcome: feedback.Roadmap}, r.Version)))
	b.leave(gone)
	did, err := b.DoSeveral(b.as(b.member), b.launch.Slug, picks(b.report(r.ID)), feedback.Several{Do: feedback.TakeThem})
	b.ok(err)
	b.ok(b.PutBack(b.as(b.member), b.launch.Slug, feedback.TakeThem, did))
	if r = b.report(r.ID); r.OwnerID != 0 || r.Outcome != feedback.Roadmap {
		t.Errorf("it is that of %q, and becomes %s", r.OwnerName, r.Outcome)
	}
}

func TestBulkRejectsRemovedReports(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	there, removed := b.add(supportInput("There")), b.add(supportInput("Removed"))
	b.ok(faulttest.Err(b.Remove(ctx, slug, removed.ID, removed.Version)))
	removed = b.report(removed.ID)
	for _, do := range []feedback.Several{{Do: feedback.RemoveThem}, {Do: feedback.JoinThem, Of: there.ID}, {Do: feedback.TakeThem}} {
		_, err := b.DoSeveral(ctx, slug, picks(removed), do)
		b.want(err, fault.KindConflict)
	}
	b.want(b.PutBack(ctx, slug, feedback.RemoveThem, []feedback.Was{{ID: there.ID, Version: there.Version}}), fault.KindConflict)
}
