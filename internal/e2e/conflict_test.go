package e2e_test

import (
	"net/http"
	"strconv"
	"testing"

	"tminus/models/template"
)

func TestConflictInTimelineDialog(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Met", template.Item{Key: "blog", Title: "Blog post", Lane: "marketing", Start: -12, Due: -9})
	b := window(t, s, "marek")
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/" + slug + "/timeline")
	row := "#d" + strconv.FormatInt(ids["blog"], 10)
	b.Hover(row)
	b.Click(row + " details.menu > summary.icon-button")
	b.Click(row + " >> role=link Move…")
	b.Fill("#dialog >> label=~Due on", "2026-11-27")

	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["blog"], 10) + "/dates"
	petra := s.As("petra")
	theirs := valuesOf(petra.Get(path), "main form")
	theirs.Set("starts_on", "2026-11-18")
	theirs.Set("due_on", "2026-11-24")
	petra.Post(path, theirs).Want(t, http.StatusSeeOther)

	b.Click("#dialog >> role=button Save dates")
	b.WaitText("#dialog", "Petra Lund changed this")
	b.WaitText("#dialog", "Fri 27 Nov 2026")
	b.WaitText("#dialog", "Tue 24 Nov 2026")
	b.CheckAxe()
	b.Click("#dialog >> role=button Save what I chose")
	b.WaitGone("#dialog")
	b.WaitText("#flash", "18–27 Nov")
	b.WaitURL("/launches/" + slug + "/timeline")
	if it := s.Schedule(slug, ids["blog"]); it.StartsOn.String() != "2026-11-18" || it.DueOn.String() != "2026-11-27" {
		t.Errorf("from %s to %s", it.StartsOn, it.DueOn)
	}
}
