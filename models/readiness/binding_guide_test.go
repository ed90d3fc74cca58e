package readiness_test

import (
	"strings"
	"testing"

	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/modeltest"
)

// A criterion that follows the guides: not checked while there is none, not met
// until each is published and reviewed by support, and not once one is stale.
func TestCriterionFollowsGuides(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	exec := func(query string, args ...any) {
		t.Helper()
		ok(b.DB.Write(b.As(b.Lead), func(tx *db.Tx) error { return tx.Exec(query, args...).Error }))
	}
	for _, team := range []string{"engineering", "support"} {
		exec("INSERT INTO teams (key, name, position, version, created_at, updated_at) SELECT ?, ?, 90, 1, 1, 1 WHERE NOT EXISTS "+
			"(SELECT 1 FROM teams WHERE key = ?)", team, "Team "+team, team)
	}
	exec("UPDATE criteria SET bind = ?, bind_id = NULL WHERE launch_id = ? AND kind = 'go'", guide.BindGuide, b.Launch.ID)
	says := func(want string, met bool) {
		t.Helper()
		v, err := b.Readiness.Verdict(b.As(b.Viewer), b.Launch.Slug)
		ok(err)
		if l := v.Criteria[0]; !strings.Contains(l.Why, want) || l.State.Holds() != met || l.Bound != "Support guides" {
			t.Errorf("%s %q, want %q", l.State, l.Why, want)
		}
	}
	says("No guide has been written yet", false)
	gs := b.Guides
	ctx := b.As(b.Lead)
	one, err := gs.Create(ctx, guide.New{Content: guide.Content{Title: "Exports"}, OwnerID: b.Lead.ID, LaunchID: b.Launch.ID}, "")
	ok(err)
	now := func() guide.Guide {
		t.Helper()
		d, err := gs.Get(ctx, one.Slug)
		ok(err)
		return d.Guide
	}
	says("“Exports” is not published", false)
	ok(gs.Ask(ctx, one.Slug, b.Member.ID, "", now().Version))
	says("“Exports” is in review", false)
	ok(gs.Publish(ctx, one.Slug, 1, now().Version))
	says("“Exports” was not reviewed by support", false)
	ok(gs.Ask(ctx, one.Slug, b.Member.ID, "", now().Version))
	exec("UPDATE users SET team_id = (SELECT id FROM teams WHERE key = 'engineering') WHERE id = ?", b.Member.ID)
	ok(gs.Approve(b.As(b.Member), one.Slug, "", now().Version))
	says("“Exports” was not reviewed by support", false)
	exec("UPDATE users SET team_id = (SELECT id FROM teams WHERE key = 'support') WHERE id = ?", b.Member.ID)
	ok(gs.Renew(b.As(b.Member), one.Slug, "", now().Version))
	says("1 guide published and reviewed by support", true)
	exec("UPDATE launches SET summary = 'Another scope' WHERE id = ?", b.Launch.ID)
	says("“Exports” may be out of date: The launch’s summary was changed", false)
	ok(gs.Renew(ctx, one.Slug, "", now().Version))
	says("reviewed by support", true)
	two, err := gs.Create(ctx, guide.New{Content: guide.Content{Title: "Imports"}, OwnerID: b.Lead.ID, LaunchID: b.Launch.ID}, "")
	ok(err)
	says("“Imports” is not published", false)
	ok(gs.Archive(ctx, two.Slug, false, two.Version))
	says("reviewed by support", true)
}
