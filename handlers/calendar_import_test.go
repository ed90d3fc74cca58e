package handlers_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tminus/internal/ics/icstest"
)

func holidays() url.Values {
	return url.Values{"kind": {"holiday"}, "region": {"Germany"}, "zone": {"Europe/Berlin"}}
}

func (s *site) events() int {
	return s.count("SELECT COUNT(*) FROM calendar_events WHERE cancelled_at IS NULL")
}

func TestCalendarImportPreviewConfirmUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek, before := s.as("marek"), s.events()
	data := icsFile("xmas|20261225|Christmas", "boxing|20261226|Boxing Day", "old|20250101|New Year 2025", "bad|2026|Broken")
	p := marek.upload("/calendar/import", "holidays.ics", []byte(data), holidays()).want(t, http.StatusOK)
	text := p.Find("main").Text()
	for _, want := range []string{"New (2)", "Christmas (Germany)", "Fri 25 Dec 2026", "Left out (2)", "It is over.", "“2026” is no date."} {
		if !strings.Contains(text, want) {
			t.Errorf("the preview has no %q", want)
		}
	}
	if p.Find("button[value=import]").Text() != "Add 2" || s.events() != before {
		t.Errorf("%q, written already: %d", p.Find("button[value=import]").Text(), s.events()-before)
	}
	form := valuesOf(p, "main form")
	form.Set("do", "import")
	done := marek.post("/calendar/import", form).want(t, http.StatusSeeOther)
	if s.events() != before+2 || done.Header.Get("Location") != "/calendar?month=2026-12" {
		t.Errorf("%d events, then %s", s.events()-before, done.Header.Get("Location"))
	}
	marek.post("/calendar/import", form).want(t, http.StatusSeeOther) // sent twice
	p = marek.get("/calendar")
	undo := p.Find("#flash form").AttrOr("action", "")
	if s.events() != before+2 || undo == "" {
		t.Errorf("%d events, undo %q", s.events()-before, undo)
	}
	// The same file again with other line endings, as another browser sends it: nothing changes.
	p = marek.upload("/calendar/import", "holidays.ics", []byte(strings.ReplaceAll(data, "\r\n", "\n")), holidays()).want(t, http.StatusOK)
	if p.Find("button[value=import]").Length() != 0 || !strings.Contains(p.Find("main").Text(), "Nothing would change") {
		t.Errorf("again: %s", p.Find("main").Text())
	}
	s.as("vera").post(undo, url.Values{}).want(t, http.StatusForbidden)
	marek.post(undo, url.Values{}).want(t, http.StatusSeeOther)
	if s.events() != before || s.count("SELECT COUNT(*) FROM audit_log WHERE action IN ('calendar.imported', 'calendar.import undone')") != 2 {
		t.Errorf("undone: %d events more", s.events()-before)
	}
}

func TestCalendarImportOutdatedPreviewIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek, petra := s.as("marek"), s.as("petra")
	data := []byte(icsFile("xmas|20261225|Christmas"))
	form := valuesOf(marek.upload("/calendar/import", "a.ics", data, holidays()), "main form")
	theirs := valuesOf(petra.upload("/calendar/import", "a.ics", data, holidays()), "main form")
	theirs.Set("do", "import")
	petra.post("/calendar/import", theirs).want(t, http.StatusSeeOther)
	n := s.events()
	form.Set("do", "import")
	p := marek.post("/calendar/import", form).want(t, http.StatusConflict)
	if !strings.Contains(p.Find("[role=alert]").Text(), "has changed since you looked") ||
		!strings.Contains(p.Find("main").Text(), "There already (1)") || s.events() != n {
		t.Errorf("%s", p.Find("main").Text())
	}
}

func TestCalendarImportRejectsOtherFiles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.as("marek")
	event := "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:A\r\nEND:VEVENT\r\n"
	for name, c := range map[string]struct{ data, want string }{
		"none":       {"", "Choose a file"},
		"a picture":  {"\x89PNG\r\n\x1a\n\x00\x00", "no calendar file"},
		"a web page": {"<!doctype html>", "no calendar file"},
		"Latin-1":    {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:F\xfcr\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "not written in UTF-8"},
		"cut off":    {"BEGIN:VCALENDAR\r\n" + event, "ends in the middle"},
		"no events":  {"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event in this file"},
		"very many":  {"BEGIN:VCALENDAR\r\n" + strings.Repeat(event, 5000) + "END:VCALENDAR\r\n", "more than 1000 events"},
		"deep":       {"BEGIN:VCALENDAR\r\n" + strings.Repeat("BEGIN:X\r\n", 50_000), "nested too deeply"},
		"large":      {"BEGIN:VCALENDAR\r\n" + strings.Repeat("x", 1<<20), "at most 1 MB"},
	} {
		p := marek.upload("/calendar/import", "a.ics", []byte(c.data), holidays()).want(t, http.StatusUnprocessableEntity)
		if got := p.Find("[role=alert]").Text(); !strings.Contains(got, c.want) || p.Find("#f-file-err").Length() == 0 ||
			p.Find("[name=region]").AttrOr("value", "") != "Germany" {
			t.Errorf("%s: %q", name, got)
		}
	}
	// One line of ten megabytes exceeds the limit of any request.
	marek.upload("/calendar/import", "a.ics", bytes.Repeat([]byte("x"), 10<<20), holidays()).want(t, http.StatusRequestEntityTooLarge)
	// Markup in a file shows as text.
	p := marek.upload("/calendar/import", "<b>x.ics", []byte(icsFile("a|20261225|<script>alert(1)</script>")), holidays()).want(t,
		http.StatusOK)
	if p.Find("main script").Length() != 0 || !strings.Contains(p.Find("main").Text(), "<script>alert(1)</script>") {
		t.Error("a title is not text")
	}
	for field, bad := range map[string]string{"kind": "party", "zone": "Mars", "region": strings.Repeat("x", 81)} {
		form := holidays()
		form.Set(field, bad)
		p := marek.upload("/calendar/import", "a.ics", []byte(icsFile("a|20261225|A")), form).want(t, http.StatusUnprocessableEntity)
		if p.Find("#f-"+field+"-err").Length() == 0 {
			t.Errorf("nothing is said at %s: %s", field, p.Find("[role=alert]").Text())
		}
	}
}

func TestCalendarFeedFollowsEvents(t *testing.T) {
	s := newSite(t)
	feed, ana := s.feedsOf("ana")+"/calendar.ics", s.as("ana")
	path := "/calendar/events/" + s.eventID("Payment provider: maintenance")
	find := func() icstest.Event {
		t.Helper()
		for _, e := range s.calendar(feed).Events {
			if strings.HasSuffix(e.URL, path) {
				return e
			}
		}
		t.Fatal("it is not in the feed")
		return icstest.Event{}
	}
	first := find()
	if first.Summary != "Maintenance: Payment provider: maintenance" || first.Zone != "Europe/Berlin" ||
		first.Start != "2026-11-21T22:00:00+01:00" || first.End != "2026-11-21T23:45:00+01:00" ||
		strings.Contains(first.Description, "status.payments") {
		t.Errorf("%+v", first)
	}
	last := first
	step := func(what string, do func(version string), status string) {
		t.Helper()
		s.clock.Advance(time.Minute)
		do(scan[string](s, "SELECT CAST(version AS TEXT) FROM calendar_events WHERE title LIKE '%aintenance%'"))
		now := find()
		if now.UID != first.UID || now.Sequence <= last.Sequence || now.Modified <= last.Modified || now.Status != status {
			t.Errorf("%s: %+v after %+v", what, now, last)
		}
		last = now
	}
	step("renaming", func(version string) {
		form := valuesOf(ana.get(path+"/edit"), "main form.form")
		form.Set("title", `Queue; "maintenance", it's & more`)
		ana.post(path, form).want(t, http.StatusSeeOther)
	}, "CONFIRMED")
	if last.Summary != `Maintenance: Queue; "maintenance", it's & more` {
		t.Errorf("it is read as %q", last.Summary)
	}
	step("whole days", func(version string) {
		form := valuesOf(ana.get(path+"/edit"), "main form.form")
		form.Set("start_at", "")
		form.Set("end_at", "")
		form.Set("last_day", "2026-11-22")
		ana.post(path, form).want(t, http.StatusSeeOther)
	}, "CONFIRMED")
	if last.Start != "2026-11-21" || last.End != "2026-11-23" {
		t.Errorf("whole days from %s to %s", last.Start, last.End)
	}
	step("deleting", func(version string) {
		ana.post(path+"/remove", url.Values{"version": {version}}).want(t, http.StatusSeeOther)
	}, "CANCELLED")
	step("restoring", func(version string) {
		ana.post(path+"/restore", url.Values{"version": {version}}).want(t, http.StatusSeeOther)
	}, "CONFIRMED")
}
