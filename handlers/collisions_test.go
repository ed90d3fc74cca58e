package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
)

const petras = "/launches/" + launchOfPetra

// event adds an event with whole days to the calendar.
func (s *site) event(k calendar.Kind, title string, first, last civil.Date) {
	s.t.Helper()
	ctx := db.WithActor(s.t.Context(), db.System())
	if _, err := models.NewStores(s.db).Calendar.Create(ctx,
		calendar.Input{Kind: k, Title: title, FirstDay: first, LastDay: last, Severity: k.Usual()}, ""); err != nil {
		s.t.Fatal(err)
	}
}

// tOf returns the day of T of a launch.
func (s *site) tOf(slug string) civil.Date {
	s.t.Helper()
	d, err := civil.Parse(scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", slug))
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// collision returns the row whose text contains some words.
func (p page) collision(words string) *goquery.Selection {
	return p.Find("main .list > li").FilterFunction(func(_ int, li *goquery.Selection) bool {
		return strings.Contains(li.Text(), words)
	}).First()
}

func TestCollisionAcceptAndTakeBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := s.tOf(launchOfPetra)
	s.event(calendar.Freeze, "Audit week", on, on.AddDays(3))
	petra := s.as("petra")
	p := petra.get(petras+"/collisions").want(t, http.StatusOK)
	row := p.collision("Audit week")
	if !strings.Contains(row.Text(), "Stops") || !strings.Contains(row.Text(), "Petra") {
		t.Fatalf("the row says %q", row.Text())
	}
	if over := petra.get(petras).want(t, http.StatusOK); !strings.Contains(over.Find(".in-the-way").Text(), "Audit week") {
		t.Error("the overview does not name what stops the launch")
	}
	form := filled(row.Find("form"))

	// Without a reason, the form is shown again in its place and nothing is written.
	bad := petra.post(petras+"/collisions", with(form, "reason", " ")).want(t, http.StatusUnprocessableEntity)
	row = bad.collision("Audit week")
	if row.Find("details[open] textarea[aria-invalid=true]").Length() != 1 || !strings.HasPrefix(bad.Find("title").Text(), "Error:") ||
		bad.Find(".summary a[href='#"+row.Find("textarea").AttrOr("id", "")+"']").Length() != 1 {
		t.Errorf("the refused form: %s", row.Text())
	}
	long := strings.Repeat("x", calendar.MaxReason+1)
	bad = petra.post(petras+"/collisions", with(form, "reason", long)).want(t, http.StatusUnprocessableEntity)
	if bad.collision("Audit week").Find("textarea").Text() != long {
		t.Error("what was typed is lost")
	}
	for _, v := range []*visitor{s.as("vera"), s.as("marek")} {
		v.post(petras+"/collisions", with(form, "reason", "")).want(t, http.StatusForbidden)
		if v.get(petras+"/collisions").want(t, http.StatusOK).Find("main form[method=post]").Length() > 0 {
			t.Error("who may not accept is offered to")
		}
	}
	if n := s.count("SELECT COUNT(*) FROM collision_acceptances WHERE reason <> ''"); n != s.count(
		"SELECT COUNT(*) FROM audit_log WHERE action = 'collision.accepted'") {
		t.Errorf("%d acceptances were written", n)
	}

	// The accepted collision shows who accepted it and why, and blocks nothing any more.
	form.Set("reason", "The auditors <agreed>.")
	petra.post(petras+"/collisions", form).want(t, http.StatusSeeOther)
	petra.post(petras+"/collisions", form).want(t, http.StatusSeeOther)
	p = petra.get(petras+"/collisions").want(t, http.StatusOK)
	row = p.collision("Audit week")
	if !strings.Contains(row.Text(), "Accepted") || !strings.Contains(row.Text(), "The auditors <agreed>.") ||
		!strings.Contains(row.Text(), "Petra") {
		t.Errorf("the accepted row says %q", row.Text())
	}
	over := petra.get(petras).want(t, http.StatusOK)
	if strings.Contains(over.Find(".in-the-way .list").Text(), "Audit week") || !strings.Contains(over.body, "1 accepted") {
		t.Error("the overview does not say that it is accepted")
	}

	// Another person had the page open.
	stale := s.as("ana").post(petras+"/collisions", with(form, "reason", "Mine", "key", "another")).want(t, http.StatusConflict)
	if !strings.Contains(stale.body, "has accepted this collision meanwhile") {
		t.Error("the conflict does not say what happened")
	}
	back := row.Find("form")
	path, fields := back.AttrOr("action", ""), filled(back)
	s.as("marek").post(path, fields).want(t, http.StatusForbidden)
	petra.post(path, with(fields, "version", "7")).want(t, http.StatusConflict)
	s.as("ana").post(strings.Replace(path, launchOfPetra, "real-time-notifications", 1), fields).want(t, http.StatusNotFound)
	petra.post(path, fields).want(t, http.StatusSeeOther)
	p = petra.get(petras+"/collisions").want(t, http.StatusOK)
	if row = p.collision("Audit week"); strings.Contains(row.Text(), "Accepted") ||
		!strings.Contains(p.Find("details.more").Text(), "Taken back by Petra") {
		t.Errorf("taken back: %q, history %q", row.Text(), p.Find("details.more").Text())
	}
	// The message has an undo button.
	undo := p.Find("#flash form")
	petra.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if row = petra.get(petras + "/collisions").collision("Audit week"); !strings.Contains(row.Text(), "Accepted") {
		t.Error("undone, but not accepted again")
	}
}

func TestCollisionAcceptOutdatedDatesKeepsInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := s.tOf(launchOfPetra)
	s.event(calendar.Freeze, "Audit week", on, on.AddDays(3))
	petra := s.as("petra")
	form := filled(petra.get(petras + "/collisions").collision("Audit week").Find("form"))
	p := petra.post(petras+"/collisions", with(form, "dates", "some other day", "reason", "Long thought about")).want(t, http.StatusConflict)
	if row := p.collision("Audit week"); row.Find("details[open] textarea").Text() != "Long thought about" ||
		filled(row.Find("form")).Get("dates") != form.Get("dates") {
		t.Error("the form does not hold what was typed and the dates of now")
	}
	petra.post(petras+"/collisions", with(form, "collision", "t/freeze:999999", "reason", "x")).want(t, http.StatusConflict)
	petra.post("/launches/no-such-launch/collisions", with(form, "reason", "x")).want(t, http.StatusNotFound)
}

func TestCollisionFilter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := s.tOf(launchOfPetra)
	s.event(calendar.Freeze, "Audit week", on, on)
	vera := s.as("vera")
	for query, shown := range map[string]bool{"": true, "?show=open&part=t": true, "?part=shifts": false, "?show=accepted": false,
		"?show=nonsense&part=nonsense&page=-3": true, "?page=99999": true} {
		p := vera.get(petras+"/collisions"+query).want(t, http.StatusOK)
		if got := p.collision("Audit week").Length() > 0; got != shown {
			t.Errorf("%q shows it: %t", query, got)
		}
	}
}

func TestNewLaunchShowsCollisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.event(calendar.Freeze, "Audit week", civil.New(2026, 12, 10), civil.New(2026, 12, 10))
	s.event(calendar.Holiday, "Day of rest", civil.New(2026, 12, 4), civil.New(2026, 12, 4))
	v := s.as("ana")
	p := v.post("/launches/new", firstStep()).want(t, http.StatusOK)
	for _, words := range []string{"T is during the freeze “Audit week”", "Holiday “Day of rest”"} {
		if !strings.Contains(p.Find("#preview").Text(), words) {
			t.Errorf("the preview does not say %q", words)
		}
	}
	// It is a warning and does not prevent the launch.
	v.post("/launches", p.filled("form.new-launch")).want(t, http.StatusSeeOther)
}

func TestMoveTShowsAndAcceptsCollisions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "new-plans-and-prices"
	on := s.tOf(slug)
	to := on.AddDays(7)
	s.event(calendar.Freeze, "Freeze of now", on, on)
	s.event(calendar.Freeze, "Freeze of then", to, to)
	v := s.as("hugo")
	q := url.Values{"launch_on": {to.String()}, "launch_time": {"09:00"}, "zone": {"America/New_York"}}
	p := v.get("/launches/"+slug+"/move?"+q.Encode()).want(t, http.StatusOK)
	change := p.Find("#calendar-change details")
	said := map[string]string{}
	change.Each(func(_ int, d *goquery.Selection) {
		said[strings.Fields(d.Find("summary").Text())[0]] += d.Find("ul").Text()
	})
	if !strings.Contains(said["New"], "Freeze of then") || !strings.Contains(said["Gone"], "Freeze of now") ||
		strings.Contains(said["Stays"], "Freeze of") {
		t.Errorf("the preview says %q", said)
	}
	form := p.filled("form[method=post][action$='/move']")
	form.Set("reason", "Later")
	v.post("/launches/"+slug+"/move", with(form, "accept", strings.Repeat("x", calendar.MaxReason+1))).want(t, http.StatusUnprocessableEntity)
	if s.tOf(slug) != on {
		t.Error("T was moved though the reason to accept was refused")
	}
	form.Set("accept", "Only prices change")
	v.post("/launches/"+slug+"/move", form).want(t, http.StatusSeeOther)
	row := v.get("/launches/" + slug + "/collisions").collision("Freeze of then")
	if !strings.Contains(row.Text(), "Only prices change") {
		t.Errorf("after the move: %q", row.Text())
	}
	// After another move, the acceptance has ended.
	s.event(calendar.Freeze, "Day after", to.AddDays(1), to.AddDays(1))
	q.Set("launch_on", to.AddDays(1).String())
	p = v.get("/launches/"+slug+"/move?"+q.Encode()).want(t, http.StatusOK)
	if !strings.Contains(p.Find("#calendar-change").Text(), "Day after") {
		t.Error("the preview does not name what it would run into next")
	}
}

func TestMoveTWithBlankReasonAcceptsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "new-plans-and-prices"
	to := s.tOf(slug).AddDays(7)
	s.event(calendar.Freeze, "Freeze of then", to, to)
	v := s.as("hugo")
	q := url.Values{"launch_on": {to.String()}, "launch_time": {"09:00"}, "zone": {"America/New_York"}}
	form := v.get("/launches/" + slug + "/move?" + q.Encode()).filled("form[method=post][action$='/move']")
	v.post("/launches/"+slug+"/move", with(form, "reason", "Later", "accept", " \r\n")).want(t, http.StatusSeeOther)
	flash := v.get("/launches/" + slug + "/timeline").Find("#flash").Text()
	if s.tOf(slug) != to || !strings.Contains(flash, "T moved to") || strings.Contains(flash, "accepted") {
		t.Errorf("T is on %v and the page says %q", s.tOf(slug), flash)
	}
	if row := v.get("/launches/" + slug + "/collisions").collision("Freeze of then"); strings.Contains(row.Text(), "accepted") {
		t.Errorf("the collision is accepted: %q", row.Text())
	}
}

func TestPortfolioMarksLaunchesOnSameService(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	err := s.db.Write(db.WithActor(s.t.Context(), db.System()), func(tx *db.Tx) error {
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
	v := s.as("vera")
	for _, view := range []string{"", "?view=timeline"} {
		p := v.get("/launches"+view).want(t, http.StatusOK)
		if clash := p.Find(".clash:contains('Ledger')"); clash.Length() != 2 || clash.Find("a[href$='/collisions']").Length() != 2 {
			t.Errorf("%q marks %d launches", view, clash.Length())
		}
	}
	if row := v.get(petras + "/collisions").collision("Ledger"); !strings.Contains(row.Text(), "Real-time notifications") {
		t.Errorf("the launch says %q", row.Text())
	}
}

func TestTimelineShowsFreezes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := s.tOf(launchOfPetra)
	s.event(calendar.Freeze, "Long freeze", on.AddDays(-40), on.AddDays(-19))
	s.event(calendar.Freeze, "Short freeze", on.AddDays(1), on.AddDays(2))
	s.event(calendar.Freeze, "Far freeze", on.AddDays(15), on.AddDays(30))
	v := s.as("vera")
	p := v.get(petras+"/timeline").want(t, http.StatusOK)
	for _, class := range []string{".freezes .c1.n3", ".freezes .c23.n2"} {
		if p.Find(class).Length() != 1 {
			t.Errorf("no column %s in %s", class, p.Find(".freezes").Text())
		}
	}
	list := v.get(petras+"/timeline?view=list").want(t, http.StatusOK)
	for _, page := range []page{p, list} {
		if !strings.Contains(page.body, "Short freeze") || strings.Contains(page.body, "Far freeze") {
			t.Error("the freezes are not said in words as they are")
		}
	}
}

func TestCollisionOfShiftWithAbsence(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const slug = "real-time-notifications"
	on := s.tOf(slug)
	err := s.db.Write(db.WithActor(s.t.Context(), db.System()), func(tx *db.Tx) error {
		return tx.Exec("INSERT INTO absences (user_id, first_day, last_day, created_at) SELECT id, ?, ?, 0 FROM users WHERE email = "+
			"'marek@aurora.example'", on.AddDays(2), on.AddDays(2)).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	row := s.as("vera").get("/launches/" + slug + "/collisions?part=shifts").collision("Marek Solberg")
	if !strings.Contains(row.Text(), "On call") || !strings.Contains(row.Text(), "but away "+on.AddDays(2).Long()) {
		t.Errorf("the row says %q", row.Text())
	}
}

func TestCollisionsArePaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	on := s.tOf(launchOfPetra)
	err := s.db.Write(db.WithActor(s.t.Context(), db.System()), func(tx *db.Tx) error {
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
	v := s.as("petra")
	first := v.get(petras+"/collisions?part=t").want(t, http.StatusOK)
	next := first.Find(".pager a[rel=next]").AttrOr("href", "")
	second := v.get(next).want(t, http.StatusOK)
	if n, m := first.Find("main .list > li").Length(),
		second.Find("main .list > li").Length(); n != 50 || n+m < 60 || !strings.Contains(next, "part=t") {
		t.Errorf("%d and %d rows, next %s", n, m, next)
	}
}
