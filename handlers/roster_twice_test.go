package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// rosterRows counts the entries of the sample launch's roster.
func rosterRows(s *site) int {
	return scan[int](s, "SELECT COUNT(*) FROM roster_entries e JOIN launches l ON l.id = e.launch_id WHERE l.slug = ?", notificationsSlug)
}

func TestRosterFormsSubmittedTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, path := s.As("ana"), notifications+"/roster"
	before := rosterRows(s)

	// One shift, sent twice.
	in := v.Get(path+"/new?kind=shift&role=Database&from_on=2026-12-20&from_at=08:00&to_on=2026-12-20&to_at=10:00").Want(t,
		http.StatusOK).Filled("form.form")
	in.Set("role_own", "Database")
	in.Set("person", userOf(s, "Søren"))
	for range 2 {
		v.Post(path, in).Want(t, http.StatusSeeOther)
	}
	if n := rosterRows(s) - before; n != 1 {
		t.Fatalf("%d shifts by two presses", n)
	}
	// Its undo, pressed in two tabs: the second finds nothing.
	undo := v.Get(path).Find(".flash form").First()
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusNotFound)

	// A rotation.
	rota := v.Get(path + "/rota?from=2026-12-20&to=2026-12-21&role=Primary&handoffs=08:00&keep=1").Filled("form.form")
	rota.Set("person1", userOf(s, "Marek"))
	rota.Set("do", "apply")
	for range 2 {
		v.Post(path+"/rota", rota).Want(t, http.StatusSeeOther)
	}
	if n := rosterRows(s) - before; n != 1 {
		t.Errorf("%d shifts of one rota by two presses", n)
	}
	undo = v.Get(path).Find(".flash form").First()
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusConflict)

	// A takeover.
	take := v.Get(path).Find("form[action$='/take']").First()
	for range 2 {
		v.Post(take.AttrOr("action", ""), filled(take)).Want(t, http.StatusSeeOther)
	}
	if n := rosterRows(s) - before; n != 1 {
		t.Errorf("%d entries by taking over twice", n)
	}

	// A handover note, and its acceptance from a stale page.
	note := v.Get(path + "/handover").Filled("section:has(#leave) form")
	note.Set("to", userOf(s, "Marek"))
	note.Set("open", "Nothing, but watch the queue")
	for range 2 {
		v.Post(path+"/handover", note).Want(t, http.StatusSeeOther)
	}
	marek := s.As("marek")
	page := marek.Get(path + "/handover")
	accept := page.Find("form:contains('Accept the handover')")
	if accept.Length() != 1 {
		t.Fatalf("%d notes by two presses", accept.Length())
	}
	marek.Post(accept.AttrOr("action", ""), filled(accept)).Want(t, http.StatusSeeOther)
	marek.Post(accept.AttrOr("action", ""), filled(accept)).Want(t, http.StatusConflict)
}

func TestRosterConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, path := s.As("ana"), notifications+"/roster"
	shift := s.ShiftOf("real-time-notifications", "Marek")
	stale := v.Get(path + "/" + shift).Filled("form.form")
	fresh := v.Get(path + "/" + shift).Filled("form.form")
	fresh.Set("note", "Has the keys")
	v.Post(path+"/"+shift, fresh).Want(t, http.StatusSeeOther)
	v.Post(path+"/"+shift+"/remove", url.Values{"version": {stale.Get("version")}}).Want(t, http.StatusConflict)
	// Dragged on an outdated page.
	drag := url.Values{"by": {"hand"}, "version": {stale.Get("version")}, "zone": {stale.Get("zone")}, "from_on": {stale.Get("from_on")},
		"from_at": {"09:00"}, "to_on": {stale.Get("to_on")}, "to_at": {stale.Get("to_at")}}
	v.Post(path+"/"+shift, drag).Want(t, http.StatusConflict)
	// Dragged to an end before its start, or to no time at all: the form shows the error.
	drag.Set("version", "2")
	drag.Set("to_on", "2020-01-01")
	if p := v.Post(path+"/"+shift, drag).Want(t, http.StatusUnprocessableEntity); p.Find("#f-to_at-err").Length() != 1 {
		t.Errorf("no message at the end: %s", p.Find(".summary").Text())
	}
	drag.Set("to_on", stale.Get("to_on"))
	drag.Set("zone", "Europe/Atlantis")
	v.Post(path+"/"+shift, drag).Want(t, http.StatusUnprocessableEntity)
	drag.Set("zone", stale.Get("zone"))
	v.Post(path+"/"+shift, drag).Want(t, http.StatusSeeOther)
	if got := v.Get(path + "/" + shift).Filled("form.form"); got.Get("from_at") != "09:00" || got.Get("note") != "Has the keys" {
		t.Errorf("dragged, it is %v", got)
	}
	// The escalation in two tabs.
	steps := v.Get(path + "/escalation").Filled("form.form")
	v.Post(path+"/escalation", steps).Want(t, http.StatusSeeOther)
	steps.Set("wait1", "7")
	if p := v.Post(path+"/escalation", steps); p.StatusCode != http.StatusConflict && !strings.Contains(p.Content, "7") {
		t.Errorf("a stale escalation: %s", p.Status)
	}
}
