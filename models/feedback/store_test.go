package feedback_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/template"
)

func TestReportLifecycle(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	r := b.add(supportInput("No mail arrives"))
	if !r.Unowned() || r.State() != feedback.Open || r.Title != "No mail arrives" || r.EnteredBy != b.member.Name || r.ByLink {
		t.Fatalf("%+v", r.Report)
	}
	ctx, slug := b.as(b.member), b.launch.Slug
	b.wantInvalid(faulttest.Err(b.Triage(ctx, slug, r.ID, feedback.Triage{OwnerID: b.viewer.ID}, r.Version)), "owner")
	b.wantInvalid(faulttest.Err(b.Close(ctx, slug, r.ID, false, r.Version)), "outcome")
	b.ok(faulttest.Err(b.Take(ctx, slug, r.ID, r.Version)))
	b.want(faulttest.Err(b.Take(ctx, slug, r.ID, r.Version)), fault.KindConflict)
	r = b.report(r.ID)
	if r.OwnerID != b.member.ID || r.Unowned() {
		t.Fatalf("taken by %d", r.OwnerID)
	}
	r = b.decide(r.ID, feedback.Roadmap, "In spring")
	if r.State() != feedback.Decided {
		t.Fatal(r.State())
	}
	b.ok(faulttest.Err(b.Close(ctx, slug, r.ID, false, r.Version)))
	r = b.report(r.ID)
	b.want(faulttest.Err(b.Triage(ctx, slug, r.ID, feedback.Triage{OwnerID: b.member.ID}, r.Version)), fault.KindConflict)
	b.ok(faulttest.Err(b.Close(ctx, slug, r.ID, true, r.Version)))
	if r = b.report(r.ID); r.State() != feedback.Decided {
		t.Fatalf("opened again: %s", r.State())
	}
	if n := b.count("audit_log WHERE entity = 'report' AND entity_id = ?", r.ID); n != 5 {
		t.Errorf("%d rows in the log: added, taken, decided, closed, opened again", n)
	}
}

func TestReportPermissions(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	r := b.add(supportInput("No mail arrives"))
	viewer, slug := b.as(b.viewer), b.launch.Slug
	_, err := b.Add(viewer, slug, supportInput("x"), "")
	b.want(err, fault.KindForbidden)
	_, err = b.MakeRisk(viewer, slug, r.ID, r.Version)
	b.want(err, fault.KindForbidden)
	_, _, err = b.AddTester(viewer, slug, feedback.TesterInput{Name: "X"}, "")
	b.want(err, fault.KindForbidden)
	b.want(faulttest.Err(b.Take(viewer, slug, r.ID, r.Version)), fault.KindForbidden)
	b.want(faulttest.Err(b.EditPlay(viewer, slug, feedback.Play{Key: "tickets_spike"}, 1)), fault.KindForbidden)
	_, err = b.Of(b.nobody(), b.launch, feedback.Filter{})
	b.want(err, fault.KindUnauthenticated)
	// An id of another launch gives no access.
	b.want(faulttest.Err(b.Take(b.as(b.member), b.other.Slug, r.ID, r.Version)), fault.KindNotFound)
	_, err = b.Report(viewer, b.other, r.ID)
	b.want(err, fault.KindNotFound)
	elsewhere, err := b.Add(b.as(b.member), b.other.Slug, supportInput("x"), "")
	b.ok(err)
	_, _, err = b.MarkDuplicate(b.as(b.member), slug, r.ID, elsewhere, r.Version)
	b.wantInvalid(err, "duplicate_of")
}

func TestMarkDuplicateChains(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	first, second, third := b.add(supportInput("Mail is late")), b.add(supportInput("Late mail")), b.add(supportInput("The mail came late"))
	mark := func(r feedback.Detail, of int64) error {
		_, _, err := b.MarkDuplicate(ctx, slug, r.ID, of, b.report(r.ID).Version)
		return err
	}
	b.ok(mark(third, second.ID))
	// If the second becomes a duplicate of the first, the third follows.
	b.ok(mark(second, first.ID))
	got := b.report(first.ID)
	if got.Same != 2 || len(got.Duplicates) != 2 || b.report(third.ID).Original != first.ID {
		t.Fatalf("%d, %+v", got.Same, got.Duplicates)
	}
	b.wantInvalid(mark(first, third.ID), "duplicate_of")
	b.wantInvalid(mark(first, first.ID), "duplicate_of")
	b.want(faulttest.Err(b.Triage(ctx, slug, second.ID, feedback.Triage{}, b.report(second.ID).Version)), fault.KindConflict)
	b.wantInvalid(faulttest.Err(b.Remove(ctx, slug, first.ID, got.Version)), "")
	// A duplicate of a duplicate becomes a duplicate of the original.
	fourth := b.add(supportInput("Late again"))
	b.ok(mark(fourth, third.ID))
	if b.report(fourth.ID).Original != first.ID {
		t.Error("a chain of duplicates")
	}
	b.ok(b.NoDuplicate(ctx, slug, fourth.ID, nil, b.report(fourth.ID).Version))
	if b.report(fourth.ID).State() != feedback.Open || b.list(feedback.Filter{}).Found != 2 {
		t.Error("taking it back")
	}
	// Undoing moves back only those that were moved.
	b.ok(mark(fourth, second.ID))
	along, _, err := b.MarkDuplicate(ctx, slug, first.ID, b.add(supportInput("All mail is late")).ID, b.report(first.ID).Version)
	b.ok(err)
	if len(along) != 3 {
		t.Fatalf("along went %v", along)
	}
	b.ok(b.NoDuplicate(ctx, slug, first.ID, along[:2], b.report(first.ID).Version))
	if b.report(first.ID).Same != 2 || b.report(along[0]).Original != first.ID || b.report(along[2]).Original == first.ID {
		t.Errorf("undone: %+v", b.report(first.ID).Report)
	}
}

func TestRestoreWithoutOriginal(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	x, y := b.add(supportInput("X")), b.add(supportInput("Y"))
	_, _, err := b.MarkDuplicate(ctx, slug, x.ID, y.ID, x.Version)
	b.ok(err)
	b.ok(faulttest.Err(b.Remove(ctx, slug, x.ID, b.report(x.ID).Version)))
	_, _, err = b.MarkDuplicate(ctx, slug, b.add(supportInput("Z")).ID, x.ID, 1)
	b.ok(err) // becomes a duplicate of y, through x
	z := b.list(feedback.Filter{State: feedback.Duplicate}).Rows[0]
	b.ok(b.NoDuplicate(ctx, slug, z.ID, nil, z.Version))
	b.ok(faulttest.Err(b.Remove(ctx, slug, y.ID, b.report(y.ID).Version)))
	b.ok(faulttest.Err(b.Restore(ctx, slug, x.ID, b.report(x.ID).Version)))
	if got := b.report(x.ID); got.State() != feedback.Open || got.Archived {
		t.Errorf("restored: %+v", got.Report)
	}
	_, _, err = b.MarkDuplicate(ctx, slug, y.ID, x.ID, b.report(y.ID).Version)
	b.want(err, fault.KindConflict)
}

func TestReportLinksShowStatus(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	r := b.add(feedback.Input{Channel: feedback.BySupport,
		Said: feedback.Said{Doing: "Paying", Wrong: "<b>[Nothing](javascript:x)</b> happens"}, Times: 1})
	r = b.decide(r.ID, feedback.QuickFix, "")
	plan, err := b.rooms.Launches.Plan(ctx, slug)
	b.ok(err)
	item, err := b.MakeDeliverable(ctx, slug, r.ID, plan.LaneFor(r.Outcome.Kind()), r.Version)
	b.ok(err)
	_, err = b.MakeDeliverable(ctx, slug, r.ID, plan.Lanes[0].ID, r.Version)
	b.want(err, fault.KindConflict) // pressed twice
	plan, err = b.rooms.Launches.Plan(ctx, slug)
	b.ok(err)
	it, ok := plan.Item(item)
	if !ok || it.Title != r.Title || it.OwnerID != b.member.ID || it.Kind != template.KindEngineering {
		t.Fatalf("%+v", it)
	}
	r = b.report(r.ID)
	if len(r.Links) != 1 || r.Links[0].Done || r.Ripe() {
		t.Fatalf("%+v", r.Links)
	}
	behind, err := b.Behind(b.as(b.viewer), feedback.ToDeliverable, item)
	b.ok(err)
	if len(behind) != 1 || behind[0].ID != r.ID {
		t.Errorf("behind it: %+v", behind)
	}
	risk, err := b.MakeRisk(ctx, slug, r.ID, r.Version)
	b.ok(err)
	if behind, err = b.Behind(ctx, feedback.ToRisk, risk); err != nil || len(behind) != 1 {
		t.Errorf("behind the risk: %+v, %v", behind, err)
	}
	_, err = b.rooms.Launches.SetStatus(ctx, slug, item, launch.StatusChange{To: launch.Done}, it.Version)
	b.ok(err)
	if r = b.report(r.ID); r.Ripe() || !r.Links[0].Done || r.Links[1].Done {
		t.Fatalf("one of two is done: %+v", r.Links)
	}
	other := b.add(supportInput("Another"))
	b.want(b.Unlink(ctx, slug, other.ID, r.Links[1].ID, other.Version), fault.KindNotFound)
	b.ok(b.Unlink(ctx, slug, r.ID, r.Links[1].ID, r.Version))
	if r = b.report(r.ID); !r.Ripe() {
		t.Error("all is done")
	}
	w, err := b.Mine(ctx)
	b.ok(err)
	if len(w.Ripe) != 1 || len(w.Decide) != 0 {
		t.Errorf("my work: %+v", w)
	}
}

func TestGuideIssueIsDoneWhenPublished(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx, slug := b.as(b.member), b.launch.Slug
	r := b.add(supportInput("Cannot pay"))
	r = b.decide(r.ID, feedback.Workaround, "Pay **twice**.")
	at, err := b.MakeIssue(ctx, slug, r.ID, 0, r.Version)
	b.ok(err)
	g, err := b.rooms.Guides.Newest(ctx, at.Slug)
	b.ok(err)
	if len(g.Revision.Content.Issues) != 1 || g.Revision.Content.Issues[0].ID != at.Issue ||
		g.Revision.Content.Issues[0].Fix != "Pay **twice**." || g.LaunchID != b.launch.ID || g.OwnerID != b.member.ID {
		t.Fatalf("%+v", g.Revision.Content)
	}
	// A second report is added to the same guide.
	second := b.decide(b.add(supportInput("Paid too much")).ID, feedback.HelpText, "")
	more, err := b.MakeIssue(ctx, slug, second.ID, g.ID, second.Version)
	b.ok(err)
	if more.Slug != at.Slug || more.Issue == at.Issue {
		t.Errorf("%+v, %+v", at, more)
	}
	behind, err := b.Behind(b.as(b.viewer), feedback.ToGuide, g.ID)
	b.ok(err)
	// In the first version, the second report has no issue yet.
	by, rest := feedback.ByIssue(behind, g.ID, g.Revision.Content)
	if len(by[at.Issue]) != 1 || by[at.Issue][0].ID != r.ID || len(rest) != 1 || rest[0].ID != second.ID {
		t.Errorf("by issue %+v, rest %+v", by, rest)
	}
	if r = b.report(r.ID); r.Links[0].Done || r.Ripe() {
		t.Error("a draft counts as published")
	}
	g, err = b.rooms.Guides.Newest(ctx, at.Slug)
	b.ok(err)
	b.ok(b.rooms.Guides.Publish(ctx, at.Slug, 1, g.Version))
	if r = b.report(r.ID); r.Links[0].Done {
		t.Error("published was the version before the issue")
	}
	g, err = b.rooms.Guides.Newest(ctx, at.Slug)
	b.ok(err)
	b.ok(b.rooms.Guides.Publish(ctx, at.Slug, g.Head, g.Version))
	if r = b.report(r.ID); !r.Links[0].Done || !r.Ripe() || r.Links[0].Anchor != at.Issue {
		t.Errorf("published: %+v", r.Links)
	}
	// An issue that was removed from the guide will not be published.
	g, err = b.rooms.Guides.Newest(ctx, at.Slug)
	b.ok(err)
	_, err = b.rooms.Guides.Save(ctx, at.Slug, guide.Content{Title: g.Title}, "", g.Version)
	b.ok(err)
	if r = b.report(r.ID); !r.Links[0].Gone {
		t.Errorf("taken out: %+v", r.Links)
	}
	foreign, err := b.rooms.Guides.Create(ctx,
		guide.New{Content: guide.Content{Title: "Elsewhere"}, OwnerID: b.member.ID, LaunchID: b.other.ID}, "")
	b.ok(err)
	_, err = b.MakeIssue(ctx, slug, second.ID, foreign.ID, b.report(second.ID).Version)
	b.wantInvalid(err, "guide")
}

func TestFilterSelectsReports(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	a := b.add(feedback.Input{Channel: feedback.BySocial, Said: feedback.Said{Wrong: "Très lent 100%"}, Times: 12})
	b.clock.Advance(time.Hour)
	c := b.decide(b.add(supportInput("So slow")).ID, feedback.QuickFix, "")
	for name, q := range map[string]struct {
		f    feedback.Filter
		want []int64
	}{
		"what is to be done":                   {feedback.Filter{}, []int64{c.ID, a.ID}},
		"the oldest first":                     {feedback.Filter{Oldest: true}, []int64{a.ID, c.ID}},
		"what was said most":                   {feedback.Filter{Often: true}, []int64{a.ID, c.ID}},
		"to decide":                            {feedback.Filter{State: feedback.Open}, []int64{a.ID}},
		"under way":                            {feedback.Filter{State: feedback.Decided}, []int64{c.ID}},
		"closed":                               {feedback.Filter{State: feedback.Done}, nil},
		"no state that there is":               {feedback.Filter{State: "x' OR 1=1"}, []int64{c.ID, a.ID}},
		"a channel":                            {feedback.Filter{Channel: feedback.BySocial}, []int64{a.ID}},
		"somebody's":                           {feedback.Filter{OwnerID: b.member.ID}, []int64{c.ID}},
		"nobody's":                             {feedback.Filter{Nobody: true}, []int64{a.ID}},
		"a symptom":                            {feedback.Filter{Symptom: "performance_degrades"}, []int64{c.ID}},
		"words without accents":                {feedback.Filter{Text: "lent tres"}, []int64{a.ID}},
		"a sign that is a wild card elsewhere": {feedback.Filter{Text: "100%"}, []int64{a.ID}},
		"a page that is too far":               {feedback.Filter{Page: 99}, []int64{c.ID, a.ID}},
	} {
		reg := b.list(q.f)
		var got []int64
		for _, r := range reg.Rows {
			got = append(got, r.ID)
		}
		if fmt.Sprint(got) != fmt.Sprint(q.want) || reg.Known != 2 || reg.Unowned != 1 {
			t.Errorf("%s: %v, want %v (%+v)", name, got, q.want, reg.Counts)
		}
	}
}

func TestPlaybookOfLaunch(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ctx := b.as(b.member)
	in := supportInput("Ticket")
	in.Times = 51
	b.add(in)
	pb, err := b.Playbook(ctx, b.launch)
	b.ok(err)
	if got := pb.Offered(); len(got) != 1 || got[0].Key != "tickets_spike" || got[0].Reports != 51 || pb.Version != 1 {
		t.Fatalf("%+v", got)
	}
	play := pb.Offered()[0].Play
	play.More = 60
	b.ok(faulttest.Err(b.EditPlay(ctx, b.launch.Slug, play, pb.Version)))
	b.want(faulttest.Err(b.EditPlay(ctx, b.launch.Slug, play, pb.Version)), fault.KindConflict)
	play.Hours = 0
	b.wantInvalid(faulttest.Err(b.EditPlay(ctx, b.launch.Slug, play, pb.Version+1)), "hours")
	if pb, err = b.Playbook(ctx, b.launch); err != nil || len(pb.Offered()) != 0 {
		t.Errorf("%+v, %v", pb.Offered(), err)
	}
	if other, err := b.Playbook(ctx, b.other); err != nil || other.Plays[1].More != 50 {
		t.Errorf("the other launch's changed too: %+v, %v", other, err)
	}
	// A launch from before playbooks existed has the standard one until it gets its own.
	b.ok(b.db.Write(ctx, func(tx *db.Tx) error { return tx.Exec("DELETE FROM playbooks").Error }))
	pb, err = b.Playbook(ctx, b.launch)
	b.ok(err)
	if len(pb.Plays) != 3 || pb.Version != 0 {
		t.Fatalf("%+v", pb)
	}
	play.Hours = 12
	b.ok(faulttest.Err(b.EditPlay(ctx, b.launch.Slug, play, 0)))
	if pb, err = b.Playbook(ctx, b.launch); err != nil || pb.Version != 1 || pb.Plays[1].Hours != 12 {
		t.Errorf("%+v, %v", pb, err)
	}
}

func TestOfQueryCountIsConstant(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	asked := func() int64 {
		var n atomic.Int64
		_, err := b.Of(db.WithQueryCount(b.as(b.viewer), &n), b.launch, feedback.Filter{})
		b.ok(err)
		return n.Load()
	}
	b.add(supportInput("One"))
	few := asked()
	b.ok(b.db.Write(context.Background(), func(tx *db.Tx) error {
		for i := range 3_000 {
			if err := tx.Exec(
				`INSERT INTO feedback_reports (launch_id, channel, title, wrong, search_text, at, created_at, updated_at)
					VALUES (?, 'support', ?, 'x', 'x', ?, ?, ?)`,
				b.launch.ID, fmt.Sprint("Report ", i), tx.Now, tx.Now, tx.Now).Error; err != nil {
				return err
			}
		}
		return nil
	}))
	if many := asked(); many != few {
		t.Errorf("%d queries for one, %d for thousands", few, many)
	}
	if reg := b.list(feedback.Filter{Page: 2}); reg.Found != 3_001 || len(reg.Rows) != 50 || reg.Page != 2 || reg.Pages != 61 {
		t.Errorf("%d found, %d on page %d of %d", reg.Found, len(reg.Rows), reg.Page, reg.Pages)
	}
}

func TestHandOverTransfersReports(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	r := b.decide(b.add(supportInput("Slow")).ID, feedback.QuickFix, "")
	err := b.db.Write(b.as(b.lead), func(tx *db.Tx) error {
		list, err := feedback.Holdings{}.Of(tx.Reader, b.member.ID)
		if err != nil || len(list) != 1 || !strings.HasSuffix(list[0].Href, fmt.Sprintf("/feedback/%d", r.ID)) {
			return fmt.Errorf("%+v, %w", list, err)
		}
		return feedback.Holdings{}.HandOver(tx, list[0], b.member, b.lead)
	})
	b.ok(err)
	if got := b.report(r.ID); got.OwnerID != b.lead.ID {
		t.Errorf("now %s's", got.OwnerName)
	}
	w, err := b.Mine(b.as(b.lead))
	b.ok(err)
	if len(w.Begin) != 1 || len(w.Decide)+len(w.Ripe) != 0 {
		t.Errorf("decided without a result: %+v", w)
	}
	b.add(supportInput("Nobody's"))
	if w, err = b.Mine(b.as(b.lead)); err != nil || len(w.Unowned) != 1 || w.Unowned[0].N != 1 {
		t.Errorf("work of the lead: %+v, %v", w, err)
	}
}
