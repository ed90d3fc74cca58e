package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/people"
	"tminus/models/template"
)

func setupForm() url.Values {
	return url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {"a long and odd phrase 42"}}
}

func TestPortfolioShowsStateAndDecision(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/launches").Want(t, http.StatusOK)
	row := p.Find("table.portfolio tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool {
		return strings.Contains(r.Find("th").Text(), "Real-time notifications")
	})
	if row.Length() != 1 {
		t.Fatalf("%d rows of the sample launch", row.Length())
	}
	for _, label := range []string{"T", "Phase", "State", "Done", "Next decision", "Lead"} {
		if strings.TrimSpace(row.Find("td[data-label='"+label+"']").Text()) == "" {
			t.Errorf("%s is empty", label)
		}
	}
	if got, want := oneLine(row.Find("td[data-label='State'] .tag")), stateOf(s, notificationsSlug); got != want {
		t.Errorf("the row says %q, the launch %q", got, want)
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

// Each line of the overview says what is open, why, whose it is, until when, and offers one action to those who may do it.
func TestOverviewListsWhatIsOpen(t *testing.T) {
	s := newSite(t)
	p := s.As("ana").Get(sample).Want(t, http.StatusOK)
	if p.Find("h1").Length() != 1 || p.Find(".say h2").Text() == "" || p.Find("main .button.primary").Length() != 1 {
		t.Error("no heading, sentence or single primary action")
	}
	if to := p.Find("main .button.primary").AttrOr("href", ""); to != sample+"/readiness" {
		t.Errorf("the lead is led to %q", to)
	}
	if got := words(p, ".say p"); !regexp.MustCompile(`You decide \w{3} \d+ \w{3}, 14:00 CET \(T-\d+\)`).MatchString(got) {
		t.Errorf("it does not say who decides when: %q", got)
	}
	rows := p.Find("ol.work li")
	if rows.Length() == 0 {
		t.Fatal("nothing is open")
	}
	rows.Each(func(_ int, li *goquery.Selection) {
		due := oneLine(li.Find(".due small"))
		if !regexp.MustCompile(`^T[+-]?\d* · \w{3} \d+ \w{3}$`).MatchString(due) || li.Find(".what > a").Length() != 1 ||
			oneLine(li.Find(".what .state")) == "" || oneLine(li.Find("span.person")) == "" || li.Find(".button").Length() != 1 {
			t.Errorf("a line without its title, state, owner, day or verb: %s", oneLine(li))
		}
	})
	for _, want := range []string{"Code reviewed and tested: Blocked. Waits for the security review of the push gateway",
		"Works as expected: Failed. “Never” is saved", "Sales talking points: No owner. Nobody has taken it"} {
		title, why, _ := strings.Cut(want, ": ")
		if got := oneLine(p.Find("ol.work li:contains('" + title + "') .what p")); !strings.HasPrefix(got, why) {
			t.Errorf("%s: %q", title, got)
		}
	}
	mine := p.Find(".group:contains('Mine') + ol li")
	if mine.Length() == 0 || mine.Find("span.person:contains('You')").Length() != mine.Length() {
		t.Error("the reader's own lines are not together")
	}
	viewer := s.As("vera").Get(sample).Want(t, http.StatusOK)
	if n := viewer.Find("ol.work li").Length(); n != rows.Length() {
		t.Errorf("a viewer sees %d of %d lines", n, rows.Length())
	}
	if viewer.Find("ol.work .button, main .button.primary, main form").Length() != 0 {
		t.Error("a viewer is offered an action")
	}
	if !strings.Contains(words(p, "aside.rail dl.dates"), "10:00 CET") {
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
	teams := p.Find("aside.rail ul.teams a")
	if teams.Length() == 0 {
		t.Error("no teams")
	}
	teams.Each(func(_ int, a *goquery.Selection) {
		to, _ := a.Attr("href")
		if s.As("ana").Get(to).Want(t, http.StatusOK).Find("#timeline tr.item").Length() == 0 {
			t.Errorf("%s shows nothing of %s", to, a.Text())
		}
	})
}

// The overview shows at most 20 lines and says how many Readiness has.
func TestOverviewShowsAtMostTwentyLines(t *testing.T) {
	s := newSite(t)
	var items []template.Item
	for i := range 30 {
		// Each has another due day or kind of trouble, so that none are combined.
		items = append(items, template.Item{Key: "i" + strconv.Itoa(i), Title: "Item " + strconv.Itoa(i), Lane: "support",
			Role: template.RoleLead, Start: -60 - i, Due: -50 + i})
	}
	slug, _ := s.Planned("Of many", items...)
	ana := s.As("ana")
	over, ready := ana.Get("/launches/"+slug).Want(t, http.StatusOK), ana.Get("/launches/"+slug+"/readiness").Want(t, http.StatusOK)
	all := ready.Find("ol.work li:not(.quiet)").Length()
	if all <= 20 || over.Find("ol.work li").Length() != 20 {
		t.Fatalf("%d of %d lines", over.Find("ol.work li").Length(), all)
	}
	more := over.Find(".after a[href='/launches/" + slug + "/readiness']")
	if want := "All " + strconv.Itoa(all) + " under Readiness"; oneLine(more) != want {
		t.Errorf("the link says %q, not %q", oneLine(more), want)
	}
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
	if title, _ := cell.Find("a.t").Attr("title"); !strings.HasSuffix(title, ", "+stateOf(s, notificationsSlug)) {
		t.Errorf("a launch on its T does not say whether it may go: %q", title)
	}
	if quiet := v.Get("/launches?view=month&from=2031-02-14").Want(t, http.StatusOK); quiet.Find("table.month td").Length()%7 != 0 ||
		!strings.Contains(quiet.Find("main").Text(), "Nothing in this month") {
		t.Error("an empty month says nothing")
	}
}
