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

// feed is a feed that is read repeatedly. Each read checks that no event has lost its UID or has a
// lower sequence number.
type feed struct {
	s    *site
	path string
	last map[string]icstest.Event
}

func (f *feed) look() map[string]icstest.Event {
	t := f.s.T
	t.Helper()
	now := map[string]icstest.Event{}
	for _, e := range subscribe(f.s, f.path).Events {
		if _, twice := now[e.UID]; twice {
			t.Errorf("%s: two events are %s", f.path, e.UID)
		}
		now[e.UID] = e
		was, there := f.last[e.UID]
		was.Sequence, was.Modified = e.Sequence, e.Modified
		switch before := f.last[e.UID]; {
		case !there:
		case was != e && (e.Sequence <= before.Sequence || e.Modified <= before.Modified):
			t.Errorf("%s: changed without a higher sequence: %+v after %+v", f.path, e, before)
		case e.Sequence < before.Sequence || e.Modified < before.Modified:
			t.Errorf("%s: went back: %+v after %+v", f.path, e, before)
		}
	}
	for uid, e := range f.last {
		if _, still := now[uid]; !still {
			t.Errorf("%s: %q went without being cancelled", f.path, e.Summary)
		}
	}
	f.last = now
	return now
}

// named returns the events with a title prefix and a status.
func named(events map[string]icstest.Event, prefix, status string) (out []icstest.Event) {
	for _, e := range events {
		if strings.HasPrefix(e.Summary, prefix) && e.Status == status {
			out = append(out, e)
		}
	}
	return out
}

func TestFeedsShowShifts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	base := feedsOf(s, "petra")
	petra, priya := &feed{s: s, path: base + "/me.ics"}, &feed{s: s, path: feedsOf(s, "priya") + "/me.ics"}
	all := &feed{s: s, path: base + "/launches/real-time-notifications.ics"}
	look := func() (a, b, c map[string]icstest.Event) { t.Helper(); return petra.look(), priya.look(), all.look() }
	before, theirs, whole := look()
	if len(named(before, "On call: Primary · Real-time", "CONFIRMED")) == 0 || len(named(whole, "On call: Petra", "CONFIRMED")) == 0 {
		t.Fatalf("Petra's shifts are not there: %+v", before)
	}
	for _, e := range named(whole, "On call: ", "CONFIRMED") {
		if e.Zone != "Europe/Berlin" || e.End == "" || !strings.HasSuffix(e.Summary, "ary)") {
			t.Errorf("a shift is told as %+v", e)
		}
	}
	mine := s.ShiftOf("real-time-notifications", "Petra")
	uid := ""
	for _, e := range named(whole, "On call: Petra", "CONFIRMED") {
		if strings.HasPrefix(e.UID, "shift-"+mine+"-") {
			uid = e.UID
		}
	}

	// After a swap, the shift is cancelled in her feed, added to the other's, and the same event in
	// the launch's.
	v := s.As("petra")
	path := notifications + "/roster/" + mine + "/swap"
	in := v.Get(path).Want(t, http.StatusOK).Filled("form.form")
	in.Set("to", userOf(s, "Priya"))
	s.Clock.Advance(time.Minute)
	v.Post(path, in).Want(t, http.StatusSeeOther)
	w := s.As("priya")
	form := w.Get(notifications + "/roster").Find("#swaps form").First()
	w.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusSeeOther)
	after, others, whole := look()
	if after[uid].Status != "CANCELLED" || others[uid].Status != "CONFIRMED" || !strings.HasPrefix(whole[uid].Summary, "On call: Priya") {
		t.Errorf("swapped: %+v; %+v; %+v", after[uid], others[uid], whole[uid])
	}
	if len(others) != len(theirs)+1 {
		t.Errorf("Priya has %d events after %d", len(others), len(theirs))
	}

	// An override in the middle divides the shift, and is removed again.
	s.Clock.Advance(time.Minute)
	var from, to int64
	scanTo(s, "SELECT from_at FROM roster_entries WHERE id = "+mine, &from)
	scanTo(s, "SELECT to_at FROM roster_entries WHERE id = "+mine, &to)
	mid := time.UnixMilli((from + to) / 2).UTC()
	out := url.Values{"kind": {"remove"}, "out": {userOf(s, "Priya")}, "zone": {"UTC"}, "from_on": {mid.Format("2006-01-02")},
		"from_at": {mid.Format("15:04")},
		"to_on":   {mid.Format("2006-01-02")}, "to_at": {mid.Add(time.Hour).Format("15:04")}, "key": {"cut"}}
	w.Post(notifications+"/roster", out).Want(t, http.StatusSeeOther)
	_, others, _ = look()
	second := strings.TrimSuffix(uid, "-0@t-minus") + "-1@t-minus"
	if others[uid].Status != "CONFIRMED" || others[second].Status != "CONFIRMED" || others[uid].End >= others[second].Start {
		t.Errorf("cut: %+v and %+v", others[uid], others[second])
	}
	s.Clock.Advance(time.Minute)
	undo := w.Get(notifications + "/roster").Find(".flash form").First()
	w.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	_, others, _ = look()
	if others[uid].Status != "CONFIRMED" || others[second].Status != "CANCELLED" {
		t.Errorf("whole again: %+v and %+v", others[uid], others[second])
	}

	// The shift is removed from the roster.
	s.Clock.Advance(time.Minute)
	version := strconv.Itoa(scan[int](s, "SELECT version FROM roster_entries WHERE id = "+mine))
	w.Post(notifications+"/roster/"+mine+"/remove", url.Values{"version": {version}}).Want(t, http.StatusSeeOther)
	_, others, whole = look()
	if others[uid].Status != "CANCELLED" || whole[uid].Status != "CANCELLED" {
		t.Errorf("removed: %+v; %+v", others[uid], whole[uid])
	}
	s.Clock.Advance(30*24*time.Hour + time.Second)
	for _, e := range subscribe(s, priya.path).Events {
		if e.UID == uid {
			t.Error("a tombstone stays for ever")
		}
	}
}

// userOf returns the id of a person.
func userOf(s *site, name string) string {
	s.T.Helper()
	return scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%")
}

func TestFeedCancelsItemsOfFormerOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	mine := &feed{s: s, path: feedsOf(s, "marek") + "/me.ics"}
	item := scan[string](s,
		`SELECT CAST(MIN(d.id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id JOIN users u ON u.id = d.owner_id
		WHERE l.slug = ? AND u.name LIKE 'Marek%' AND d.due_on > '2026-11-16' AND d.status NOT IN ('skipped')`, notificationsSlug)
	page := notifications + "/deliverables/" + item
	find := func() icstest.Event {
		t.Helper()
		for _, e := range mine.look() {
			if strings.HasSuffix(e.URL, page) {
				return e
			}
		}
		t.Fatal("the item is not in the feed")
		return icstest.Event{}
	}
	first := find()
	for _, step := range []struct{ name, field, value, status string }{
		{"handed over", "owner", userOf(s, "Søren"), "CANCELLED"}, {"given back", "owner", userOf(s, "Marek"), "CONFIRMED"},
		{"without a date", "due_on", "", "CANCELLED"}, {"dated again", "due_on", "2026-11-27", "CONFIRMED"},
	} {
		s.Clock.Advance(time.Minute)
		form := ana.Get(page + "/edit").Filled("form[action$='" + page + "']")
		if !form.Has(step.field) {
			t.Fatalf("the form has no %q: %v", step.field, form)
		}
		if step.value == "" {
			form.Set("starts_on", "")
		}
		form.Set(step.field, step.value)
		form.Del("reviewer")
		ana.Post(page, form).Want(t, http.StatusSeeOther)
		if e := find(); e.Status != step.status || e.UID != first.UID {
			t.Errorf("%s: %+v", step.name, e)
		}
	}
	shifts := len(named(mine.last, "On call: ", "CONFIRMED"))
	s.Clock.Advance(time.Minute)
	off := ana.Get(notifications+"/edit").Want(t, http.StatusOK).Find(
		"form:has(button[value=cancelled]), form:has(input[value=cancelled])").First()
	values := filled(off)
	values.Set("state", "cancelled")
	values.Set("reason", "Called off")
	ana.Post(off.AttrOr("action", ""), values).Want(t, http.StatusSeeOther)
	if e := find(); e.Status != "CANCELLED" {
		t.Errorf("called off with its launch: %+v", e)
	}
	if left := len(named(mine.last, "On call: ", "CONFIRMED")); shifts == 0 || left >= shifts {
		t.Errorf("%d of %d shifts stand after the launch was called off", left, shifts)
	}
}
