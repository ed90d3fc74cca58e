package e2e_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/template"
)

// days returns a start and a due date in a short form.
func days(it launch.Item) string { return it.StartsOn.String() + " " + it.DueOn.String() }

func TestTimelineDragBars(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Bars",
		template.Item{Key: "docs", Title: "Docs", Lane: "support", Start: -10, Due: -6},
		template.Item{Key: "blog", Title: "Blog post", Lane: "marketing", Start: -12, Due: -9, After: []string{"docs"}},
	)
	b := window(t, s, "ana")
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/" + slug + "/timeline")
	bar := "#b" + strconv.FormatInt(ids["docs"], 10)
	want := func(dates string) {
		t.Helper()
		b.WaitFor(`document.querySelector("` + bar + `").dataset.from + " " + document.querySelector("` + bar + `").dataset.to === "` +
			dates + `"`)
		if got := days(s.Schedule(slug, ids["docs"])); got != dates {
			t.Errorf("the dates are %s, want %s", got, dates)
		}
	}
	want("2026-11-21 2026-11-25")
	_, _, w, _ := b.Box(bar)
	day := w / 5

	b.Drag(bar, 2*day, 0)
	want("2026-11-23 2026-11-27")
	b.WaitText("#flash", "is now 23–27 Nov")
	b.Click("role=button Undo")
	want("2026-11-21 2026-11-25")
	b.WaitText("#flash", "Undone")
	if b.URL() != s.URL+"/launches/"+slug+"/timeline" {
		t.Errorf("undo led to %s", b.URL())
	}

	x, y, w, h := b.Box(bar)
	b.DragXY(x+w-3, y+h/2, x+w-3+3*day, y+h/2)
	want("2026-11-21 2026-11-28")
	x, y, _, h = b.Box(bar)
	b.DragXY(x+3, y+h/2, x+3-day, y+h/2)
	want("2026-11-20 2026-11-28")

	b.Focus(bar)
	b.Press("m")
	b.Press("ArrowRight")
	b.Press("ArrowRight")
	b.WaitText(".drag-label", "22 Nov")
	b.Press("Escape")
	want("2026-11-20 2026-11-28")
	b.Press("Alt+ArrowRight")
	b.Press("Shift+ArrowLeft")
	b.WaitFor(`document.getElementById("timeline-live").textContent.includes("28 Nov")`)
	b.Press("Enter")
	want("2026-11-21 2026-11-28")
	if !b.Focused(bar) {
		t.Error("the focus was lost after a move by keyboard")
	}

	// Another person saves first, so their dates and name are shown.
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["docs"], 10) + "/dates"
	s.As("petra").Post(path, url.Values{"starts_on": {"2026-11-12"}, "due_on": {"2026-11-13"},
		"version": {strconv.Itoa(s.Schedule(slug, ids["docs"]).Version)}}).Want(t, http.StatusSeeOther)
	b.Press("Alt+ArrowRight")
	b.Press("Enter")
	b.WaitText("#flash", "Petra Lund changed “Docs” after you opened it")
	want("2026-11-12 2026-11-13")
	b.CheckAxe()
}

func TestTimelineFiltersMenusDialogs(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Rows",
		template.Item{Key: "docs", Title: "Docs", Lane: "support", Role: template.RoleLead, Start: -10, Due: -6},
		template.Item{Key: "blog", Title: "Blog post", Lane: "marketing", Start: -12, Due: -9},
		template.Item{Key: "late", Title: "Follow-up", Lane: "marketing", Start: 30, Due: 30},
	)
	b := window(t, s, "marek")
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/" + slug + "/timeline")
	row := func(key string) string { return "#d" + strconv.FormatInt(ids[key], 10) }

	b.Select("label=Owner", "Nobody")
	b.WaitGone(row("docs"))
	b.WaitURL("/launches/" + slug + "/timeline?team=&owner=nobody&status=&q=")
	b.Back()
	b.Wait(row("docs"))

	if b.Count(row("late")) != 0 {
		t.Error("what is later than the chart is shown at once")
	}
	b.Click("#band-Later summary")
	b.Wait(row("late"))

	// The mark opens the statuses, the next one first; the row's menu has all other actions.
	b.Click(row("docs") + " summary.press")
	b.Click(row("docs") + " >> role=button In progress")
	b.WaitText("#flash", "In progress")
	b.Hover(row("docs"))
	b.Click(row("docs") + " th > details.menu > summary")
	b.Click(row("docs") + " >> role=button Done")
	b.WaitText("#flash", "Done")
	b.Wait("#b" + strconv.FormatInt(ids["docs"], 10) + ".b-done")

	b.Hover(row("blog"))
	b.Click(row("blog") + " th > details.menu > summary")
	b.Click(row("blog") + " >> role=link Owner…")
	b.Select("#dialog >> label=~Owner", "Marek Solberg, Engineering lead")
	b.Click("#dialog >> role=button Save owner")
	b.WaitText("#flash", "Marek Solberg’s now")
	b.WaitGone("#dialog")

	b.Hover(row("blog"))
	b.Click(row("blog") + " th > details.menu > summary")
	b.Click(row("blog") + " >> role=link Move…")
	b.Fill("#dialog >> label=~Due on", "2026-11-10")
	b.Click("#dialog >> role=button Save dates")
	b.WaitText("#dialog", "before it starts")
	b.CheckAxe()
	b.Fill("#dialog >> label=~Due on", "2026-11-27")
	b.Click("#dialog >> role=button Save dates")
	b.WaitGone("#dialog")
	b.WaitText("#flash", "19–27 Nov")
	if it := s.Schedule(slug, ids["blog"]); it.DueOn != civil.New(2026, 11, 27) || it.OwnerName != "Marek Solberg" {
		t.Errorf("due %s, owner %q", it.DueOn, it.OwnerName)
	}
}

func TestTimelineWithoutScript(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Plain", template.Item{Key: "docs", Title: "Docs", Lane: "support", Start: -10, Due: -6})
	b := window(t, s, "ana")
	b.JavaScript(false)
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/" + slug + "/timeline")
	b.Select("label=Status", "Finished")
	b.ClickLoad("role=button Filter")
	b.WaitText("#timeline", "No deliverable matches")
	b.ClickLoad("role=link Show all")
	row := "#d" + strconv.FormatInt(ids["docs"], 10)
	b.Hover(row)
	b.Click(row + " details.menu > summary.icon-button")
	b.ClickLoad(row + " >> role=link Move…")
	b.Fill("label=~Due on", "2026-11-27")
	b.ClickLoad("role=button Save dates")
	b.WaitText("#flash", "21–27 Nov")
	b.ClickLoad("role=button Undo")
	if got := days(s.Schedule(slug, ids["docs"])); got != "2026-11-21 2026-11-25" {
		t.Errorf("undone to %s", got)
	}
	b.ClickLoad("role=link List")
	b.Wait("role=columnheader Due")
	b.Viewport(390, 800)
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px too wide on a phone", n)
	}
}
