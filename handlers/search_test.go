package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSearchMarksMatches(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/search?q=NOTIF").Want(t, http.StatusOK)
	if got := p.Find("section:has(#found-launches) mark").First().Text(); got != "notif" {
		t.Errorf("marked %q", got)
	}
	if got := p.Find("a[href='/launches/real-time-notifications']").Length(); got == 0 {
		t.Error("the launch is not found")
	}
	if p := v.Get("/search?q=kern").Want(t, http.StatusOK); !strings.Contains(p.Find("section:has(#found-people)").Text(), "Ana Kern") {
		t.Error("nobody is found")
	}
}

func TestSearchShowsExcerptOfDeliverable(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/search?q=security+guild").Want(t, http.StatusOK)
	row := p.Find("section:has(#found-deliverables) li").First()
	if text := row.Find(".within").Text(); !strings.Contains(text, "Marek Solberg commented: ") ||
		row.Find(".within mark").First().Text() != "security" {
		t.Errorf("it says %q", text)
	}
	p = s.As("vera").Get("/search?q=likelihood").Want(t, http.StatusOK)
	if text := p.Find(".within").First().Text(); !strings.Contains(text, "Description: ") {
		t.Errorf("it says %q", text)
	}
}

func TestSearchFindsReports(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	say := func(wrong string, more ...string) string {
		form := with(url.Values{"channel": {"support"}, "times": {"2"}, "wrong": {wrong}}, more...)
		return marek.Post(notifications+"/feedback", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	}
	report := say("The zeppelin does not land", "doing", "I was looking for the mooring mast", "reporter", "Ferdinand")
	removed := say("The zeppelin sells watches")
	marek.Post(removed+"/remove", url.Values{"version": {"1"}}).Want(t, http.StatusSeeOther)

	v := s.As("vera")
	p := v.Get("/search?q=ZEPPELIN").Want(t, http.StatusOK)
	found := p.Find("section:has(#found-reports) li")
	if found.Length() != 1 || found.Find("a[href='"+report+"'] mark").Text() != "zeppelin" {
		t.Fatalf("found: %s", found.Text())
	}
	for _, want := range []string{"To decide", "Real-time notifications", "Support, 2 times"} {
		if !strings.Contains(found.Text(), want) {
			t.Errorf("it does not say %q: %s", want, found.Text())
		}
	}
	if !strings.Contains(p.Find("#search-status").Text(), "1 report") {
		t.Errorf("it is announced as %q", p.Find("#search-status").Text())
	}
	for query, within := range map[string]string{"zeppelin mast": "I was looking for the mooring mast", "ferdinand": "Ferdinand",
		"zeppelin": ""} {
		p := v.Get("/search?q=" + url.QueryEscape(query))
		if got := strings.Join(strings.Fields(p.Find("section:has(#found-reports) .within").Text()), " "); got != within {
			t.Errorf("%s: it shows %q", query, got)
		}
	}

	for range 9 {
		say("The zeppelin is late")
	}
	p = v.Get("/search?q=zeppelin").Want(t, http.StatusOK)
	more := p.Find("section:has(#found-reports) a.button")
	if n := p.Find("section:has(#found-reports) li").Length(); n != 8 || more.Text() != "Show more reports" {
		t.Fatalf("%d shown, then %q", n, more.Text())
	}
	p = v.Get(more.AttrOr("href", "")).Want(t, http.StatusOK)
	if p.Find("#results li").Length() != 10 || p.Find("#results section").Length() != 1 ||
		p.Find("a:contains('Back to all results')").Length() != 1 {
		t.Errorf("all of them: %s", p.Find("#results").Text())
	}
}

func TestSearchReturnsFragment(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").HTMX().Get("/search?q=notif").Want(t, http.StatusOK)
	if p.Find("main").Length() != 0 || !strings.HasPrefix(p.Content, `<div id="results">`) || !strings.Contains(p.Content, "#search-status") {
		t.Errorf("not the fragment: %.200s", p.Content)
	}
}

func TestSearchAcceptsAnyQuery(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	if p := v.Get("/search").Want(t, http.StatusOK); p.Find("#results .empty").Length() != 1 {
		t.Error("an empty query shows no invitation")
	}
	for _, q := range []string{"%", "_", `\`, "'", `"><script>alert(1)</script>`, "\x00", "\xff\xfe", "%_%",
		strings.Repeat("long ", 2000), strings.Repeat("я", 10_000)} {
		p := v.Get("/search?q="+url.QueryEscape(q)).Want(t, http.StatusOK)
		if p.Find("#results script").Length() != 0 {
			t.Errorf("%q is taken for markup", q)
		}
	}
	for _, q := range []string{"%", "_"} {
		if p := v.Get("/search?q=" + url.QueryEscape(q)); p.Find("#results li:not(:has(mark:contains('"+q+"')))").Length() != 0 {
			t.Errorf("%q finds things without it", q)
		}
	}
	v.Get("/search?q=a&in=people&limit=-1").Want(t, http.StatusOK)
	v.Get("/search?q=a&in=launches&limit=99999999").Want(t, http.StatusOK)
	v.Get("/search?q=a&in=nonsense").Want(t, http.StatusOK)
}

func TestHugeQueryIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	p := v.Get("/search?q=" + strings.Repeat("a", 10<<20))
	if p.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %s", p.Status)
	}
	v.Get("/search?q=a").Want(t, http.StatusOK)
}
