package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tminus/internal/ics/icstest"
)

// feedsOf creates a person's calendar addresses and returns their prefix.
func feedsOf(s *site, key string) string {
	s.T.Helper()
	p := s.As(key).Shown("/me/feeds", url.Values{})
	return strings.TrimSuffix(strings.TrimPrefix(p.Find("#feed-me").AttrOr("value", ""), "http://127.0.0.1"), "/me.ics")
}

func subscribe(s *site, path string) icstest.Calendar {
	s.T.Helper()
	p := s.Visitor().Get(path).Want(s.T, http.StatusOK)
	if kind := p.Header.Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
		s.T.Errorf("%s is %s", path, kind)
	}
	for _, secret := range []string{"@aurora.example", "+351", "mailto:", "tel:"} {
		if strings.Contains(p.Content, secret) {
			s.T.Errorf("%s tells contact details: %s", path, secret)
		}
	}
	return icstest.Read(s.T, []byte(p.Content))
}

func TestFeedsParse(t *testing.T) {
	s := newSite(t)
	base := feedsOf(s, "marek")
	mine := subscribe(s, base+"/me.ics")
	if len(mine.Events) == 0 || !strings.Contains(mine.Events[0].Summary, "(owner)") &&
		!strings.Contains(mine.Events[0].Summary, "(reviewer)") {
		t.Errorf("marek's feed: %+v", mine.Events)
	}
	all := subscribe(s, base+"/calendar.ics")
	if n := scan[int](s, "SELECT (SELECT COUNT(*) FROM launches WHERE state <> 'cancelled') + (SELECT COUNT(*) FROM calendar_events)"); len(
		all.Events) != n {
		t.Errorf("%d launches and events in the calendar, want %d", len(all.Events), n)
	}
	one := subscribe(s, base+"/launches/real-time-notifications.ics")
	n := scan[int](s, "SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ? AND d.due_on "+
		"IS NOT NULL AND d.archived_at IS NULL", notificationsSlug)
	n += len(named(byUID(one.Events), "On call: ", "CONFIRMED"))
	if len(one.Events) != n+1 || one.Events[0].Zone != "Europe/Berlin" || one.Zones["Europe/Berlin"] == 0 {
		t.Errorf("%d events, want %d; T in %q with %v", len(one.Events), n+1, one.Events[0].Zone, one.Zones)
	}
}

func byUID(list []icstest.Event) map[string]icstest.Event {
	out := map[string]icstest.Event{}
	for _, e := range list {
		out[e.UID] = e
	}
	return out
}

func TestFeedEventUIDAndSequence(t *testing.T) {
	s := newSite(t)
	path, ana := feedsOf(s, "ana")+"/launches/real-time-notifications.ics", s.As("ana")
	item := s.ItemOf(notificationsSlug)
	mark := "/deliverables/" + item
	find := func() icstest.Event {
		t.Helper()
		for _, e := range subscribe(s, path).Events {
			if strings.HasSuffix(e.URL, mark) {
				return e
			}
		}
		t.Fatalf("item %s is not in the feed", item)
		return icstest.Event{}
	}
	version := func() string {
		return strconv.Itoa(scan[int](s, "SELECT version FROM deliverables WHERE id = ?", item))
	}
	last := find()
	edit := ana.Get(notifications + mark + "/edit").Filled("main form.form")
	rename := func() page {
		edit = ana.Get(notifications + mark + "/edit").Filled("form[action$='" + mark + "']")
		edit.Set("title", `Café; "plan", it's & more`)
		return ana.Post(notifications+mark, edit)
	}
	for name, do := range map[string]func() page{
		"renaming": rename,
		"moving T": func() page {
			v := strconv.Itoa(scan[int](s, "SELECT version FROM launches WHERE slug = ?", notificationsSlug))
			return ana.Post(notifications+"/move",
				url.Values{"version": {v}, "launch_on": {"2026-12-03"}, "launch_time": {"10:00"}, "zone": {"America/New_York"}, "reason": {"Later."}})
		},
		"removing": func() page { return ana.Post(notifications+mark+"/remove", url.Values{"version": {version()}}) },
	} {
		s.Clock.Advance(time.Minute)
		do().Want(t, http.StatusSeeOther)
		now := find()
		if now.UID != last.UID || now.Sequence <= last.Sequence || now.Modified <= last.Modified {
			t.Errorf("%s: %+v after %+v", name, now, last)
		}
		if (now.Status == "CANCELLED") != (scan[int](s,
			"SELECT CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END FROM deliverables WHERE id = ?", item) == 1) {
			t.Errorf("%s: it is %s", name, now.Status)
		}
		if now.Status == "CANCELLED" {
			ana.Post(notifications+mark+"/restore", url.Values{"version": {version()}}).Want(t, http.StatusSeeOther)
		}
		last = find()
	}
	if !strings.Contains(last.Summary, `Café; "plan", it's & more`) {
		t.Errorf("the title is read as %q", last.Summary)
	}
	ana.Post(notifications+mark+"/remove", url.Values{"version": {version()}}).Want(t, http.StatusSeeOther)
	find()
	s.Clock.Advance(30*24*time.Hour + time.Second)
	for _, e := range subscribe(s, path).Events {
		if e.UID == last.UID {
			t.Error("a tombstone stays for ever")
		}
	}
}

func TestFeedSupportsConditionalRequests(t *testing.T) {
	s := newSite(t)
	path, v := feedsOf(s, "petra")+"/me.ics", s.Visitor()
	tag := v.Get(path).Want(t, http.StatusOK).Header.Get("ETag")
	s.Clock.Advance(time.Hour)
	for _, have := range []string{tag, "W/" + tag, `"x", ` + tag} {
		v.Headers.Set("If-None-Match", have)
		if p := v.Get(path).Want(t, http.StatusNotModified); p.Content != "" {
			t.Errorf("304 with %q", p.Content)
		}
	}
	v.Headers.Set("If-None-Match", `"old"`)
	v.Get(path).Want(t, http.StatusOK)
	v.Do(http.MethodHead, path, nil).Want(t, http.StatusOK)
}

func TestFeedEndsWithAddressOrOwner(t *testing.T) {
	s := newSite(t)
	stranger, petra := s.Visitor(), s.As("petra")
	old := feedsOf(s, "petra")
	base := feedsOf(s, "petra")
	for _, path := range []string{old + "/me.ics", "/feeds/forged/me.ics", "/feeds/forged/calendar.ics",
		base + "/launches/no-such.ics", base + "/launches/real-time-notifications"} {
		stranger.Get(path).Want(t, http.StatusNotFound)
	}
	stranger.Get(base+"/calendar.ics").Want(t, http.StatusOK)
	if kept := scan[int](s, "SELECT COUNT(*) FROM feed_links WHERE token_hash = ?", strings.TrimPrefix(base, "/feeds/")); kept != 0 {
		t.Error("the secret is kept as it is")
	}
	petra.Post("/me/feeds/revoke", url.Values{}).Want(t, http.StatusSeeOther)
	stranger.Get(base+"/me.ics").Want(t, http.StatusNotFound)

	base = feedsOf(s, "vera")
	stranger.Get(base+"/me.ics").Want(t, http.StatusOK)
	ana, vera := s.As("ana"), s.PersonOf("Vera")
	form := valuesOf(ana.Get(vera+"/deactivate").Want(t, http.StatusOK), "form[action$='/deactivate']")
	ana.Post(vera+"/deactivate", form).Want(t, http.StatusSeeOther)
	stranger.Get(base+"/me.ics").Want(t, http.StatusNotFound)
}
