package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// atOnce sends the same request from several clients concurrently and returns the number of
// responses by status.
func atOnce(n int, send func() page) map[int]int {
	var mu sync.Mutex
	out := map[int]int{}
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			p := send()
			mu.Lock()
			defer mu.Unlock()
			out[p.StatusCode]++
		})
	}
	wg.Wait()
	return out
}

func TestInvitationUsedConcurrentlyAdmitsOne(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	petra := s.personOf("Petra")
	link := func() string {
		p := ana.shown(petra+"/link", url.Values{})
		return "/link/" + p.body[strings.Index(p.body, "/link/")+len("/link/"):][:43]
	}
	to := link()
	var n atomic.Int64
	got := atOnce(6, func() page {
		return s.visitor().post(to, url.Values{"password": {fmt.Sprintf("correct horse battery %d", n.Add(1))}})
	})
	if got[http.StatusSeeOther] != 1 || got[http.StatusGone] != 5 {
		t.Errorf("used at once: %v", got)
	}
	s.visitor().post(to, url.Values{"password": {"another horse battery"}}).want(t, http.StatusGone)

	to = link()
	s.clock.Advance(24*time.Hour - time.Millisecond)
	s.visitor().get(to).want(t, http.StatusOK)
	s.clock.Advance(time.Millisecond)
	s.visitor().get(to).want(t, http.StatusGone)
	s.visitor().post(to, url.Values{"password": {"another horse battery"}}).want(t, http.StatusGone)

	ana = s.as("ana")
	to = link()
	petras := s.as("petra")
	form := valuesOf(ana.get(petra+"/deactivate").want(t, http.StatusOK), "form[action$='/deactivate']")
	form.Set("successor", strings.TrimPrefix(s.personOf("Ana"), "/people/"))
	ana.post(petra+"/deactivate", form).want(t, http.StatusSeeOther)
	s.visitor().post(to, url.Values{"password": {"another horse battery"}}).want(t, http.StatusGone)
	if p := petras.get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("who has gone still reads: %s", p.Status)
	}
	if p := s.visitor().post("/login/sample", url.Values{"email": {"petra@aurora.example"}}); p.StatusCode == http.StatusSeeOther {
		t.Error("who has gone signs in")
	}
}

func TestPlantedAndEndedCookiesAreInvalid(t *testing.T) {
	s := newSite(t)
	at := mustURL(t, s.URL)
	first := s.as("vera")
	planted := first.http.Jar.Cookies(at)[0].Value
	// Another person signs in with the browser that has the planted cookie.
	first.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}).want(t, http.StatusSeeOther)
	thief := s.visitor()
	thief.headers.Set("Cookie", "tminus="+planted)
	if p := thief.get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the cookie from before the sign-in still works: %s", p.Status)
	}
	ended := first.http.Jar.Cookies(at)[0].Value
	first.post("/logout", nil)
	thief.headers.Set("Cookie", "tminus="+ended)
	if p := thief.get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the cookie of who signed out still works: %s", p.Status)
	}
	for _, odd := range []string{"", "x", strings.Repeat("a", 5000), planted[:len(planted)-2] + "aa", "\"", "%00"} {
		thief.headers.Set("Cookie", "tminus="+odd)
		if p := thief.get("/launches"); p.StatusCode != http.StatusSeeOther {
			t.Errorf("cookie %.20q: %s", odd, p.Status)
		}
	}
	// A clock that is set back ends no session, and extends none.
	ana := s.as("ana")
	s.clock.Advance(-48 * time.Hour)
	ana.get("/launches").want(t, http.StatusOK)
	ana.post("/me/absences", url.Values{"first_day": {"2027-03-01"}}).want(t, http.StatusSeeOther)
	ana.get("/me/profile").want(t, http.StatusOK)
	ana.get("/audit").want(t, http.StatusOK)
}

func TestClockSetBackDoesNotLockOut(t *testing.T) {
	s := newSite(t)
	for range 7 {
		s.visitor().post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}})
	}
	s.visitor().post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}}).want(t, http.StatusTooManyRequests)
	s.clock.Advance(-48 * time.Hour)
	s.visitor().post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}}).want(t, http.StatusUnprocessableEntity)
}

func TestFormSubmittedTwice(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	base := "/launches/real-time-notifications"
	item := base + "/deliverables/" + s.itemOf("real-time-notifications")
	form := filled(ana.get(base + "/deliverables/new").Find("form.deliverable-form"))
	form.Set("title", "Sent twice")
	form.Set("lane", fmt.Sprint(s.lane()))
	form.Set("kind", "qa_task")
	if got := atOnce(6, func() page { return ana.post(base+"/deliverables", form) }); got[http.StatusSeeOther] != 6 {
		t.Errorf("adding: %v", got)
	}
	if n := s.count("SELECT COUNT(*) FROM deliverables WHERE title = 'Sent twice'"); n != 1 {
		t.Errorf("%d were added", n)
	}
	// A form that is changed after going back and sent again is a different one.
	form.Set("title", "Sent after going back")
	ana.post(base+"/deliverables", form).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM deliverables WHERE title = 'Sent after going back'"); n != 1 {
		t.Errorf("what was typed after going back is lost: %d", n)
	}
	// A key of one form, or of another person, in another form.
	key := form.Get("key")
	ana.post(item+"/comments", url.Values{"body": {"With a key from elsewhere"}, "key": {key}}).want(t, http.StatusSeeOther)
	s.as("marek").post(item+"/comments", url.Values{"body": {"With a key from elsewhere"}, "key": {key}}).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM comments WHERE body = 'With a key from elsewhere'"); n != 2 {
		t.Errorf("%d of 2 comments are there", n)
	}
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")
	on := s.clock.Now().AddDate(0, 2, 0).Format("2006-01-02")
	got := atOnce(6, func() page {
		return ana.post(base+"/move", url.Values{"launch_on": {on}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "reason": {"Twice"},
			"version": {version}})
	})
	if n := s.count("SELECT COUNT(*) FROM date_moves WHERE reason = 'Twice'"); n != 1 || got[http.StatusSeeOther] != 1 {
		t.Errorf("T moved %d times: %v", n, got)
	}
	moved := scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM date_moves")
	got = atOnce(6, func() page { return ana.post(base+"/moves/"+moved+"/undo", nil) })
	if got[http.StatusSeeOther] != 1 || got[http.StatusConflict] != 5 {
		t.Errorf("undone: %v", got)
	}
}

func TestImportOfLongestTables(t *testing.T) {
	s := newSite(t)
	ana := s.as("ana")
	const path = "/launches/real-time-notifications/import"
	table := func(rows int, row string) []byte {
		var b strings.Builder
		b.WriteString("title,owner,lane,due,kind,helpers,status\n")
		for i := range rows {
			b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)) + "\n")
		}
		return []byte(b.String())
	}
	long := ana.upload(path, "a.csv", table(5000, "Row #,Ana Kern,Product,T-3,QA task,,"), nil).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(long.Text(), "5000 rows") {
		t.Errorf("not said: %s", long.Find("main").Text())
	}
	// Every cell is a question and every row an error; everything must fit into one form and into
	// the time limit of a request.
	p := ana.upload(path, "a.csv", table(1000, "Row #,Nobody #,Lane #,Yesteryear #,Kind #,Helper #,Status #"), nil).want(t, http.StatusOK)
	form := p.filled("form[action='" + path + "']")
	form.Set("do", "import")
	ana.post(path, form).want(t, http.StatusUnprocessableEntity)
	p = ana.upload(path, "a.csv", table(1000, "Row #,Ana Kern,Product,T-3,QA task,,"), nil).want(t, http.StatusOK)
	form = p.filled("form[action='" + path + "']")
	form.Set("do", "import")
	if got := atOnce(3, func() page { return ana.post(path, form) }); got[http.StatusSeeOther] != 3 {
		t.Errorf("sent three times: %v", got)
	}
	if n := s.count("SELECT COUNT(*) FROM deliverables WHERE title LIKE 'Row %'"); n != 1000 {
		t.Errorf("%d of 1000 rows", n)
	}
}
