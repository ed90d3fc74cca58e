package guide_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// reviewedGuide creates a published guide that support has reviewed.
func (b fixture) reviewedGuide(title string) guide.Guide {
	b.t.Helper()
	g := b.createGuide(title)
	b.must(b.Ask(b.as("petra"), g.Slug, b.user("dana").ID, "Please", g.Version))
	b.must(b.Approve(b.as("dana"), g.Slug, "Fine", b.read(g.Slug).Version))
	b.must(b.Publish(b.as("petra"), g.Slug, 1, b.read(g.Slug).Version))
	return b.read(g.Slug).Guide
}

func (b fixture) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestReviewLifecycle(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.createGuide("Exports")
	petra, dana := b.as("petra"), b.as("dana")
	wantKind(t, b.Approve(b.as("ana"), g.Slug, "", g.Version), fault.KindInvalid) // no review requested
	wantKind(t, b.Ask(petra, g.Slug, 0, "", g.Version), fault.KindInvalid)
	wantKind(t, b.Ask(petra, g.Slug, b.user("petra").ID, "", g.Version), fault.KindInvalid) // her own revision
	wantKind(t, b.Ask(petra, g.Slug, b.user("vera").ID, "", g.Version), fault.KindInvalid)  // a viewer
	b.must(b.Ask(petra, g.Slug, b.user("dana").ID, "Please", g.Version))
	g = b.read(g.Slug).Guide
	if g.State != guide.InReview || g.ReviewerName != "Dana Whitfield" {
		t.Fatalf("asked: %+v", g)
	}
	if w, err := b.Mine(dana); err != nil || !has(w.Review, "Exports") {
		t.Errorf("dana's work: %+v, %v", w.Review, err)
	}
	wantKind(t, b.Approve(b.as("marek"), g.Slug, "", g.Version), fault.KindForbidden)
	wantKind(t, b.SendBack(dana, g.Slug, " ", g.Version), fault.KindInvalid)
	wantKind(t, b.Approve(dana, g.Slug, "", g.Version-1), fault.KindConflict)
	b.must(b.SendBack(dana, g.Slug, "Say what it costs", g.Version))
	if w, err := b.Mine(petra); err != nil || !has(w.Rewrite, "Exports") {
		t.Errorf("petra's work: %+v, %v", w, err)
	}
	g = b.read(g.Slug).Guide
	g, err := b.Save(petra, g.Slug, guide.Content{Title: "Exports", How: "It costs nothing."}, "", g.Version)
	b.must(err)
	b.must(b.Ask(petra, g.Slug, b.user("dana").ID, "", g.Version))
	b.must(b.Approve(dana, g.Slug, "", b.read(g.Slug).Version))
	d := b.read(g.Slug)
	if d.Ready() || guide.ApprovedBy(d.Reviews, 2) == nil || !guide.ApprovedBy(d.Reviews, 2).ForSupport {
		t.Fatalf("approved: %+v", d)
	}
	if w, _ := b.Mine(petra); !has(w.Publish, "Exports") || len(w.Rewrite) != 0 {
		t.Errorf("petra's work: %+v", w)
	}
	if w, _ := b.Mine(dana); has(w.Review, "Exports") {
		t.Error("an approved guide is still in the reviewer's work list")
	}
	wantKind(t, b.Publish(b.as("marek"), g.Slug, 2, d.Version), fault.KindForbidden)
	wantKind(t, b.Publish(petra, g.Slug, 9, d.Version), fault.KindNotFound)
	b.must(b.Publish(petra, g.Slug, 2, d.Version))
	if g = b.read(g.Slug).Guide; !g.Ready() || g.Checked.By != "Dana Whitfield" || g.ReviewOn.IsZero() {
		t.Errorf("published: %+v", g)
	}
	// Withdrawing and publishing again restores the state.
	b.must(b.Publish(petra, g.Slug, 0, g.Version))
	if g = b.read(g.Slug).Guide; g.Published != 0 || g.State != guide.Draft || g.Ready() {
		t.Errorf("taken back: %+v", g)
	}
	b.must(b.Publish(petra, g.Slug, 2, g.Version))
	if g = b.read(g.Slug).Guide; !g.Ready() {
		t.Errorf("published again: %+v", g)
	}
}

func has(list []guide.Guide, title string) bool {
	for _, g := range list {
		if g.Title == title {
			return true
		}
	}
	return false
}

func TestLaunchChangesMakeGuideStaleUntilRenewed(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	ana := b.as("ana")
	l, err := b.rooms.Launches.Launch(ana, "real-time-notifications")
	b.must(err)
	stale := func(slug, want string) {
		t.Helper()
		g := b.read(slug).Guide
		if got := strings.Join(g.Stale, "; "); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Fatalf("stale: %q, want %q", got, want)
		}
	}
	g := b.reviewedGuide("Exports")
	stale(g.Slug, "")
	p, err := b.rooms.Launches.Plan(ana, l.Slug)
	b.must(err)
	_, err = b.rooms.Launches.AddDeliverable(ana, l.Slug,
		launch.DeliverableInput{Title: "Second export", LaneID: p.Lanes[0].ID, Kind: template.KindEngineering,
			Schedule: launch.Schedule{Anchor: template.Follows}}, "")
	b.must(err)
	stale(g.Slug, "A deliverable was added to the launch: Second export")
	if w, _ := b.Mine(b.as("petra")); !has(w.Stale, "Exports") {
		t.Error("a stale guide is not in its owner's work list")
	}
	wantKind(t, b.Renew(b.as("marek"), g.Slug, "", g.Version), fault.KindForbidden)
	b.must(b.Renew(b.as("petra"), g.Slug, "Does not touch support", g.Version))
	stale(g.Slug, "")
	if g = b.read(g.Slug).Guide; !g.Ready() || g.Checked.By != "Petra Lund" {
		t.Errorf("renewing took support's review away: %+v", g)
	}
	b.must(b.db.Write(ana, func(tx *db.Tx) error {
		return tx.Exec("UPDATE launches SET launch_at = launch_at + ?, launch_on = ? WHERE id = ?", 24*time.Hour.Milliseconds(),
			l.LaunchOn.AddDays(1), l.ID).Error
	}))
	stale(g.Slug, "T moved from")
	b.must(b.Renew(b.as("dana"), g.Slug, "", g.Version))
	stale(g.Slug, "")
	b.clock.Advance(91 * 24 * time.Hour)
	stale(g.Slug, "It was to be reviewed again by")
	sh, err := b.List(b.as("vera"), guide.Filter{Stale: true})
	b.must(err)
	if !has(sh.Rows, "Exports") || sh.Stale != sh.Found {
		t.Errorf("the list knows %d stale ones, finds %d", sh.Stale, sh.Found)
	}
	g = b.read(g.Slug).Guide
	b.must(b.Renew(b.as("dana"), g.Slug, "", g.Version))
	stale(g.Slug, "")
}

func TestRestoreAddsRevision(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g, ctx := b.createGuide("Exports"), b.as("petra")
	content := guide.Content{Title: "Exports", Issues: []guide.Issue{{Symptom: "Empty file"}}}
	g, err := b.Save(ctx, g.Slug, content, "", g.Version)
	b.must(err)
	d, err := b.Newest(ctx, g.Slug)
	b.must(err)
	issue := d.Revision.Content.Issues[0].ID
	content = d.Revision.Content
	content.Issues[0].Fix = "Try again"
	g, err = b.Save(ctx, g.Slug, content, "", g.Version)
	b.must(err)
	same, err := b.Save(ctx, g.Slug, content, "again", g.Version)
	if err != nil || same.Head != 3 || same.Version != g.Version {
		t.Errorf("saving the same made version %d, %v", same.Head, err)
	}
	g, err = b.Restore(ctx, g.Slug, 2, g.Version)
	b.must(err)
	d, err = b.Newest(ctx, g.Slug)
	if err != nil || d.Revision.Number != 4 || d.Revision.Content.Issues[0].Fix != "" || d.Revision.Content.Issues[0].ID != issue {
		t.Errorf("restored: %+v, %v", d.Revision, err)
	}
	_, err = b.Restore(ctx, g.Slug, 9, g.Version)
	wantKind(t, err, fault.KindNotFound)
	_, err = b.Restore(ctx, g.Slug, 1, g.Version-1)
	wantKind(t, err, fault.KindConflict)
	list, err := b.Revisions(b.as("vera"), g.Slug)
	if err != nil || len(list) != 4 || list[0].Number != 4 || list[0].Message != "Restored version 2" {
		t.Errorf("%d revisions, %v", len(list), err)
	}
	for _, sql := range []string{"UPDATE guide_revisions SET content = '{}'", "DELETE FROM guide_revisions WHERE number = 1"} {
		if err := b.db.Write(ctx, func(tx *db.Tx) error { return tx.Exec(sql).Error }); err == nil {
			t.Errorf("%s did not fail", sql)
		}
	}
}

func TestHelpShowsPublicGuidesOnly(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.reviewedGuide("Exports")
	out := context.Background()
	_, err := b.Help(out, g.Slug)
	wantKind(t, err, fault.KindNotFound)
	wantKind(t, b.Open(b.as("marek"), g.Slug, guide.PublicOpen, g.Version), fault.KindForbidden)
	wantKind(t, b.Open(b.as("petra"), g.Slug, "everybody", g.Version), fault.KindInvalid)
	b.must(b.Open(b.as("petra"), g.Slug, guide.PublicLink, g.Version))
	_, err = b.Help(out, g.Slug)
	wantKind(t, err, fault.KindNotFound)
	g = b.read(g.Slug).Guide
	if h, err := b.Help(out, g.PublicToken); err != nil || h.Indexed || h.Content.Title != "Exports" {
		t.Errorf("by its link: %+v, %v", h, err)
	}
	token := g.PublicToken
	b.must(b.Open(b.as("petra"), g.Slug, guide.PublicOpen, g.Version))
	if h, err := b.Help(out, g.Slug); err != nil || !h.Indexed {
		t.Errorf("by its name: %+v, %v", h, err)
	}
	g = b.read(g.Slug).Guide
	b.must(b.Archive(b.as("petra"), g.Slug, false, g.Version))
	_, err = b.Help(out, g.Slug)
	wantKind(t, err, fault.KindNotFound)
	g = b.read(g.Slug).Guide
	b.must(b.Archive(b.as("petra"), g.Slug, true, g.Version))
	b.must(b.Open(b.as("petra"), g.Slug, guide.PublicOff, b.read(g.Slug).Version))
	for _, name := range []string{g.Slug, token, ""} {
		_, err = b.Help(out, name)
		wantKind(t, err, fault.KindNotFound)
	}
}

func TestSetChecksAndAuditsSettings(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g, ctx := b.createGuide("Exports"), b.as("petra")
	set, err := b.Settings(ctx, g.Slug)
	b.must(err)
	var foreign, own, service int64
	scan := func(to *int64, query string) {
		t.Helper()
		b.must(b.db.Read(ctx).Raw(query).Scan(to).Error)
	}
	scan(&own, "SELECT MIN(d.id) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications'")
	scan(&foreign, "SELECT MIN(d.id) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug <> 'real-time-notifications'")
	b.must(b.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Raw(
			`INSERT INTO services (name, name_key, tier, degrades, created_at, updated_at)
				VALUES ('Relay', 'guide-test-relay', 'critical', ?, 1, 1) RETURNING id`, true).Scan(&service).Error
	}))
	for field, bad := range map[string]guide.Settings{
		"owner": {LaunchID: set.LaunchID}, "reviewer": {OwnerID: set.OwnerID, ReviewerID: 999999},
		"launch":      {OwnerID: set.OwnerID, LaunchID: 999999},
		"deliverable": {OwnerID: set.OwnerID, LaunchID: set.LaunchID, DeliverableID: foreign},
		"services":    {OwnerID: set.OwnerID, ServiceIDs: []int64{service, 999999}},
	} {
		_, err := b.Set(ctx, g.Slug, bad, g.Version)
		if fs := fault.FieldsOf(err); len(fs) != 1 || fs[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	set.ReviewerID, set.DeliverableID, set.ServiceIDs, set.ReviewOn = b.user("dana").ID, own, []int64{service, service}, civil.New(2027, 1, 4)
	wantKind(t, faulttest.Err(b.Set(b.as("vera"), g.Slug, set, g.Version)), fault.KindForbidden)
	b.must(faulttest.Err(b.Set(ctx, g.Slug, set, g.Version)))
	wantKind(t, faulttest.Err(b.Set(ctx, g.Slug, set, g.Version)), fault.KindConflict)
	d := b.read(g.Slug)
	if len(d.Services) != 1 || d.Services[0].Name != "Relay" || d.Deliverable == "" || d.ReviewerName == "" ||
		d.ReviewOn != civil.New(2027, 1, 4) {
		t.Errorf("%+v", d)
	}
	for id, want := range map[int64]int{service: 1, 999999: 0} {
		if sh, err := b.List(ctx, guide.Filter{ServiceID: id}); err != nil || sh.Found != want || len(sh.Services) == 0 {
			t.Errorf("service %d: %d found, %v", id, sh.Found, err)
		}
	}
	var changes string
	b.must(b.db.Read(ctx).Raw("SELECT changes FROM audit_log WHERE entity = 'guide' AND entity_id = ? ORDER BY id DESC LIMIT 1",
		g.ID).Scan(&changes).Error)
	for _, want := range []string{"Dana Whitfield", "Relay", "2027-01-04"} {
		if !strings.Contains(changes, want) {
			t.Errorf("the history is %s, want %s", changes, want)
		}
	}
}

func TestHandOverTransfersGuide(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	g := b.reviewedGuide("Exports")
	hs, err := b.rooms.People.Holdings(b.as("ana"), b.user("petra").ID)
	b.must(err)
	var found *people.Holding
	for i, h := range hs {
		if h.Kind == people.HoldsGuide && h.ID == g.ID {
			found = &hs[i]
		}
	}
	if found == nil || found.Href != "/guides/exports" {
		t.Fatalf("petra holds %+v", hs)
	}
	b.must(b.db.Write(b.as("ana"), func(tx *db.Tx) error {
		return guide.Holdings{}.HandOver(tx, *found, b.user("petra"), b.user("hugo"))
	}))
	if g := b.read(g.Slug).Guide; g.OwnerName != "Hugo Lefèvre" {
		t.Errorf("it is %s's now", g.OwnerName)
	}
}

func TestListQueryCountIsConstant(t *testing.T) {
	b := newFixture(t)
	count := func() int64 {
		var n atomic.Int64
		_, err := b.List(db.WithQueryCount(b.as("vera"), &n), guide.Filter{})
		b.must(err)
		return n.Load()
	}
	few := count()
	for i := range 20 {
		b.reviewedGuide("Export " + string(rune('a'+i)))
	}
	if many := count(); many != few {
		t.Errorf("%d queries for few guides, %d for many", few, many)
	}
}
