package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

var toLaunchDay = regexp.MustCompile(`^T[+-]?\d* · \w{3} \d+ \w{3}(, \d\d:\d\d \w+)?$`)

func TestPortfolioSetsStatusInEveryView(t *testing.T) {
	s := newSite(t)
	ana, vera := s.As("ana"), s.As("vera")
	for _, path := range []string{"/launches", "/launches?view=timeline", "/launches?view=month"} {
		p := ana.Get(path).Want(t, http.StatusOK)
		if p.Find("#launches #next-decision form.status-control").Length() != 1 {
			t.Errorf("%s: the next decision has no status control", path)
		}
		if when := p.Find("#next-decision .nowrap").Text(); !toLaunchDay.MatchString(when) {
			t.Errorf("%s: the next decision is on %q", path, when)
		}
		q := vera.Get(path).Want(t, http.StatusOK)
		if q.Find("#launches form[method=post]").Length() != 0 || q.Find("#next-decision .tag").Length() != 1 {
			t.Errorf("%s: a viewer is offered a change, or sees no status", path)
		}
	}

	rows := ana.Get("/launches").Find("td[data-label='Next decision'] .decision")
	if rows.Length() < 2 {
		t.Fatalf("%d decisions in the list", rows.Length())
	}
	rows.Each(func(_ int, r *goquery.Selection) {
		if !toLaunchDay.MatchString(r.Find("a").First().Text()) || r.Find("form.status-control[id]").Length() != 1 {
			t.Errorf("a decision without its day or status: %s", r.Text())
		}
	})

	// The month view has room for the mark only, so the status is asked for on a page or in the
	// dialog.
	meetings := ana.Get("/launches?view=month").Find(".month-items li:has(a.press)")
	if meetings.Length() == 0 || vera.Get("/launches?view=month").Find(".month-items span.press[aria-label]").Length() != meetings.Length() {
		t.Fatal("a meeting of the month shows no status")
	}
	ask := meetings.First().Find("a.press")
	form := ana.Get(ask.AttrOr("href", "")).Want(t, http.StatusOK).Find("main form.form")
	v := filled(form)
	v.Set("status", "in_progress")
	done := ana.Post(form.AttrOr("action", ""), v).Want(t, http.StatusSeeOther)
	back := done.Header.Get("Location")
	if !strings.HasPrefix(back, "/launches?") || !strings.Contains(back, "view=month") {
		t.Errorf("it leads back to %q", back)
	}
	if label := ana.Get(back).Find(".month-items a.press").First().AttrOr("aria-label", ""); !strings.Contains(label, "In progress") {
		t.Errorf("the month says %q", label)
	}
}

func TestFilterKeepsReturnAddress(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").HTMX().Get("/launches?q=real").Want(t, http.StatusOK)
	if back := p.Find("#next-decision[data-hx-swap-oob] input[name=back]").AttrOr("value", ""); back != "/launches?q=real" {
		t.Errorf("a change of status leads back to %q", back)
	}
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
		"#answers-for .holdings li:has(.badge:contains('Owns')):has(a[href*='/deliverables/']):not(:has(.status-control, .status-derived))").Length() != 0 {
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
	if rows.Length() == 0 || p.Find("#move-preview td[data-label=Status] :is(form.status-control, .status-derived)").Length() !=
		rows.Length() {
		t.Fatalf("%d rows, %d controls", rows.Length(), p.Find("#move-preview form.status-control").Length())
	}
	form := p.Find("#move-preview form.status-control:has(button[value=done])").First()
	v := filled(form)
	v.Set("status", "done")
	back := ana.Post(form.AttrOr("action", ""), v).Want(t, http.StatusSeeOther).Header.Get("Location")
	if again := ana.Get(back).Want(t, http.StatusOK); again.Find("#move-preview table.moves tbody tr").Length() != rows.Length() {
		t.Errorf("the preview is gone at %q", back)
	}
}
