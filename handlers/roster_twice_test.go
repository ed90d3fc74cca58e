package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// rosterRows counts the entries of the sample launch's roster.
func (s *site) rosterRows() int {
	return scan[int](s, "SELECT COUNT(*) FROM roster_entries e JOIN launches l ON l.id = e.launch_id WHERE l.slug = ?", notificationsSlug)
}

func TestRosterFormsSubmittedTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, path := s.as("ana"), notifications+"/roster"
	before := s.rosterRows()

	// One shift, sent twice.
	in := v.get(path+"/new?kind=shift&role=Database&from_on=2026-12-20&from_at=08:00&to_on=2026-12-20&to_at=10:00").want(t,
		http.StatusOK).filled("form.form")
	in.Set("role_own", "Database")
	in.Set("person", s.userOf("Søren"))
	for range 2 {
		v.post(path, in).want(t, http.StatusSeeOther)
	}
	if n := s.rosterRows() - before; n != 1 {
		t.Fatalf("%d shifts by two presses", n)
	}
	// Its undo, pressed in two tabs: the second finds nothing.
	undo := v.get(path).Find(".flash form").First()
	v.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	v.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusNotFound)

	// A rotation.
	rota := v.get(path + "/rota?from=2026-12-20&to=2026-12-21&role=Primary&handoffs=08:00&keep=1").filled("form.form")
	rota.Set("person1", s.userOf("Marek"))
	rota.Set("do", "apply")
	for range 2 {
		v.post(path+"/rota", rota).want(t, http.StatusSeeOther)
	}
	if n := s.rosterRows() - before; n != 1 {
		t.Errorf("%d shifts of one rota by two presses", n)
	}
	undo = v.get(path).Find(".flash form").First()
	v.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	v.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusConflict)

	// A takeover.
	take := v.get(path).Find("form[action$='/take']").First()
	for range 2 {
		v.post(take.AttrOr("action", ""), filled(take)).want(t, http.StatusSeeOther)
	}
	if n := s.rosterRows() - before; n != 1 {
		t.Errorf("%d entries by taking over twice", n)
	}

	// A handover note, and its acceptance from a stale page.
	note := v.get(path + "/handover").filled("section:has(#leave) form")
	note.Set("to", s.userOf("Marek"))
	note.Set("open", "Nothing, but watch the queue")
	for range 2 {
		v.post(path+"/handover", note).want(t, http.StatusSeeOther)
	}
	marek := s.as("marek")
	page := marek.get(path + "/handover")
	accept := page.Find("form:contains('Accept the handover')")
	if accept.Length() != 1 {
		t.Fatalf("%d notes by two presses", accept.Length())
	}
	marek.post(accept.AttrOr("action", ""), filled(accept)).want(t, http.StatusSeeOther)
	marek.post(accept.AttrOr("action", ""), filled(accept)).want(t, http.StatusConflict)
}

func TestRosterConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, path := s.as("ana"), notifications+"/roster"
	shift := s.shiftOf("real-time-notifications", "Marek")
	stale := v.get(path + "/" + shift).filled("form.form")
	fresh := v.get(path + "/" + shift).filled("form.form")
	fresh.Set("note", "Has the keys")
	v.post(path+"/"+shift, fresh).want(t, http.StatusSeeOther)
	v.post(path+"/"+shift+"/remove", url.Values{"version": {stale.Get("version")}}).want(t, http.StatusConflict)
	// Dragged on an outdated page.
	drag := url.Values{"by": {"hand"}, "version": {stale.Get("version")}, "zone": {stale.Get("zone")}, "from_on": {stale.Get("from_on")},
		"from_at": {"09:00"}, "to_on": {stale.Get("to_on")}, "to_at": {stale.Get("to_at")}}
	v.post(path+"/"+shift, drag).want(t, http.StatusConflict)
	// Dragged to an end before its start, or to no time at all: the form shows the error.
	drag.Set("version", "2")
	drag.Set("to_on", "2020-01-01")
	if p := v.post(path+"/"+shift, drag).want(t, http.StatusUnprocessableEntity); p.Find("#f-to_at-err").Length() != 1 {
		t.Errorf("no message at the end: %s", p.Find(".summary").Text())
	}
	drag.Set("to_on", stale.Get("to_on"))
	drag.Set("zone", "Europe/Atlantis")
	v.post(path+"/"+shift, drag).want(t, http.StatusUnprocessableEntity)
	drag.Set("zone", stale.Get("zone"))
	v.post(path+"/"+shift, drag).want(t, http.StatusSeeOther)
	if got := v.get(path + "/" + shift).filled("form.form"); got.Get("from_at") != "09:00" || got.Get("note") != "Has the keys" {
		t.Errorf("dragged, it is %v", got)
	}
	// The escalation in two tabs.
	steps := v.get(path + "/escalation").filled("form.form")
	v.post(path+"/escalation", steps).want(t, http.StatusSeeOther)
	steps.Set("wait1", "7")
	if p := v.post(path+"/escalation", steps); p.StatusCode != http.StatusConflict && !strings.Contains(p.body, "7") {
		t.Errorf("a stale escalation: %s", p.Status)
	}
}
