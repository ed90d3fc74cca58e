package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// chosen returns the values of the first n checkboxes of a list of reports.
func chosen(t testing.TB, p page, n int) []string {
	t.Helper()
	boxes := p.Find("table.reports input[name=pick][form=several]")
	if boxes.Length() < n {
		t.Fatalf("%d reports can be chosen, want %d", boxes.Length(), n)
	}
	return boxes.Slice(0, n).Map(func(_ int, b *goquery.Selection) string { return b.AttrOr("value", "") })
}

func TestFeedbackBulkDecideAndUndo(t *testing.T) {
	s := newSite(t)
	ana, list := s.As("ana"), notifications+"/feedback?state=open"
	p := ana.Get(list).Want(t, http.StatusOK)
	form := p.Filled("form#several")
	form["pick"] = chosen(t, p, 2)
	decided := "feedback_reports WHERE outcome = 'roadmap' AND note = 'In spring'"

	// The outcome is asked first.
	ask := ana.Post(notifications+"/feedback/several", with(form, "do", "decide")).Want(t, http.StatusOK)
	if ask.Find(".note.summary").Length() != 0 || ask.Find("details.chooser li").Length() != 2 ||
		ask.Find("input[name=outcome]").Length() != 5 {
		t.Fatalf("asked: %s", ask.Find("main").Text())
	}
	typed := ask.Filled("main form.form")
	bad := ana.Post(notifications+"/feedback/several", with(typed, "outcome", "nothing", "note", "")).Want(t, http.StatusUnprocessableEntity)
	if !strings.HasPrefix(bad.Find("head title").Text(), "Error:") ||
		bad.Find("input[name=outcome][value=nothing][checked]").Length() != 1 || bad.Find("input[name=pick]").Length() != 2 {
		t.Errorf("refused: %s", bad.Find("main").Text())
	}
	done := ana.Post(notifications+"/feedback/several", with(typed, "outcome", "roadmap", "note", "In spring")).Want(t, http.StatusSeeOther)
	if done.Header.Get("Location") != list+"#reports" {
		t.Errorf("leads to %s", done.Header.Get("Location"))
	}
	if n := s.IDOf("SELECT COUNT(*) FROM " + decided); n != "2" {
		t.Errorf("%s decided", n)
	}
	p = ana.Get(list)
	if !strings.Contains(p.Find(".flash").Text(), "Decided about 2 reports: Roadmap.") {
		t.Errorf("said: %q", p.Find(".flash").Text())
	}
	ana.Post(notifications+"/feedback/back", p.Filled(".flash form")).Want(t, http.StatusSeeOther)
	if n := s.IDOf("SELECT COUNT(*) FROM " + decided); n != "0" {
		t.Errorf("undone: %s are decided still", n)
	}
	// Submitted in another tab with outdated versions.
	stale := ana.Post(notifications+"/feedback/several", with(form, "do", "remove")).Want(t, http.StatusConflict)
	if !strings.Contains(stale.Find(".note.summary").Text(), "Somebody else changed") ||
		stale.Find("select[name=state] option[selected]").AttrOr("value", "") != "open" {
		t.Errorf("stale: %s", stale.Find(".note.summary").Text())
	}
}

func TestFeedbackBulkJoin(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	p := ana.Get(notifications + "/feedback?state=open")
	form := p.Filled("form#several")
	form["pick"] = chosen(t, p, 3)
	ask := ana.Post(notifications+"/feedback/several", with(form, "do", "join")).Want(t, http.StatusOK)
	group := ask.Find("select[name=duplicate_of] optgroup").First()
	if group.AttrOr("label", "") != "Those that were chosen" || group.Find("option").Length() != 3 {
		t.Fatalf("offered: %s", ask.Find("main").Text())
	}
	typed := ask.Filled("main form.form")
	if p := ana.Post(notifications+"/feedback/several", with(typed, "duplicate_of", "")).Want(t, http.StatusUnprocessableEntity); p.Find(
		"#f-duplicate_of[aria-invalid]").Length() != 1 {
		t.Errorf("nothing chosen: %s", p.Find("main").Text())
	}
	speaker, _, _ := strings.Cut(form["pick"][1], ".")
	ana.Post(notifications+"/feedback/several", with(typed, "duplicate_of", speaker)).Want(t, http.StatusSeeOther)
	if n := s.IDOf("SELECT COUNT(*) FROM feedback_reports WHERE duplicate_of = " + speaker); n != "2" {
		t.Errorf("it speaks for %s", n)
	}
}

func TestFeedbackBulkRequiresInput(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"nothing chosen": {url.Values{"do": {"take"}, "back": {notifications + "/feedback?state=any"}}, "Choose at least one report."},
		"elsewhere":      {url.Values{"do": {"take"}, "back": {"https://evil.example/"}}, "Choose at least one report."},
	} {
		p := ana.Post(notifications+"/feedback/several", c.form)
		if p.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(p.Find(".note.summary").Text(), c.says) {
			t.Errorf("%s: %d %s", name, p.StatusCode, p.Find(".note.summary").Text())
		}
	}
	// A viewer has no checkboxes, and a direct request is refused.
	vera := s.As("vera")
	if vera.Get(notifications+"/feedback").Find("[name=pick], form#several").Length() != 0 {
		t.Error("a viewer can choose reports")
	}
	vera.Post(notifications+"/feedback/several", url.Values{"do": {"take"}, "pick": {"1.1"}}).Want(t, http.StatusForbidden)
	ana.Post(notifications+"/feedback/back", url.Values{"do": {"take"}, "was": {"{broken"}}).Want(t, http.StatusUnprocessableEntity)
}

func TestFeedbackBulkTakeSkipsOwn(t *testing.T) {
	s := newSite(t)
	ana, list := s.As("ana"), notifications+"/feedback?state=any"
	for _, want := range []string{"You took ", "Nothing was taken"} {
		p := ana.Get(list)
		form := p.Filled("form#several")
		form["pick"] = chosen(t, p, 7)[:2]
		ana.Post(notifications+"/feedback/several", with(form, "do", "take")).Want(t, http.StatusSeeOther)
		p = ana.Get(list)
		if text := p.Find(".flash").Text(); !strings.Contains(text, want) || (want == "You took ") != (p.Find(".flash form").Length() > 0) {
			t.Errorf("said: %q", text)
		}
	}
	// It leads back to the list and nowhere else.
	p := ana.Get(list)
	form := with(p.Filled("form#several"), "do", "take", "back", "/people")
	form["pick"] = chosen(t, p, 1)
	if to := ana.Post(notifications+"/feedback/several", form).Want(t, http.StatusSeeOther).Header.Get("Location"); to != notifications+
		"/feedback#reports" {
		t.Errorf("it leads to %s", to)
	}
	// The chosen report does not exist any more.
	gone := ana.Post(notifications+"/feedback/several", url.Values{"do": {"join"}, "pick": {"999999.1"}}).Want(t, http.StatusConflict)
	if !strings.Contains(gone.Find(".note.summary").Text(), "not there any more") {
		t.Errorf("gone: %s", gone.Find("main").Text())
	}
	ana.Get(notifications+"/feedback/several").Want(t, http.StatusSeeOther)
}

func TestBetaLinkClear(t *testing.T) {
	s := newSite(t)
	secret := s.BetaLink("Greta Lindqvist")
	v, ana := s.Visitor(), s.As("ana")
	for i := range 3 {
		s.Report(v, secret, "wrong", fmt.Sprintf("Buy pills %d", i)).Want(t, http.StatusSeeOther)
	}
	tester := notifications + "/feedback/beta/" + s.IDOf("SELECT id FROM beta_testers WHERE name = 'Greta Lindqvist'")
	left := func() string {
		return s.IDOf("SELECT COUNT(*) FROM feedback_reports WHERE title LIKE 'Buy pills%' AND archived_at IS NULL")
	}
	p := ana.Get(tester).Want(t, http.StatusOK)
	list := ana.Get(p.Find("dd a[href*='tester=']").AttrOr("href", "")).Want(t, http.StatusOK)
	if rows := list.Find("table.reports tbody tr"); rows.Length() < 3 || !strings.Contains(list.Find("main").Text(), "Greta Lindqvist") {
		t.Errorf("by the link: %s", rows.Text())
	}
	ana.Post(tester+"/clear", p.Filled("form[action$='/clear']")).Want(t, http.StatusSeeOther)
	if left() != "0" {
		t.Errorf("%s are left", left())
	}
	p = ana.Get(tester)
	if p.Find("form[action$='/clear']").Length() != 0 {
		t.Error("it is offered though there is nothing left")
	}
	ana.Post(tester+"/unclear", p.Filled(".flash form")).Want(t, http.StatusSeeOther)
	if left() != "3" {
		t.Errorf("%s came back", left())
	}
}
