package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

const notificationsGuide = "/guides/real-time-notifications"

func TestGuideSearchLinksToIssue(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	for query, want := range map[string]string{
		"ERR_PUSH_DENIED":                "The customer does not receive any notifications",
		"receivng too many notification": "The customer receives too many notifications",
		"totp skew":                      "The code is refused", "lost phone": "The phone was lost",
	} {
		p := v.get("/guides?q="+url.QueryEscape(query)).want(t, http.StatusOK)
		first := p.Find(".guide-found a").First()
		if first.Text() != want {
			t.Errorf("%q finds %q first, want %q", query, first.Text(), want)
		}
		path, anchor, _ := strings.Cut(first.AttrOr("href", ""), "#")
		if got := v.get(path).want(t, http.StatusOK).Find("[id='" + anchor + "']:contains('" + want + "')").Length(); anchor == "" || got != 1 {
			t.Errorf("%q leads to %s#%s, which is not there", query, path, anchor)
		}
	}
	if p := v.get("/guides?q=invoice+higher"); strings.Contains(p.Find("#found").Text(), "The invoice is higher") {
		t.Error("a guide that is not published is found")
	}
}

func TestGuideSearchReturnsFragment(t *testing.T) {
	s := newSite(t)
	v := s.as("vera").htmx()
	p := v.get("/guides?q=notif").want(t, http.StatusOK)
	if p.Find("main").Length() != 0 || p.Find("#found mark").Length() == 0 || !strings.Contains(p.body, "#found-status") {
		t.Errorf("not the fragment: %.300s", p.body)
	}
	if p := v.get("/guides?q=").want(t, http.StatusOK); p.Find("#found table").Length() != 1 {
		t.Error("without a query the list is not back")
	}
}

func TestGuideSearchEnterOpensFirstResult(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	p := v.get("/guides?open=first&q=ERR_PUSH_DENIED").want(t, http.StatusSeeOther)
	if to := p.Header.Get("Location"); !strings.HasPrefix(to, notificationsGuide+"#issue-") {
		t.Errorf("it leads to %s", to)
	}
	v.get("/guides?open=first&q=nothingofthesort").want(t, http.StatusOK)
}

func TestMissedSearchesAreCounted(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	v.get("/guides?q=Flux+Capacitor").want(t, http.StatusOK)
	v.get("/guides?q="+url.QueryEscape("  flux   capacitor ")).want(t, http.StatusOK)
	v.htmx().get("/guides?q=flux+cap").want(t, http.StatusOK) // still typing
	v.htmx().post("/guides/misses", url.Values{"q": {"flux capacitor"}}).want(t, http.StatusNoContent)
	v.htmx().post("/guides/misses", url.Values{"q": {"xy"}}).want(t, http.StatusNoContent)
	rows := s.as("petra").get("/guides/misses").want(t, http.StatusOK).Find("table tbody tr:contains('flux')")
	if rows.Length() != 1 || !strings.HasPrefix(strings.TrimSpace(rows.Find("td").First().Text()), "flux capacitor") ||
		!strings.HasPrefix(strings.TrimSpace(rows.Find("td.num").Text()), "3") {
		t.Errorf("it shows %q", rows.Text())
	}
	s.clock.Advance(91 * 24 * time.Hour)
	if n := s.as("petra").get("/guides/misses").want(t, http.StatusOK).Find("table tbody tr").Length(); n != 0 {
		t.Errorf("%d are shown after ninety days", n)
	}
}

func TestUnhelpfulGuideReachesOwner(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	form := v.get(notificationsGuide).want(t, http.StatusOK).Find("form.helped").First()
	answer := filled(form)
	answer.Set("helped", "no")
	to := v.post(form.AttrOr("action", ""), answer).want(t, http.StatusSeeOther).Header.Get("Location")
	form = v.get(to).want(t, http.StatusOK).Find("form.helped:has(textarea)")
	if form.Length() != 1 {
		t.Fatal("it does not ask what was missing")
	}
	answer = filled(form)
	answer.Set("missing", "How it is on <b>Safari</b>")
	v.post(form.AttrOr("action", ""), answer).want(t, http.StatusSeeOther)

	if p := v.get(notificationsGuide); p.Find("#notes li").Length() != 1 || p.Find("#notes form").Length() != 0 ||
		p.Find("#notes b").Length() != 0 {
		t.Errorf("a reader sees %q", p.Find("#notes").Text())
	}
	owner := s.as("ben")
	if p := owner.get("/guides/misses"); !strings.Contains(p.Find("#found li").Text(), "How it is on <b>Safari</b>") {
		t.Error("the owner is not told")
	}
	settle := owner.get(notificationsGuide).Find("#notes form").First()
	v.post(settle.AttrOr("action", ""), filled(settle)).want(t, http.StatusForbidden)
	owner.post(settle.AttrOr("action", ""), filled(settle)).want(t, http.StatusSeeOther)
	p := owner.get(notificationsGuide).want(t, http.StatusOK)
	if p.Find("#notes").Length() != 0 {
		t.Error("it is still open")
	}
	owner.post(settle.AttrOr("action", ""), filled(settle)).want(t, http.StatusConflict)
	undo := p.Find("#flash form")
	owner.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if owner.get(notificationsGuide).Find("#notes li").Length() != 1 {
		t.Error("it is not open again")
	}
}

func TestGuideAnswerLimits(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	anchor := v.get(notificationsGuide).Find("form.helped [name=anchor]").First().AttrOr("value", "")
	long := strings.Repeat("x", 1001)
	p := v.post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"no"}, "missing": {long}}).want(t,
		http.StatusUnprocessableEntity)
	if p.Find("form.helped textarea").Text() != long {
		t.Error("what was typed is lost")
	}
	v.post(notificationsGuide+"/answers", url.Values{"anchor": {"issue-none"}, "helped": {"no"}, "missing": {"x"}}).want(t,
		http.StatusNotFound)
	v.post("/guides/none/answers", url.Values{"helped": {"yes"}}).want(t, http.StatusNotFound)
	for range 60 {
		v.post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}})
	}
	v.post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}}).want(t, http.StatusTooManyRequests)
	s.clock.Advance(time.Hour)
	v.post(notificationsGuide+"/answers", url.Values{"anchor": {anchor}, "helped": {"yes"}}).want(t, http.StatusSeeOther)
}

func TestGuideSearchAcceptsAnyQuery(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	for _, q := range []string{"%", "'", `"><script>alert(1)</script>`, "\x00", "\xff\xfe", strings.Repeat("long ", 2000),
		strings.Repeat("я", 9_000), "<mark>notifications</mark>"} {
		for _, who := range []*visitor{v, v.htmx()} {
			p := who.get("/guides?q="+url.QueryEscape(q)).want(t, http.StatusOK)
			if p.Find("#found script, #found mark mark").Length() != 0 || strings.Contains(p.body, "<script>alert") {
				t.Errorf("%.40q is taken for markup", q)
			}
		}
	}
}

func TestSearchFindsGuides(t *testing.T) {
	s := newSite(t)
	p := s.as("vera").get("/search?q=ERR_PUSH_DENIED").want(t, http.StatusOK)
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
	v := s.as("vera")
	mine := v.get(notificationsGuide).Header.Get("X-Guide-For")
	if mine == "" || mine == s.as("petra").get(notificationsGuide).Header.Get("X-Guide-For") ||
		mine != s.as("vera").get(notificationsGuide).Header.Get("X-Guide-For") {
		t.Errorf("kept as %q", mine)
	}
	for _, path := range []string{"/guides", "/guides?q=late", "/guides/misses", notificationsGuide + "?missed=guide", "/me", "/launches",
		"/guides/none"} {
		if got := v.get(path).Header.Get("X-Guide-For"); got != "" {
			t.Errorf("%s may be kept", path)
		}
	}
	if got := s.visitor().get(notificationsGuide); got.StatusCode != http.StatusSeeOther || got.Header.Get("X-Guide-For") != "" {
		t.Errorf("signed out: %s", got.Status)
	}
	if p := s.visitor().get("/static/sw.js").want(t, http.StatusOK); p.Header.Get("Service-Worker-Allowed") != "/guides" ||
		p.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the worker comes with %v", p.Header)
	}
}

func TestUnknownErrorCodeIsCountedAsMiss(t *testing.T) {
	s := newSite(t)
	vera := s.as("vera")
	p := vera.get("/guides?q=ERR_FOO_999+notifications").want(t, http.StatusOK)
	if p.Find(".guide-found li").Length() == 0 || !strings.Contains(p.Find("#found .note").Text(), "No guide knows ERR_FOO_999") {
		t.Errorf("it reads: %s", p.Find("#found").Text())
	}
	if p = vera.get("/guides/misses"); !strings.Contains(p.Find("main").Text(), "ERR_FOO_999") &&
		!strings.Contains(strings.ToLower(p.Find("main").Text()), "err_foo_999") {
		t.Error("it is not counted")
	}
	if p = vera.get("/guides?q=ERR_PUSH_DENIED"); p.Find("#found .note").Length() != 0 {
		t.Error("a code that a guide has is called unknown")
	}
}

func TestMissedSearchHandledAndReopened(t *testing.T) {
	s := newSite(t)
	vera, petra, marek := s.as("vera"), s.as("petra"), s.as("marek")
	vera.get("/guides?q=flux+capacitor").want(t, http.StatusOK)
	row := func(v *visitor) *goquery.Selection {
		t.Helper()
		return v.get("/guides/misses").want(t, http.StatusOK).Find("tr:contains('flux capacitor')")
	}
	if row(vera).Length() != 1 || row(vera).Find("form").Length() != 0 {
		t.Errorf("a reader sees %q", row(vera).Text())
	}
	form := row(petra).Find("form")
	if name := form.Find("button").AttrOr("aria-label", ""); name != "Seen to: flux capacitor" {
		t.Errorf("the button is called %q", name)
	}
	to, sent := form.AttrOr("action", ""), filled(form)
	vera.post(to, sent).want(t, http.StatusForbidden)
	petra.post(to, with(sent, "query", "never asked")).want(t, http.StatusNotFound)
	petra.post(to, with(sent, "version", "9")).want(t, http.StatusConflict)
	if at := petra.post(to, sent).want(t, http.StatusSeeOther).Header.Get("Location"); at != "/guides/misses#in-vain" {
		t.Errorf("it leads to %s", at)
	}
	p := petra.get("/guides/misses").want(t, http.StatusOK)
	undo := p.Find("#flash form")
	if p.Find("tr:contains('flux capacitor')").Length() != 0 || undo.Length() != 1 {
		t.Errorf("it is still there: %s", p.Find("#flash, table").Text())
	}
	marek.post(to, sent).want(t, http.StatusSeeOther) // had the page open; the search is handled already
	petra.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if row(petra).Length() != 1 {
		t.Error("it was not brought back")
	}
	marek.post(to, sent).want(t, http.StatusConflict)
	petra.post(to, filled(row(petra).Find("form"))).want(t, http.StatusSeeOther)
	s.clock.Advance(time.Minute)
	vera.get("/guides?q=flux+capacitor").want(t, http.StatusOK)
	if row(petra).Length() != 1 {
		t.Error("looked for again, it is not shown")
	}
}
