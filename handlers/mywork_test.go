package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestMyWorkShowsEachItemOnceAndChangesItInOnePress(t *testing.T) {
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
	back := v.post(action, url.Values{"status": {"done"}, "version": {version}, "back": {"/me"}, "target": {"work"}}).want(t, http.StatusSeeOther)
	if back.Header.Get("Location") != "/me" {
		t.Errorf("sent to %q", back.Header.Get("Location"))
	}
	after := v.get("/me")
	if after.Find("#work li:has(form.status-control)").Length() != rows.Length()-1 || !strings.Contains(after.Find("#flash").Text(), "Undo") {
		t.Error("nothing was done")
	}
}

func TestWhoHasNothingToDoIsToldSo(t *testing.T) {
	s := newEmptySite(t)
	v := s.visitor()
	v.post("/setup", setupForm()).want(t, http.StatusSeeOther)
	if p := v.get("/me").want(t, http.StatusOK); p.Find("#work .empty a[href='/launches']").Length() != 1 {
		t.Error("no next step")
	}
	v.post("/me/mentions/seen", nil).want(t, http.StatusSeeOther)
}

func TestAViewerSeesTheirWorkWithoutButtons(t *testing.T) {
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

func TestWhatOneHelpsWithIsOnMyWorkToo(t *testing.T) {
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

func TestMyWorkNamesTheRisksThatAskForSomething(t *testing.T) {
	s := newSite(t)
	var slug, email string
	row := s.db.Read(t.Context()).Raw(`SELECT l.slug, u.email FROM risks r JOIN launches l ON l.id = r.launch_id JOIN users u ON u.id = r.owner_id
		WHERE r.closed_at IS NULL AND l.state = 'planning' ORDER BY r.id LIMIT 1`).Row()
	if err := row.Scan(&slug, &email); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(60 * 24 * 3600e9) // every review is due by then
	key, _, _ := strings.Cut(email, "@")
	p := s.as(key).get("/me").want(t, http.StatusOK)
	if n := p.Find("#risks li a[href^='/launches/" + slug + "/risks/']").Length(); n == 0 {
		t.Errorf("no risk of %s in %q", key, p.words("#work"))
	}
}
