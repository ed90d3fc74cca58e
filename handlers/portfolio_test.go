package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/people"
)

func setupForm() url.Values {
	return url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {"a long and odd phrase 42"}}
}

func TestPortfolioShowsBlockers(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/launches").Want(t, http.StatusOK)
	row := p.Find("table.portfolio tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool {
		return strings.Contains(r.Find("th").Text(), "Real-time notifications")
	})
	if row.Length() != 1 {
		t.Fatalf("%d rows of the sample launch", row.Length())
	}
	for _, label := range []string{"T", "Phase", "State", "Progress", "In the way", "Next decision", "Lead"} {
		if strings.TrimSpace(row.Find("td[data-label='"+label+"']").Text()) == "" {
			t.Errorf("%s is empty", label)
		}
	}
	if p.Find("a[href='/launches/new']").Length() != 0 {
		t.Error("a viewer is offered a new launch")
	}
}

func TestPortfolioReturnsFragmentToHtmxOnly(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	if p := v.HTMX().Get("/launches?q=real"); p.Find("main").Length() != 0 || strings.Contains(p.Content, "<html") ||
		!strings.HasPrefix(p.Content, `<div id="portfolio">`) {
		t.Errorf("not a fragment: %.200s", p.Content)
	}
	if p := v.Get("/launches?q=real"); p.Find("main #portfolio").Length() != 1 {
		t.Error("not a page")
	}
}

func TestPortfolioFilterWithoutResults(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").Get("/launches?q=no-such-thing").Want(t, http.StatusOK)
	if p.Find("#portfolio .empty a[href='/launches']").Length() != 1 {
		t.Error("no way back to all launches")
	}
	if got, _ := p.Find("form[aria-label='Filter launches'] input[name=q]").Attr("value"); got != "no-such-thing" {
		t.Errorf("the text is lost: %q", got)
	}
}

func TestEmptyPortfolioOffersFirstLaunch(t *testing.T) {
	s := newEmptySite(t)
	v := s.Visitor()
	v.Post("/setup", setupForm()).Want(t, http.StatusSeeOther)
	p := v.Get("/launches").Want(t, http.StatusOK)
	if p.Find(".empty a[href='/launches/new']").Length() != 1 || p.Find(".empty a[href='/people/new']").Length() != 1 ||
		!strings.Contains(p.Find("main").Text(), "--demo") {
		t.Errorf("no next step: %s", p.Find("main").Text())
	}
	hash, err := password.Hash("another odd phrase 43")
	if err != nil {
		t.Fatal(err)
	}
	_, err = people.NewStore(s.DB).CreateWithPassword(db.WithActor(t.Context(), db.System()),
		people.Input{Email: "bo@example.com", Name: "Bo", Role: people.Member}, hash)
	if err != nil {
		t.Fatal(err)
	}
	bo := s.Visitor()
	bo.Post("/login", url.Values{"email": {"bo@example.com"}, "password": {"another odd phrase 43"}}).Want(t, http.StatusSeeOther)
	if p := bo.Get("/launches").Want(t, http.StatusOK); p.Find(".empty a[href='/launches/new']").Length() != 1 ||
		p.Find("main a[href='/people/new']").Length() != 0 {
		t.Errorf("a member is not offered a launch, or is asked to invite: %s", p.Find("main").Text())
	}
}

func TestPortfolioAcceptsOddFilters(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	for _, q := range []string{"page=-3", "page=99999999999999999999", "sort=drop", "sort=--date", "state=x", "phase=x", "team=a", "lead=-1",
		"view=x", "from=yesterday", "q=%00%ff%25_", "q=" + strings.Repeat("a+", 5000)} {
		v.Get("/launches?"+q).Want(t, http.StatusOK)
	}
}

func TestOverviewShowsBlockers(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").Get("/launches/real-time-notifications").Want(t, http.StatusOK)
	if p.Find(".verdict strong").Text() == "" || p.Find("h1").Length() != 1 || p.Find("main .button.primary").Length() != 1 {
		t.Error("no verdict, heading or single primary action")
	}
	if !regexp.MustCompile(`decision T-\d+ · \w{3} \d+ \w{3}, 14:00 CET`).MatchString(p.Find(".verdict .muted").Text()) {
		t.Errorf("the decision does not lie to T: %q", p.Find(".verdict .muted").Text())
	}
	if p.Find(".verdict a[data-create][href='"+sample+"/deliverables/new']").Length() != 1 ||
		s.As("vera").Get(sample).Find("[data-create]").Length() != 0 {
		t.Error("adding a deliverable is not offered, or to a viewer too")
	}
	p.Find(".in-the-way li").Each(func(_ int, li *goquery.Selection) {
		if !regexp.MustCompile(`T[+-]?\d* · \w{3} \d+ \w{3}`).MatchString(li.Find(".due").Text()) ||
			li.Find("form.status-control").Length() != 1 {
			t.Errorf("a row without its day, or whose status cannot be changed: %s", li.Text())
		}
		if li.Find(".tag").Length() != 1 || li.Find(".what > a").Length() != 1 || strings.TrimSpace(li.Find(".sub").Text()) == "" {
			t.Errorf("a row without tag, link or reason: %s", li.Text())
		}
	})
	if !strings.Contains(p.Find("aside .kv").Text(), "10:00 CET") {
		t.Error("what comes next has no time with its zone")
	}
	seen := map[string]bool{}
	p.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id, _ := e.Attr("id")
		if seen[id] {
			t.Errorf("two elements are %q", id)
		}
		seen[id] = true
	})
	p.Find("#teams ~ ul a").Each(func(_ int, a *goquery.Selection) {
		to, _ := a.Attr("href")
		if s.As("ana").Get(to).Want(t, http.StatusOK).Find("#timeline tr.item").Length() == 0 {
			t.Errorf("%s shows nothing of %s", to, a.Text())
		}
	})
}

func TestPortfolioAxisHasTextAlternative(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/launches?view=timeline").Want(t, http.StatusOK)
	rows := p.Find("table.on-axis tbody tr")
	if rows.Length() == 0 {
		t.Fatal("no launch on the axis")
	}
	rows.Each(func(_ int, r *goquery.Selection) {
		label, _ := r.Find("svg[role=img]").Attr("aria-label")
		if !strings.Contains(label, "launch ") || r.Find(".named > .tag").Length() != 1 || r.Find("th .clip").Length() != 1 {
			t.Errorf("a row without words: %q", label)
		}
	})
	later, _ := p.Find("a:contains('Later')").Attr("href")
	if next := s.As("vera").Get(later).Want(t, http.StatusOK); next.Find(".axis-head h2").Text() == p.Find(".axis-head h2").Text() {
		t.Error("later is the same weeks")
	}
}

func TestPortfolioMonth(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	p := v.Get("/launches?view=month").Want(t, http.StatusOK)
	cell := p.Find("table.month td:has(a.t[href='/launches/real-time-notifications'])")
	if got := strings.Fields(cell.Find(".day").Text()); cell.Length() != 1 || len(got) < 2 || got[1] != "25" {
		t.Errorf("T stands in %d cells, %q", cell.Length(), got)
	}
	if p.Find("table.month td a:contains('Go/no-go Real-time')").Length() != 1 {
		t.Error("no meeting")
	}
	if title, _ := cell.Find("a.t").Attr("title"); !strings.Contains(title, "NO-GO") {
		t.Errorf("a launch on its T does not say whether it may go: %q", title)
	}
	if quiet := v.Get("/launches?view=month&from=2031-02-14").Want(t, http.StatusOK); quiet.Find("table.month td").Length()%7 != 0 ||
		!strings.Contains(quiet.Find("main").Text(), "Nothing in this month") {
		t.Error("an empty month says nothing")
	}
}
