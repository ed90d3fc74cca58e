package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

var toLaunchDay = regexp.MustCompile(`^T[+-]?\d* · \w{3} \d+ \w{3}(, \d\d:\d\d \w+)?$`)

// The portfolio shows the status of the next decision and changes nothing.
func TestPortfolioHasNoStatusControl(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	for _, path := range []string{"/launches", "/launches?view=timeline", "/launches?view=month"} {
		p := ana.Get(path).Want(t, http.StatusOK)
		if n := p.Find("#launches form[method=post], #launches a.press").Length(); n != 0 {
			t.Errorf("%s: %d controls change a status", path, n)
		}
		if when := p.Find("#next-decision .nowrap").Text(); !toLaunchDay.MatchString(when) {
			t.Errorf("%s: the next decision is on %q", path, when)
		}
		if p.Find("#next-decision .tag").Length() != 1 {
			t.Errorf("%s: the next decision has no status", path)
		}
	}
}

func TestViewsKeepTheFilter(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").HTMX().Get("/launches?q=real").Want(t, http.StatusOK)
	to, _ := url.Parse(p.Find("#portfolio-views[data-hx-swap-oob] a").Last().AttrOr("href", ""))
	if to.Query().Get("q") != "real" {
		t.Errorf("the other views forget the filter: %s", to)
	}
}

func TestPersonPageShowsStatusAndDate(t *testing.T) {
	s := newSite(t)
	ana, vera := s.As("ana"), s.As("vera")
	page := ana.Get("/people").Find("main a:contains('Petra Lund')").First().AttrOr("href", "")
	rows := ana.Get(page).Want(t, http.StatusOK).Find("#answers-for .holdings li:has(.status-control, .status-derived)")
	if rows.Length() == 0 || ana.Get(page).Find(
		"#answers-for .holdings li:has(.badge:contains('Owns')):has(a[href*='/deliverables/'])"+
			":not(:has(.status-control, .status-derived))").Length() != 0 {
		t.Fatal("what is owned has no status control")
	}
	rows.Each(func(_ int, r *goquery.Selection) {
		if day := r.Find(".due .sub").Text(); !toLaunchDay.MatchString(day) {
			t.Errorf("%s is due on %q", r.Find("a").Text(), day)
		}
	})
	form := rows.Find("form.status-control").First()
	v := filled(form)
	v.Set("status", "in_review")
	if back := ana.Post(form.AttrOr("action", ""), v).Want(t, http.StatusSeeOther).Header.Get("Location"); back != page {
		t.Errorf("it leads back to %q", back)
	}
	seen := vera.Get(page)
	if seen.Find("#answers-for form").Length() != 0 || seen.Find("#answers-for .holdings .tag").Length() != rows.Length() {
		t.Error("a viewer is offered a change, or sees no status")
	}
}

func TestMovePreviewShowsStatus(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	path := sample + "/move?launch_on=2026-12-21&launch_time=10%3A00&zone=Europe%2FBerlin"
	p := ana.Get(path).Want(t, http.StatusOK)
	rows := p.Find("#move-preview table.moves tbody tr")
	if rows.Length() == 0 || p.Find("#move-preview td[data-label=Status] .tag").Length() != rows.Length() ||
		p.Find("#move-preview form.status-control").Length() != 0 {
		t.Errorf("%d rows, %d with a status", rows.Length(), p.Find("#move-preview td[data-label=Status] .tag").Length())
	}
}
