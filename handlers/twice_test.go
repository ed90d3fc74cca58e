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
	ana := s.As("ana")
	petra := s.PersonOf("Petra")
	link := func() string {
		p := ana.Shown(petra+"/link", url.Values{})
		return "/link/" + p.Content[strings.Index(p.Content, "/link/")+len("/link/"):][:43]
	}
	to := link()
	var n atomic.Int64
	got := atOnce(6, func() page {
		return s.Visitor().Post(to, url.Values{"password": {fmt.Sprintf("correct horse battery %d", n.Add(1))}})
	})
	if got[http.StatusSeeOther] != 1 || got[http.StatusGone] != 5 {
		t.Errorf("used at once: %v", got)
	}
	s.Visitor().Post(to, url.Values{"password": {"another horse battery"}}).Want(t, http.StatusGone)

	to = link()
	s.Clock.Advance(24*time.Hour - time.Millisecond)
	s.Visitor().Get(to).Want(t, http.StatusOK)
	s.Clock.Advance(time.Millisecond)
	s.Visitor().Get(to).Want(t, http.StatusGone)
	s.Visitor().Post(to, url.Values{"password": {"another horse battery"}}).Want(t, http.StatusGone)

	ana = s.As("ana")
	to = link()
	petras := s.As("petra")
	form := valuesOf(ana.Get(petra+"/deactivate").Want(t, http.StatusOK), "form[action$='/deactivate']")
	form.Set("successor", strings.TrimPrefix(s.PersonOf("Ana"), "/people/"))
	ana.Post(petra+"/deactivate", form).Want(t, http.StatusSeeOther)
	s.Visitor().Post(to, url.Values{"password": {"another horse battery"}}).Want(t, http.StatusGone)
	if p := petras.Get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("who has gone still reads: %s", p.Status)
	}
	if p := s.Visitor().Post("/login/sample", url.Values{"email": {"petra@aurora.example"}}); p.StatusCode == http.StatusSeeOther {
		t.Error("who has gone signs in")
	}
}

func TestPlantedAndEndedCookiesAreInvalid(t *testing.T) {
	s := newSite(t)
	at := mustURL(t, s.URL)
	first := s.As("vera")
	planted := first.HTTP.Jar.Cookies(at)[0].Value
	// Another person signs in with the browser that has the planted cookie.
	first.Post("/login/sample", url.Values{"email": {"ana@aurora.example"}}).Want(t, http.StatusSeeOther)
	thief := s.Visitor()
	thief.Headers.Set("Cookie", "tminus="+planted)
	if p := thief.Get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the cookie from before the sign-in still works: %s", p.Status)
	}
	ended := first.HTTP.Jar.Cookies(at)[0].Value
	first.Post("/logout", nil)
	thief.Headers.Set("Cookie", "tminus="+ended)
	if p := thief.Get("/launches"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the cookie of who signed out still works: %s", p.Status)
	}
	for _, odd := range []string{"", "x", strings.Repeat("a", 5000), planted[:len(planted)-2] + "aa", "\"", "%00"} {
		thief.Headers.Set("Cookie", "tminus="+odd)
		if p := thief.Get("/launches"); p.StatusCode != http.StatusSeeOther {
			t.Errorf("cookie %.20q: %s", odd, p.Status)
		}
	}
	// A clock that is set back ends no session, and extends none.
	ana := s.As("ana")
	s.Clock.Advance(-48 * time.Hour)
	ana.Get("/launches").Want(t, http.StatusOK)
	ana.Post("/me/absences", url.Values{"first_day": {"2027-03-01"}}).Want(t, http.StatusSeeOther)
	ana.Get("/me/profile").Want(t, http.StatusOK)
	ana.Get("/audit").Want(t, http.StatusOK)
}

func TestClockSetBackDoesNotLockOut(t *testing.T) {
	s := newSite(t)
	for range 7 {
		s.Visitor().Post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}})
	}
	s.Visitor().Post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}}).Want(t, http.StatusTooManyRequests)
	s.Clock.Advance(-48 * time.Hour)
	s.Visitor().Post("/login", url.Values{"email": {"ana@aurora.example"}, "password": {"wrong"}}).Want(t, http.StatusUnprocessableEntity)
}

func TestFormSubmittedTwice(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	base := "/launches/real-time-notifications"
	item := base + "/deliverables/" + s.ItemOf("real-time-notifications")
	form := filled(ana.Get(base + "/deliverables/new").Find("form.deliverable-form"))
	form.Set("title", "Sent twice")
	form.Set("lane", fmt.Sprint(lane(s)))
	form.Set("kind", "qa_task")
	if got := atOnce(6, func() page { return ana.Post(base+"/deliverables", form) }); got[http.StatusSeeOther] != 6 {
		t.Errorf("adding: %v", got)
	}
	if n := s.Count("SELECT COUNT(*) FROM deliverables WHERE title = 'Sent twice'"); n != 1 {
		t.Errorf("%d were added", n)
	}
	// A form that is changed after going back and sent again is a different one.
	form.Set("title", "Sent after going back")
	ana.Post(base+"/deliverables", form).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM deliverables WHERE title = 'Sent after going back'"); n != 1 {
		t.Errorf("what was typed after going back is lost: %d", n)
	}
	// A key of one form, or of another person, in another form.
	key := form.Get("key")
	ana.Post(item+"/comments", url.Values{"body": {"With a key from elsewhere"}, "key": {key}}).Want(t, http.StatusSeeOther)
	s.As("marek").Post(item+"/comments", url.Values{"body": {"With a key from elsewhere"}, "key": {key}}).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM comments WHERE body = 'With a key from elsewhere'"); n != 2 {
		t.Errorf("%d of 2 comments are there", n)
	}
	version := scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")
	on := s.Clock.Now().AddDate(0, 2, 0).Format("2006-01-02")
	got := atOnce(6, func() page {
		return ana.Post(base+"/move", url.Values{"launch_on": {on}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "reason": {"Twice"},
			"version": {version}})
	})
	if n := s.Count("SELECT COUNT(*) FROM date_moves WHERE reason = 'Twice'"); n != 1 || got[http.StatusSeeOther] != 1 {
		t.Errorf("T moved %d times: %v", n, got)
	}
	moved := scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM date_moves")
	got = atOnce(6, func() page { return ana.Post(base+"/moves/"+moved+"/undo", nil) })
	if got[http.StatusSeeOther] != 1 || got[http.StatusConflict] != 5 {
		t.Errorf("undone: %v", got)
	}
}

func TestImportOfLongestTables(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	const path = "/launches/real-time-notifications/import"
	table := func(rows int, row string) []byte {
		var b strings.Builder
		b.WriteString("title,owner,lane,due,kind,helpers,status\n")
		for i := range rows {
			b.WriteString(strings.ReplaceAll(row, "#", fmt.Sprint(i)) + "\n")
		}
		return []byte(b.String())
	}
	long := upload(ana, path, "a.csv", table(5000, "Row #,Ana Kern,Product,T-3,QA task,,"), nil).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(long.Text(), "5000 rows") {
		t.Errorf("not said: %s", long.Find("main").Text())
	}
	// Every cell is a question and every row an error; everything must fit into one form and into
	// the time limit of a request.
	p := upload(ana, path, "a.csv", table(1000, "Row #,Nobody #,Lane #,Yesteryear #,Kind #,Helper #,Status #"), nil).Want(t, http.StatusOK)
	form := p.Filled("form[action='" + path + "']")
	form.Set("do", "import")
	ana.Post(path, form).Want(t, http.StatusUnprocessableEntity)
	p = upload(ana, path, "a.csv", table(1000, "Row #,Ana Kern,Product,T-3,QA task,,"), nil).Want(t, http.StatusOK)
	form = p.Filled("form[action='" + path + "']")
	form.Set("do", "import")
	if got := atOnce(3, func() page { return ana.Post(path, form) }); got[http.StatusSeeOther] != 3 {
		t.Errorf("sent three times: %v", got)
	}
	if n := s.Count("SELECT COUNT(*) FROM deliverables WHERE title LIKE 'Row %'"); n != 1000 {
		t.Errorf("%d of 1000 rows", n)
	}
}
