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

func events(s *site) int {
	return s.Count("SELECT COUNT(*) FROM calendar_events WHERE cancelled_at IS NULL")
}

func TestCalendarImportPreviewConfirmUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek, before := s.As("marek"), events(s)
	data := icsFile("xmas|20261225|Christmas", "boxing|20261226|Boxing Day", "old|20250101|New Year 2025", "bad|2026|Broken")
	p := upload(marek, "/calendar/import", "holidays.ics", []byte(data), holidays()).Want(t, http.StatusOK)
	text := p.Find("main").Text()
	for _, want := range []string{"New (2)", "Christmas (Germany)", "Fri 25 Dec 2026", "Left out (2)", "It is over.", "“2026” is no date."} {
		if !strings.Contains(text, want) {
			t.Errorf("the preview has no %q", want)
		}
	}
	if p.Find("button[value=import]").Text() != "Add 2" || events(s) != before {
		t.Errorf("%q, written already: %d", p.Find("button[value=import]").Text(), events(s)-before)
	}
	form := valuesOf(p, "main form")
	form.Set("do", "import")
	done := marek.Post("/calendar/import", form).Want(t, http.StatusSeeOther)
	if events(s) != before+2 || done.Header.Get("Location") != "/calendar?month=2026-12" {
		t.Errorf("%d events, then %s", events(s)-before, done.Header.Get("Location"))
	}
	marek.Post("/calendar/import", form).Want(t, http.StatusSeeOther) // sent twice
	p = marek.Get("/calendar")
	undo := p.Find("#flash form").AttrOr("action", "")
	if events(s) != before+2 || undo == "" {
		t.Errorf("%d events, undo %q", events(s)-before, undo)
	}
	// The same file again with other line endings, as another browser sends it: nothing changes.
	p = upload(marek, "/calendar/import", "holidays.ics", []byte(strings.ReplaceAll(data, "\r\n", "\n")), holidays()).Want(t, http.StatusOK)
	if p.Find("button[value=import]").Length() != 0 || !strings.Contains(p.Find("main").Text(), "Nothing would change") {
		t.Errorf("again: %s", p.Find("main").Text())
	}
	s.As("vera").Post(undo, url.Values{}).Want(t, http.StatusForbidden)
	marek.Post(undo, url.Values{}).Want(t, http.StatusSeeOther)
	if events(s) != before || s.Count("SELECT COUNT(*) FROM audit_log WHERE action IN ('calendar.imported', 'calendar.import undone')") != 2 {
		t.Errorf("undone: %d events more", events(s)-before)
	}
}

func TestCalendarImportOutdatedPreviewIsShownAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek, petra := s.As("marek"), s.As("petra")
	data := []byte(icsFile("xmas|20261225|Christmas"))
	form := valuesOf(upload(marek, "/calendar/import", "a.ics", data, holidays()), "main form")
	theirs := valuesOf(upload(petra, "/calendar/import", "a.ics", data, holidays()), "main form")
	theirs.Set("do", "import")
	petra.Post("/calendar/import", theirs).Want(t, http.StatusSeeOther)
	n := events(s)
	form.Set("do", "import")
	p := marek.Post("/calendar/import", form).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find("[role=alert]").Text(), "has changed since you looked") ||
		!strings.Contains(p.Find("main").Text(), "There already (1)") || events(s) != n {
		t.Errorf("%s", p.Find("main").Text())
	}
}

func TestCalendarImportRejectsOtherFiles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
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
		p := upload(marek, "/calendar/import", "a.ics", []byte(c.data), holidays()).Want(t, http.StatusUnprocessableEntity)
		if got := p.Find("[role=alert]").Text(); !strings.Contains(got, c.want) || p.Find("#f-file-err").Length() == 0 ||
			p.Find("[name=region]").AttrOr("value", "") != "Germany" {
			t.Errorf("%s: %q", name, got)
		}
	}
	// One line of ten megabytes exceeds the limit of any request.
	upload(marek, "/calendar/import", "a.ics", bytes.Repeat([]byte("x"), 10<<20), holidays()).Want(t, http.StatusRequestEntityTooLarge)
	// Markup in a file shows as text.
	p := upload(marek, "/calendar/import", "<b>x.ics", []byte(icsFile("a|20261225|<script>alert(1)</script>")), holidays()).Want(t,
		http.StatusOK)
	if p.Find("main script").Length() != 0 || !strings.Contains(p.Find("main").Text(), "<script>alert(1)</script>") {
		t.Error("a title is not text")
	}
	for field, bad := range map[string]string{"kind": "party", "zone": "Mars", "region": strings.Repeat("x", 81)} {
		form := holidays()
		form.Set(field, bad)
		p := upload(marek, "/calendar/import", "a.ics", []byte(icsFile("a|20261225|A")), form).Want(t, http.StatusUnprocessableEntity)
		if p.Find("#f-"+field+"-err").Length() == 0 {
			t.Errorf("nothing is said at %s: %s", field, p.Find("[role=alert]").Text())
		}
	}
}

func TestCalendarFeedFollowsEvents(t *testing.T) {
	s := newSite(t)
	feed, ana := feedsOf(s, "ana")+"/calendar.ics", s.As("ana")
	path := "/calendar/events/" + eventID(s, "Payment provider: maintenance")
	find := func() icstest.Event {
		t.Helper()
		for _, e := range subscribe(s, feed).Events {
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
		s.Clock.Advance(time.Minute)
		do(scan[string](s, "SELECT CAST(version AS TEXT) FROM calendar_events WHERE title LIKE '%aintenance%'"))
		now := find()
		if now.UID != first.UID || now.Sequence <= last.Sequence || now.Modified <= last.Modified || now.Status != status {
			t.Errorf("%s: %+v after %+v", what, now, last)
		}
		last = now
	}
	step("renaming", func(version string) {
		form := valuesOf(ana.Get(path+"/edit"), "main form.form")
		form.Set("title", `Queue; "maintenance", it's & more`)
		ana.Post(path, form).Want(t, http.StatusSeeOther)
	}, "CONFIRMED")
	if last.Summary != `Maintenance: Queue; "maintenance", it's & more` {
		t.Errorf("it is read as %q", last.Summary)
	}
	step("whole days", func(version string) {
		form := valuesOf(ana.Get(path+"/edit"), "main form.form")
		form.Set("start_at", "")
		form.Set("end_at", "")
		form.Set("last_day", "2026-11-22")
		ana.Post(path, form).Want(t, http.StatusSeeOther)
	}, "CONFIRMED")
	if last.Start != "2026-11-21" || last.End != "2026-11-23" {
		t.Errorf("whole days from %s to %s", last.Start, last.End)
	}
	step("deleting", func(version string) {
		ana.Post(path+"/remove", url.Values{"version": {version}}).Want(t, http.StatusSeeOther)
	}, "CANCELLED")
	step("restoring", func(version string) {
		ana.Post(path+"/restore", url.Values{"version": {version}}).Want(t, http.StatusSeeOther)
	}, "CONFIRMED")
}
