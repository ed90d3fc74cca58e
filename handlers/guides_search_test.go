package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

func TestGuideSearchLinksToIssue(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	for query, want := range map[string]string{
		"ERR_PUSH_DENIED":                "The customer does not receive any notifications",
		"receivng too many notification": "The customer receives too many notifications",
		"totp skew":                      "The code is refused", "lost phone": "The phone was lost",
	} {
		p := v.Get("/guides?q="+url.QueryEscape(query)).Want(t, http.StatusOK)
		first := p.Find(".guide-found a").First()
		if first.Text() != want {
			t.Errorf("%q finds %q first, want %q", query, first.Text(), want)
		}
		path, anchor, _ := strings.Cut(first.AttrOr("href", ""), "#")
		if got := v.Get(path).Want(t, http.StatusOK).Find("[id='" + anchor + "']:contains('" + want + "')").Length(); anchor == "" || got != 1 {
			t.Errorf("%q leads to %s#%s, which is not there", query, path, anchor)
		}
	}
	if p := v.Get("/guides?q=invoice+higher"); strings.Contains(p.Find("#found").Text(), "The invoice is higher") {
		t.Error("a guide that is not published is found")
	}
}

func TestGuideSearchReturnsFragment(t *testing.T) {
	s := newSite(t)
	v := s.As("vera").HTMX()
	p := v.Get("/guides?q=notif").Want(t, http.StatusOK)
	if p.Find("main").Length() != 0 || p.Find("#found mark").Length() == 0 || !strings.Contains(p.Content, "#found-status") {
		t.Errorf("not the fragment: %.300s", p.Content)
	}
	if p := v.Get("/guides?q=").Want(t, http.StatusOK); p.Find("#found table").Length() != 1 {
		t.Error("without a query the list is not back")
	}
}

func TestGuideSearchEnterOpensFirstResult(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/guides?open=first&q=ERR_PUSH_DENIED").Want(t, http.StatusSeeOther)
	if to := p.Header.Get("Location"); !strings.HasPrefix(to, notificationsGuide+"#issue-") {
		t.Errorf("it leads to %s", to)
	}
	v.Get("/guides?open=first&q=nothingofthesort").Want(t, http.StatusOK)
}

func TestMissedSearchesAreCounted(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	v.Get("/guides?q=Flux+Capacitor").Want(t, http.StatusOK)
	v.Get("/guides?q="+url.QueryEscape("  flux   capacitor ")).Want(t, http.StatusOK)
	v.HTMX().Get("/guides?q=flux+cap").Want(t, http.StatusOK) // still typing
	v.HTMX().Post("/guides/misses", url.Values{"q": {"flux capacitor"}}).Want(t, http.StatusNoContent)
	v.HTMX().Post("/guides/misses", url.Values{"q": {"xy"}}).Want(t, http.StatusNoContent)
	rows := s.As("petra").Get("/guides/misses").Want(t, http.StatusOK).Find("table tbody tr:contains('flux')")
	if rows.Length() != 1 || !strings.HasPrefix(strings.TrimSpace(rows.Find("td").First().Text()), "flux capacitor") ||
		!strings.HasPrefix(strings.TrimSpace(rows.Find("td.num").Text()), "3") {
		t.Errorf("it shows %q", rows.Text())
	}
	s.Clock.Advance(91 * 24 * time.Hour)
	if n := s.As("petra").Get("/guides/misses").Want(t, http.StatusOK).Find("table tbody tr").Length(); n != 0 {
		t.Errorf("%d are shown after ninety days", n)
	}
}

func TestUnhelpfulGuideReachesOwner(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	form := v.Get(notificationsGuide).Want(t, http.StatusOK).Find("form.helped").First()
	answer := filled(form)
	answer.Set("helped", "no")
	to := v.Post(form.AttrOr("action", ""), answer).Want(t, http.StatusSeeOther).Header.Get("Location")
	form = v.Get(to).Want(t, http.StatusOK).Find("form.helped:has(textarea)")
	if form.Length() != 1 {
		t.Fatal("it does not ask what was missing")
	}
	answer = filled(form)
	answer.Set("missing", "How it is on <b>Safari</b>")
	v.Post(form.AttrOr("action", ""), answer).Want(t, http.StatusSeeOther)

	if p := v.Get(notificationsGuide); p.Find("#notes li").Length() != 1 || p.Find("#notes form").Length() != 0 ||
		p.Find("#notes b").Length() != 0 {
		t.Errorf("a reader sees %q", p.Find("#notes").Text())
	}
	owner := s.As("ben")
	if p := owner.Get("/guides/misses"); !strings.Contains(p.Find("#found li").Text(), "How it is on <b>Safari</b>") {
		t.Error("the owner is not told")
	}
	settle := owner.Get(notificationsGuide).Find("#notes form").First()
	v.Post(settle.AttrOr("action", ""), filled(settle)).Want(t, http.StatusForbidden)
	owner.Post(settle.AttrOr("action", ""), filled(settle)).Want(t, http.StatusSeeOther)
	p := owner.Get(notificationsGuide).Want(t, http.StatusOK)
	if p.Find("#notes").Length() != 0 {
		t.Error("it is still open")
	}
	owner.Post(settle.AttrOr("action", ""), filled(settle)).Want(t, http.StatusConflict)
	undo := p.Find("#flash form")
	owner.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if owner.Get(notificationsGuide).Find("#notes li").Length() != 1 {
		t.Error("it is not open again")
	}
}

func TestGuideAnswerLimits(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	anchor := v.Get(notificationsGuide).Find("form.helped [name=anchor]").First().AttrOr("value", "")
	long := strings.Repeat("x", 1001)
	p := v.Post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"no"}, "missing": {long}}).Want(t,
		http.StatusUnprocessableEntity)
	if p.Find("form.helped textarea").Text() != long {
		t.Error("what was typed is lost")
	}
	v.Post(notificationsGuide+"/answers", url.Values{"anchor": {"issue-none"}, "helped": {"no"}, "missing": {"x"}}).Want(t,
		http.StatusNotFound)
	v.Post("/guides/none/answers", url.Values{"helped": {"yes"}}).Want(t, http.StatusNotFound)
	for range 60 {
		v.Post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}})
	}
	v.Post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}}).Want(t, http.StatusTooManyRequests)
	s.Clock.Advance(time.Hour)
	v.Post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}}).Want(t, http.StatusSeeOther)
}

func TestGuideSearchAcceptsAnyQuery(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	for _, q := range []string{"%", "'", `"><script>alert(1)</script>`, "\x00", "\xff\xfe", strings.Repeat("long ", 2000),
		strings.Repeat("я", 9_000), "<mark>notifications</mark>"} {
		for _, who := range []*visitor{v, v.HTMX()} {
			p := who.Get("/guides?q="+url.QueryEscape(q)).Want(t, http.StatusOK)
			if p.Find("#found script, #found mark mark").Length() != 0 || strings.Contains(p.Content, "<script>alert") {
				t.Errorf("%.40q is taken for markup", q)
			}
		}
	}
}

func TestSearchFindsGuides(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/search?q=ERR_PUSH_DENIED").Want(t, http.StatusOK)
	if to := p.Find("section:has(#found-guides) a").First().AttrOr("href", ""); !strings.HasPrefix(to, notificationsGuide+"#issue-") {
		t.Errorf("it leads to %q", to)
	}
	if p.Find("section:has(#found-guides) mark").Length() == 0 {
		t.Error("nothing is marked")
	}
}

// Only the guide itself may be cached on a device, separately for each person.
func TestOnlyGuidesAreCacheable(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	mine := v.Get(notificationsGuide).Header.Get("X-Guide-For")
	if mine == "" || mine == s.As("petra").Get(notificationsGuide).Header.Get("X-Guide-For") ||
		mine != s.As("vera").Get(notificationsGuide).Header.Get("X-Guide-For") {
		t.Errorf("kept as %q", mine)
	}
	for _, path := range []string{"/guides", "/guides?q=late", "/guides/misses", notificationsGuide + "?missed=guide", "/me", "/launches",
		"/guides/none"} {
		if got := v.Get(path).Header.Get("X-Guide-For"); got != "" {
			t.Errorf("%s may be kept", path)
		}
	}
	if got := s.Visitor().Get(notificationsGuide); got.StatusCode != http.StatusSeeOther || got.Header.Get("X-Guide-For") != "" {
		t.Errorf("signed out: %s", got.Status)
	}
	if p := s.Visitor().Get("/static/sw.js").Want(t, http.StatusOK); p.Header.Get("Service-Worker-Allowed") != "/guides" ||
		p.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the worker comes with %v", p.Header)
	}
}

func TestUnknownErrorCodeIsCountedAsMiss(t *testing.T) {
	s := newSite(t)
	vera := s.As("vera")
	p := vera.Get("/guides?q=ERR_FOO_999+notifications").Want(t, http.StatusOK)
	if p.Find(".guide-found li").Length() == 0 || !strings.Contains(p.Find("#found .note").Text(), "No guide knows ERR_FOO_999") {
		t.Errorf("it reads: %s", p.Find("#found").Text())
	}
	if p = vera.Get("/guides/misses"); !strings.Contains(p.Find("main").Text(), "ERR_FOO_999") &&
		!strings.Contains(strings.ToLower(p.Find("main").Text()), "err_foo_999") {
		t.Error("it is not counted")
	}
	if p = vera.Get("/guides?q=ERR_PUSH_DENIED"); p.Find("#found .note").Length() != 0 {
		t.Error("a code that a guide has is called unknown")
	}
}

func TestMissedSearchHandledAndReopened(t *testing.T) {
	s := newSite(t)
	vera, petra, marek := s.As("vera"), s.As("petra"), s.As("marek")
	vera.Get("/guides?q=flux+capacitor").Want(t, http.StatusOK)
	row := func(v *visitor) *goquery.Selection {
		t.Helper()
		return v.Get("/guides/misses").Want(t, http.StatusOK).Find("tr:contains('flux capacitor')")
	}
	if row(vera).Length() != 1 || row(vera).Find("form").Length() != 0 {
		t.Errorf("a reader sees %q", row(vera).Text())
	}
	form := row(petra).Find("form")
	if name := form.Find("button").AttrOr("aria-label", ""); name != "Seen to: flux capacitor" {
		t.Errorf("the button is called %q", name)
	}
	to, sent := form.AttrOr("action", ""), filled(form)
	vera.Post(to, sent).Want(t, http.StatusForbidden)
	petra.Post(to, with(sent, "query", "never asked")).Want(t, http.StatusNotFound)
	petra.Post(to, with(sent, "version", "9")).Want(t, http.StatusConflict)
	if at := petra.Post(to, sent).Want(t, http.StatusSeeOther).Header.Get("Location"); at != "/guides/misses#in-vain" {
		t.Errorf("it leads to %s", at)
	}
	p := petra.Get("/guides/misses").Want(t, http.StatusOK)
	undo := p.Find("#flash form")
	if p.Find("tr:contains('flux capacitor')").Length() != 0 || undo.Length() != 1 {
		t.Errorf("it is still there: %s", p.Find("#flash, table").Text())
	}
	marek.Post(to, sent).Want(t, http.StatusSeeOther) // had the page open; the search is handled already
	petra.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if row(petra).Length() != 1 {
		t.Error("it was not brought back")
	}
	marek.Post(to, sent).Want(t, http.StatusConflict)
	petra.Post(to, filled(row(petra).Find("form"))).Want(t, http.StatusSeeOther)
	s.Clock.Advance(time.Minute)
	vera.Get("/guides?q=flux+capacitor").Want(t, http.StatusOK)
	if row(petra).Length() != 1 {
		t.Error("looked for again, it is not shown")
	}
}
