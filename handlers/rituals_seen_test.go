package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTimelineShowsPlannedRuns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	page := notifications + "/timeline"
	p := v.Get(page).Want(t, http.StatusOK)
	names := map[string]bool{}
	for _, a := range p.Find("td.runs a.run").EachIter() {
		names[a.AttrOr("aria-label", "")] = true
	}
	if !names["Core flows on staging, Tue 17 Nov, T-8, planned"] ||
		!names["Core flows on production, Wed 25 Nov, T, 2 runs: planned, planned"] {
		t.Errorf("the marks are called %v", names)
	}
	all := p.Find(".by-week.phone .run-list li").Length()
	if list := v.Get(page+"?view=list").Want(t, http.StatusOK).Find(".run-list li").Length(); list != all || list < 20 {
		t.Errorf("the list has %d runs, the phone %d", list, all)
	}
	for filter, shown := range map[string]bool{"?q=core": true, "?q=nothing": false, "?team=engineering": false, "?status=open": true,
		"?status=blocked": false, "?owner=nobody": false} {
		if got := v.Get(page+filter).Want(t, http.StatusOK).Find("td.runs").Length() > 0; got != shown {
			t.Errorf("%s shows the band: %t", filter, got)
		}
	}
}

func TestMyWorkShowsRuns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.As("lukasz").Get("/me").Want(t, http.StatusOK)
	if text := p.Find("#due-today").Text() + p.Find("#due-this-week").Text(); !strings.Contains(text, "Core flows on staging") {
		t.Errorf("no run is due: %q", text)
	}
	if strings.Contains(p.Find("#due-later").Text(), "Core flows") {
		t.Error("a run of next week asks for something already")
	}
	s.Clock.Set(s.Clock.Now().Add(24 * time.Hour))
	p = s.As("lukasz").Get("/me").Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#due-overdue").Text(), "Core flows on staging") {
		t.Error("a run that was not held is not overdue")
	}
}
