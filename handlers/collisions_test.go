package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
)

const petras = "/launches/" + launchOfPetra

// tOf returns the day of T of a launch.
func tOf(s *site, slug string) civil.Date {
	s.T.Helper()
	d, err := civil.Parse(scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", slug))
	if err != nil {
		s.T.Fatal(err)
	}
	return d
}

// collision returns the row whose text contains some words.
func collision(p page, words string) *goquery.Selection {
	return p.Find("main .list > li").FilterFunction(func(_ int, li *goquery.Selection) bool {
		return strings.Contains(li.Text(), words)
	}).First()
}

func TestCollisionAcceptAndTakeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := tOf(s, launchOfPetra)
	s.Event(calendar.Freeze, "Audit week", on, on.AddDays(3))
	petra := s.As("petra")
	p := petra.Get(petras+"/collisions").Want(t, http.StatusOK)
	row := collision(p, "Audit week")
	if !strings.Contains(row.Text(), "Stops") || !strings.Contains(row.Text(), "Petra") {
		t.Fatalf("the row says %q", row.Text())
	}
	line := oneLine(petra.Get(petras).Want(t, http.StatusOK).Find("ol.work li:contains('Audit week')"))
	if !strings.Contains(line, "Collision.") || !strings.Contains(line, "T is during the freeze “Audit week”") ||
		!strings.Contains(line, "Decide") {
		t.Errorf("the overview does not name what stops the launch: %q", line)
	}
	form := filled(row.Find("form"))

	// Without a reason, the form is shown again in its place and nothing is written.
	bad := petra.Post(petras+"/collisions", with(form, "reason", " ")).Want(t, http.StatusUnprocessableEntity)
	row = collision(bad, "Audit week")
	if row.Find("details[open] textarea[aria-invalid=true]").Length() != 1 || !strings.HasPrefix(bad.Find("title").Text(), "Error:") ||
		bad.Find(".summary a[href='#"+row.Find("textarea").AttrOr("id", "")+"']").Length() != 1 {
		t.Errorf("the refused form: %s", row.Text())
	}
	long := strings.Repeat("x", calendar.MaxReason+1)
	bad = petra.Post(petras+"/collisions", with(form, "reason", long)).Want(t, http.StatusUnprocessableEntity)
	if collision(bad, "Audit week").Find("textarea").Text() != long {
		t.Error("what was typed is lost")
	}
	for _, v := range []*visitor{s.As("vera"), s.As("marek")} {
		v.Post(petras+"/collisions", with(form, "reason", "")).Want(t, http.StatusForbidden)
		if v.Get(petras+"/collisions").Want(t, http.StatusOK).Find("main form[method=post]").Length() > 0 {
			t.Error("who may not accept is offered to")
		}
	}
	if n := s.Count("SELECT COUNT(*) FROM collision_acceptances WHERE reason <> ''"); n != s.Count(
		"SELECT COUNT(*) FROM audit_log WHERE action = 'collision.accepted'") {
		t.Errorf("%d acceptances were written", n)
	}

	// The accepted collision shows who accepted it and why, and blocks nothing any more.
	form.Set("reason", "The auditors <agreed>.")
	petra.Post(petras+"/collisions", form).Want(t, http.StatusSeeOther)
	petra.Post(petras+"/collisions", form).Want(t, http.StatusSeeOther)
	p = petra.Get(petras+"/collisions").Want(t, http.StatusOK)
	row = collision(p, "Audit week")
	if !strings.Contains(row.Text(), "Accepted") || !strings.Contains(row.Text(), "The auditors <agreed>.") ||
		!strings.Contains(row.Text(), "Petra") {
		t.Errorf("the accepted row says %q", row.Text())
	}
	over := petra.Get(petras).Want(t, http.StatusOK)
	if over.Find("ol.work li:contains('Audit week')").Length() != 0 {
		t.Error("the overview still lists what is accepted")
	}

	// Another person had the page open.
	stale := s.As("ana").Post(petras+"/collisions", with(form, "reason", "Mine", "key", "another")).Want(t, http.StatusConflict)
	if !strings.Contains(stale.Content, "has accepted this collision meanwhile") {
		t.Error("the conflict does not say what happened")
	}
	back := row.Find("form")
	path, fields := back.AttrOr("action", ""), filled(back)
	s.As("marek").Post(path, fields).Want(t, http.StatusForbidden)
	petra.Post(path, with(fields, "version", "7")).Want(t, http.StatusConflict)
	s.As("ana").Post(strings.Replace(path, launchOfPetra, "real-time-notifications", 1), fields).Want(t, http.StatusNotFound)
	petra.Post(path, fields).Want(t, http.StatusSeeOther)
	p = petra.Get(petras+"/collisions").Want(t, http.StatusOK)
	if row = collision(p, "Audit week"); strings.Contains(row.Text(), "Accepted") ||
		!strings.Contains(p.Find("details.more").Text(), "Taken back by Petra") {
		t.Errorf("taken back: %q, history %q", row.Text(), p.Find("details.more").Text())
	}
	// The message has an undo button.
	undo := p.Find("#flash form")
	petra.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if row = collision(petra.Get(petras+"/collisions"), "Audit week"); !strings.Contains(row.Text(), "Accepted") {
		t.Error("undone, but not accepted again")
	}
}

func TestCollisionAcceptOutdatedDatesKeepsInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := tOf(s, launchOfPetra)
	s.Event(calendar.Freeze, "Audit week", on, on.AddDays(3))
	petra := s.As("petra")
	form := filled(collision(petra.Get(petras+"/collisions"), "Audit week").Find("form"))
	p := petra.Post(petras+"/collisions", with(form, "dates", "some other day", "reason", "Long thought about")).Want(t, http.StatusConflict)
	if row := collision(p, "Audit week"); row.Find("details[open] textarea").Text() != "Long thought about" ||
		filled(row.Find("form")).Get("dates") != form.Get("dates") {
		t.Error("the form does not hold what was typed and the dates of now")
	}
	petra.Post(petras+"/collisions", with(form, "collision", "t/freeze:999999", "reason", "x")).Want(t, http.StatusConflict)
	petra.Post("/launches/no-such-launch/collisions", with(form, "reason", "x")).Want(t, http.StatusNotFound)
}

func TestCollisionFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := tOf(s, launchOfPetra)
	s.Event(calendar.Freeze, "Audit week", on, on)
	vera := s.As("vera")
	for query, shown := range map[string]bool{"": true, "?show=open&part=t": true, "?part=shifts": false, "?show=accepted": false,
		"?show=nonsense&part=nonsense&page=-3": true, "?page=99999": true} {
		p := vera.Get(petras+"/collisions"+query).Want(t, http.StatusOK)
		if got := collision(p, "Audit week").Length() > 0; got != shown {
			t.Errorf("%q shows it: %t", query, got)
		}
	}
}

func TestNewLaunchShowsCollisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Event(calendar.Freeze, "Audit week", civil.New(2026, 12, 10), civil.New(2026, 12, 10))
	s.Event(calendar.Holiday, "Day of rest", civil.New(2026, 12, 4), civil.New(2026, 12, 4))
	v := s.As("ana")
	p := v.Post("/launches/new", firstStep()).Want(t, http.StatusOK)
	for _, words := range []string{"T is during the freeze “Audit week”", "Holiday “Day of rest”"} {
		if !strings.Contains(p.Find("#preview").Text(), words) {
			t.Errorf("the preview does not say %q", words)
		}
	}
	// It is a warning and does not prevent the launch.
	v.Post("/launches", p.Filled("form.new-launch")).Want(t, http.StatusSeeOther)
}

func TestMoveTShowsAndAcceptsCollisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "new-plans-and-prices"
	on := tOf(s, slug)
	to := on.AddDays(7)
	s.Event(calendar.Freeze, "Freeze of now", on, on)
	s.Event(calendar.Freeze, "Freeze of then", to, to)
	v := s.As("hugo")
	q := url.Values{"launch_on": {to.String()}, "launch_time": {"09:00"}, "zone": {"America/New_York"}}
	p := v.Get("/launches/"+slug+"/move?"+q.Encode()).Want(t, http.StatusOK)
	change := p.Find("#calendar-change details")
	said := map[string]string{}
	change.Each(func(_ int, d *goquery.Selection) {
		said[strings.Fields(d.Find("summary").Text())[0]] += d.Find("ul").Text()
	})
	if !strings.Contains(said["New"], "Freeze of then") || !strings.Contains(said["Gone"], "Freeze of now") ||
		strings.Contains(said["Stays"], "Freeze of") {
		t.Errorf("the preview says %q", said)
	}
	form := p.Filled("form[method=post][action$='/move']")
	form.Set("reason", "Later")
	v.Post("/launches/"+slug+"/move", with(form, "accept", strings.Repeat("x", calendar.MaxReason+1))).Want(t, http.StatusUnprocessableEntity)
	if tOf(s, slug) != on {
		t.Error("T was moved though the reason to accept was refused")
	}
	form.Set("accept", "Only prices change")
	v.Post("/launches/"+slug+"/move", form).Want(t, http.StatusSeeOther)
	row := collision(v.Get("/launches/"+slug+"/collisions"), "Freeze of then")
	if !strings.Contains(row.Text(), "Only prices change") {
		t.Errorf("after the move: %q", row.Text())
	}
	// After another move, the acceptance has ended.
	s.Event(calendar.Freeze, "Day after", to.AddDays(1), to.AddDays(1))
	q.Set("launch_on", to.AddDays(1).String())
	p = v.Get("/launches/"+slug+"/move?"+q.Encode()).Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#calendar-change").Text(), "Day after") {
		t.Error("the preview does not name what it would run into next")
	}
}

func TestMoveTWithBlankReasonAcceptsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "new-plans-and-prices"
	to := tOf(s, slug).AddDays(7)
	s.Event(calendar.Freeze, "Freeze of then", to, to)
	v := s.As("hugo")
	q := url.Values{"launch_on": {to.String()}, "launch_time": {"09:00"}, "zone": {"America/New_York"}}
	form := v.Get("/launches/" + slug + "/move?" + q.Encode()).Filled("form[method=post][action$='/move']")
	v.Post("/launches/"+slug+"/move", with(form, "reason", "Later", "accept", " \r\n")).Want(t, http.StatusSeeOther)
	flash := v.Get("/launches/" + slug + "/timeline").Find("#flash").Text()
	if tOf(s, slug) != to || !strings.Contains(flash, "T moved to") || strings.Contains(flash, "accepted") {
		t.Errorf("T is on %v and the page says %q", tOf(s, slug), flash)
	}
	if row := collision(v.Get("/launches/"+slug+"/collisions"), "Freeze of then"); strings.Contains(row.Text(), "accepted") {
		t.Errorf("the collision is accepted: %q", row.Text())
	}
}

func TestPortfolioMarksLaunchesOnSameService(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	err := s.DB.Write(db.WithActor(s.T.Context(), db.System()), func(tx *db.Tx) error {
		var id int64
		err := tx.Raw("INSERT INTO services (name, name_key, tier, degrades, created_at, updated_at) VALUES ('Ledger', 'ledger', "+
			"'critical', ?, 0, 0) RETURNING id", false).Scan(&id).Error
		if err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO launch_services (launch_id, service_id, created_at, updated_at)
			SELECT id, CAST(? AS BIGINT), 0, 0 FROM launches WHERE slug IN (?, 'real-time-notifications')`, id, launchOfPetra).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	v := s.As("vera")
	for _, view := range []string{"", "?view=timeline"} {
		p := v.Get("/launches"+view).Want(t, http.StatusOK)
		if clash := p.Find(".clash:contains('Ledger')"); clash.Length() != 2 || clash.Find("a[href$='/collisions']").Length() != 2 {
			t.Errorf("%q marks %d launches", view, clash.Length())
		}
	}
	if row := collision(v.Get(petras+"/collisions"), "Ledger"); !strings.Contains(row.Text(), "Real-time notifications") {
		t.Errorf("the launch says %q", row.Text())
	}
}

func TestTimelineShowsFreezes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := tOf(s, launchOfPetra)
	s.Event(calendar.Freeze, "Long freeze", on.AddDays(-40), on.AddDays(-19))
	s.Event(calendar.Freeze, "Short freeze", on.AddDays(1), on.AddDays(2))
	s.Event(calendar.Freeze, "Far freeze", on.AddDays(15), on.AddDays(30))
	v := s.As("vera")
	p := v.Get(petras+"/timeline").Want(t, http.StatusOK)
	for _, class := range []string{".freezes .c1.n3", ".freezes .c23.n2"} {
		if p.Find(class).Length() != 1 {
			t.Errorf("no column %s in %s", class, p.Find(".freezes").Text())
		}
	}
	list := v.Get(petras+"/timeline?view=list").Want(t, http.StatusOK)
	for _, page := range []page{p, list} {
		if !strings.Contains(page.Content, "Short freeze") || strings.Contains(page.Content, "Far freeze") {
			t.Error("the freezes are not said in words as they are")
		}
	}
}

func TestCollisionOfShiftWithAbsence(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "real-time-notifications"
	on := tOf(s, slug)
	err := s.DB.Write(db.WithActor(s.T.Context(), db.System()), func(tx *db.Tx) error {
		return tx.Exec("INSERT INTO absences (user_id, first_day, last_day, created_at) SELECT id, ?, ?, 0 FROM users WHERE email = "+
			"'marek@aurora.example'", on.AddDays(2), on.AddDays(2)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	row := collision(s.As("vera").Get("/launches/"+slug+"/collisions?part=shifts"), "Marek Solberg")
	if !strings.Contains(row.Text(), "On call") || !strings.Contains(row.Text(), "but away "+on.AddDays(2).Long()) {
		t.Errorf("the row says %q", row.Text())
	}
}

func TestCollisionsArePaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := tOf(s, launchOfPetra)
	err := s.DB.Write(db.WithActor(s.T.Context(), db.System()), func(tx *db.Tx) error {
		for range 60 {
			err := tx.Exec("INSERT INTO calendar_events (kind, title, first_day, last_day, severity, created_at, updated_at) VALUES "+
				"('holiday', ?, ?, ?, 'warn', 0, 0)", strings.Repeat("Long", 50), on, on).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v := s.As("petra")
	first := v.Get(petras+"/collisions?part=t").Want(t, http.StatusOK)
	next := first.Find(".pager a[rel=next]").AttrOr("href", "")
	second := v.Get(next).Want(t, http.StatusOK)
	if n, m := first.Find("main .list > li").Length(),
		second.Find("main .list > li").Length(); n != 50 || n+m < 60 || !strings.Contains(next, "part=t") {
		t.Errorf("%d and %d rows, next %s", n, m, next)
	}
}
