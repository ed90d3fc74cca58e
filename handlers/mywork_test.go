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
	v := s.As("marek")
	p := v.Get("/me").Want(t, http.StatusOK)
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
	back := v.Post(action, url.Values{"status": {"done"}, "version": {version}, "back": {"/me"}, "target": {"work"}}).Want(t,
		http.StatusSeeOther)
	if back.Header.Get("Location") != "/me" {
		t.Errorf("sent to %q", back.Header.Get("Location"))
	}
	after := v.Get("/me")
	if after.Find("#work li:has(form.status-control)").Length() != rows.Length()-1 || !strings.Contains(after.Find("#flash").Text(), "Undo") {
		t.Error("nothing was done")
	}
}

func TestMyWorkEmpty(t *testing.T) {
	s := newEmptySite(t)
	v := s.Visitor()
	v.Post("/setup", setupForm()).Want(t, http.StatusSeeOther)
	if p := v.Get("/me").Want(t, http.StatusOK); p.Find("#work .empty a[href='/launches']").Length() != 1 {
		t.Error("no next step")
	}
	v.Post("/me/mentions/seen", nil).Want(t, http.StatusSeeOther)
}

func TestMyWorkOfViewerHasNoButtons(t *testing.T) {
	s := newSite(t)
	p := s.As("vera").Get("/me").Want(t, http.StatusOK)
	if n := p.Find("main .status-control").Length(); n != 0 {
		t.Errorf("%d controls", n)
	}
	p = s.As("vera").Get("/launches/real-time-notifications").Want(t, http.StatusOK)
	if n := p.Find("main .status-control, main form[method=post]").Length(); n != 0 {
		t.Errorf("%d ways to change a launch", n)
	}
}

func TestMyWorkShowsItemsOfHelper(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	rows := v.Get("/me").Want(t, http.StatusOK).Find("#help li")
	if rows.Length() == 0 {
		t.Fatal("marek helps nobody")
	}
	rows.Each(func(_ int, li *goquery.Selection) {
		to, _ := li.Find(".what > a").Attr("href")
		facts := v.Get(to).Want(t, http.StatusOK).Find("dt:contains('Helpers') + dd").Text()
		if !strings.Contains(facts, "Marek") || !strings.Contains(li.Text(), "of ") {
			t.Errorf("%s: helped by %q", to, facts)
		}
	})
}

func TestMyWorkShowsRisks(t *testing.T) {
	s := newSite(t)
	var slug, email string
	row := s.DB.Read(t.Context()).Raw(
		`SELECT l.slug, u.email FROM risks r JOIN launches l ON l.id = r.launch_id JOIN users u ON u.id = r.owner_id
		WHERE r.closed_at IS NULL AND l.state = 'planning' ORDER BY r.id LIMIT 1`).Row()
	if err := row.Scan(&slug, &email); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(60 * 24 * 3600e9) // after which every review is due
	key, _, _ := strings.Cut(email, "@")
	p := s.As(key).Get("/me").Want(t, http.StatusOK)
	if n := p.Find("#risks li a[href^='/launches/" + slug + "/risks/']").Length(); n == 0 {
		t.Errorf("no risk of %s in %q", key, words(p, "#work"))
	}
}

// vain selects the line in My work about searches without a result.
const vain = "#guides li:has(a[href='/guides/misses#in-vain'])"

func TestMyWorkShowsMissedSearches(t *testing.T) {
	s := newSite(t)
	vera := s.As("vera")
	vera.Get("/guides?q="+url.QueryEscape("<b>hovercraft</b>")).Want(t, http.StatusOK)
	vera.Get("/guides?q=hovercraft+schedule").Want(t, http.StatusOK)
	vera.Get("/guides?q=ERR_HOVER_77+notifications").Want(t, http.StatusOK)
	line := s.As("petra").Get("/me").Want(t, http.StatusOK).Find(vain)
	if line.Length() != 1 || !strings.Contains(line.Text(), "searches found nothing in the last 7 days") {
		t.Fatalf("an owner reads %q", line.Text())
	}
	if line.Find("b").Length() != 0 {
		t.Error("what was looked for is taken for markup")
	}
	before := s.As("petra").Get("/guides/misses").Want(t, http.StatusOK)
	if before.Find("#in-vain").Length() != 1 || before.Find("tr:contains('err_hover_77'):contains('Still nothing')").Length() != 1 {
		t.Errorf("the page it leads to has no such place: %s", before.Find("#found").Text())
	}
	for _, key := range []string{"vera", "dana"} {
		if n := s.As(key).Get("/me").Want(t, http.StatusOK).Find(vain).Length(); n != 0 {
			t.Errorf("%s owns no guide and is told", key)
		}
	}
	ana := s.As("ana").Get("/me").Want(t, http.StatusOK).Find("#guides li:contains('Did not help')")
	if ana.Length() != 1 || ana.Find("a").AttrOr("href", "") != "/guides/offline-mode-in-the-mobile-app#notes" ||
		!strings.Contains(ana.Text(), "2 times, 1 with what was missing") {
		t.Errorf("what did not help reads %q", ana.Text())
	}
	if n := s.As("ana").Get("/guides/offline-mode-in-the-mobile-app").Find("#notes li").Length(); n != 2 {
		t.Errorf("it leads to %d notes", n)
	}
	s.Clock.Advance(8 * 24 * 3600e9)
	if n := s.As("petra").Get("/me").Find(vain).Length(); n != 0 {
		t.Error("it still stands there after a week")
	}
}
