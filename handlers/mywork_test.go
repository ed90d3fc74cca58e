package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestMyWorkChangesStatus(t *testing.T) {
	s := newSite(t)
	v := s.as("marek")
	p := v.get("/me").want(t, http.StatusOK)
	rows := p.Find("#work li:has(form.status-control)")
	if rows.Length() == 0 {
		t.Fatal("nothing is his")
	}
	seen := map[string]bool{}
	rows.Each(func(_ int, li *goquery.Selection) {
		id, _ := li.Find("form.status-control").Attr("id")
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	})
	form := rows.First().Find(".status-control")
	action, _ := form.Attr("action")
	version, _ := form.Find("input[name=version]").Attr("value")
	back := v.post(action, url.Values{"status": {"done"}, "version": {version}, "back": {"/me"}, "target": {"work"}}).want(t,
		http.StatusSeeOther)
	if back.Header.Get("Location") != "/me" {
		t.Errorf("sent to %q", back.Header.Get("Location"))
	}
	after := v.get("/me")
	if after.Find("#work li:has(form.status-control)").Length() != rows.Length()-1 || !strings.Contains(after.Find("#flash").Text(), "Undo") {
		t.Error("nothing was done")
	}
}

func TestMyWorkEmpty(t *testing.T) {
	s := newEmptySite(t)
	v := s.visitor()
	v.post("/setup", setupForm()).want(t, http.StatusSeeOther)
	if p := v.get("/me").want(t, http.StatusOK); p.Find("#work .empty a[href='/launches']").Length() != 1 {
		t.Error("no next step")
	}
	v.post("/me/mentions/seen", nil).want(t, http.StatusSeeOther)
}

func TestMyWorkOfViewerHasNoButtons(t *testing.T) {
	s := newSite(t)
	p := s.as("vera").get("/me").want(t, http.StatusOK)
	if n := p.Find("main .status-control").Length(); n != 0 {
		t.Errorf("%d controls", n)
	}
	p = s.as("vera").get("/launches/real-time-notifications").want(t, http.StatusOK)
	if n := p.Find("main .status-control, main form[method=post]").Length(); n != 0 {
		t.Errorf("%d ways to change a launch", n)
	}
}

func TestMyWorkShowsItemsOfHelper(t *testing.T) {
	s := newSite(t)
	v := s.as("marek")
	rows := v.get("/me").want(t, http.StatusOK).Find("#help li")
	if rows.Length() == 0 {
		t.Fatal("marek helps nobody")
	}
	rows.Each(func(_ int, li *goquery.Selection) {
		to, _ := li.Find(".what > a").Attr("href")
		facts := v.get(to).want(t, http.StatusOK).Find("dt:contains('Helpers') + dd").Text()
		if !strings.Contains(facts, "Marek") || !strings.Contains(li.Text(), "of ") {
			t.Errorf("%s: helped by %q", to, facts)
		}
	})
}

func TestMyWorkShowsRisks(t *testing.T) {
	s := newSite(t)
	var slug, email string
	row := s.db.Read(t.Context()).Raw(
		`SELECT l.slug, u.email FROM risks r JOIN launches l ON l.id = r.launch_id JOIN users u ON u.id = r.owner_id
		WHERE r.closed_at IS NULL AND l.state = 'planning' ORDER BY r.id LIMIT 1`).Row()
	if err := row.Scan(&slug, &email); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(60 * 24 * 3600e9) // after which every review is due
	key, _, _ := strings.Cut(email, "@")
	p := s.as(key).get("/me").want(t, http.StatusOK)
	if n := p.Find("#risks li a[href^='/launches/" + slug + "/risks/']").Length(); n == 0 {
		t.Errorf("no risk of %s in %q", key, p.words("#work"))
	}
}

// vain selects the line in My work about searches without a result.
const vain = "#guides li:has(a[href='/guides/misses#in-vain'])"

func TestMyWorkShowsMissedSearches(t *testing.T) {
	s := newSite(t)
	vera := s.as("vera")
	vera.get("/guides?q="+url.QueryEscape("<b>hovercraft</b>")).want(t, http.StatusOK)
	vera.get("/guides?q=hovercraft+schedule").want(t, http.StatusOK)
	vera.get("/guides?q=ERR_HOVER_77+notifications").want(t, http.StatusOK)
	line := s.as("petra").get("/me").want(t, http.StatusOK).Find(vain)
	if line.Length() != 1 || !strings.Contains(line.Text(), "searches found nothing in the last 7 days") {
		t.Fatalf("an owner reads %q", line.Text())
	}
	if line.Find("b").Length() != 0 {
		t.Error("what was looked for is taken for markup")
	}
	before := s.as("petra").get("/guides/misses").want(t, http.StatusOK)
	if before.Find("#in-vain").Length() != 1 || before.Find("tr:contains('err_hover_77'):contains('Still nothing')").Length() != 1 {
		t.Errorf("the page it leads to has no such place: %s", before.Find("#found").Text())
	}
	for _, key := range []string{"vera", "dana"} {
		if n := s.as(key).get("/me").want(t, http.StatusOK).Find(vain).Length(); n != 0 {
			t.Errorf("%s owns no guide and is told", key)
		}
	}
	ana := s.as("ana").get("/me").want(t, http.StatusOK).Find("#guides li:contains('Did not help')")
	if ana.Length() != 1 || ana.Find("a").AttrOr("href", "") != "/guides/offline-mode-in-the-mobile-app#notes" ||
		!strings.Contains(ana.Text(), "2 times, 1 with what was missing") {
		t.Errorf("what did not help reads %q", ana.Text())
	}
	if n := s.as("ana").get("/guides/offline-mode-in-the-mobile-app").Find("#notes li").Length(); n != 2 {
		t.Errorf("it leads to %d notes", n)
	}
	s.clock.Advance(8 * 24 * 3600e9)
	if n := s.as("petra").get("/me").Find(vain).Length(); n != 0 {
		t.Error("it still stands there after a week")
	}
}
