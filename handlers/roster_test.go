package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// shiftOf returns the id of the first shift of a person in a launch.
func (s *site) shiftOf(slug, name string) string {
	s.t.Helper()
	id := scan[string](s,
		`SELECT CAST(MIN(e.id) AS TEXT) FROM roster_entries e JOIN launches l ON l.id = e.launch_id JOIN users u ON u.id = e.user_id
		WHERE l.slug = ? AND u.name LIKE ? AND e.kind = 'shift'`, slug, name+"%")
	if id == "" {
		s.t.Fatalf("%s has no shift in %s", name, slug)
	}
	return id
}

const liveRoster = "/launches/two-step-sign-in-for-everybody/roster"

func TestRosterShowsProblemsAndFixes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	p := v.get(notifications+"/roster").want(t, http.StatusOK)
	text := p.Find("#problems").Text()
	for _, want := range []string{"Nobody is primary", "2 h", "is a junior, and nobody else is on call", "1 h"} {
		if !strings.Contains(text, want) {
			t.Errorf("the problems do not say %q: %s", want, text)
		}
	}
	if p.Find(".rota tbody tr").Length() != 14 {
		t.Errorf("%d rows in the week", p.Find(".rota tbody tr").Length())
	}
	// The link of the gap opens the form with its times; after saving, the gap is closed.
	href, _ := p.Find("#problems li:contains('Nobody is primary') a").First().Attr("href")
	form := v.get(href).want(t, http.StatusOK)
	in := form.filled("form.form")
	in.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Marek%'"))
	refused := v.post(notifications+"/roster", in).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(refused.Find(".summary").Text(), "has a shift then already: Secondary") {
		t.Errorf("who is secondary cannot be primary: %s", refused.Find(".summary").Text())
	}
	in.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Søren%'"))
	v.post(notifications+"/roster", in).want(t, http.StatusSeeOther)
	p = v.get(notifications+"/roster").want(t, http.StatusOK)
	if strings.Contains(p.Find("#problems").Text(), "Nobody is primary") {
		t.Errorf("still a gap: %s", p.Find("#problems").Text())
	}
	// The undo needs one press.
	undo := p.Find(".flash form").First()
	v.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if p = v.get(notifications + "/roster"); !strings.Contains(p.Find("#problems").Text(), "Nobody is primary") {
		t.Error("the undo did not take the shift back")
	}
}

func TestRotationPreviewAndAdd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	const path = "/launches/new-plans-and-prices/roster"
	if p := v.get(path).want(t, http.StatusOK); p.Find(".empty").Length() != 1 {
		t.Error("a launch without a roster does not say so")
	}
	in := v.get(path+"/rota").want(t, http.StatusOK).filled("form.form")
	for i, name := range []string{"Marek", "Søren", "Hugo", "Fatima"} {
		in.Set([]string{"person1", "person2", "person3", "person4"}[i],
			scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%"))
	}
	in.Set("do", "preview")
	p := v.post(path+"/rota", in).want(t, http.StatusOK)
	if p.Find("#preview tbody tr").Length() < 28 || p.Find("button[value=apply]").Length() != 1 {
		t.Fatalf("the preview: %s", p.Find("#preview").Text())
	}
	in.Set("do", "apply")
	v.post(path+"/rota", in).want(t, http.StatusSeeOther)
	p = v.get(path).want(t, http.StatusOK)
	if strings.Contains(p.Find("#problems").Text(), "Nobody") {
		t.Errorf("the roster lacks: %s", p.Find("#problems").Text())
	}
	for field, value := range map[string]string{"handoffs": "eight", "from": "soon", "role": "", "to": "1999-01-01",
		"zone": "Europe/Atlantis"} {
		bad := url.Values{}
		for k, vs := range in {
			bad[k] = vs
		}
		bad.Set(field, value)
		v.post(path+"/rota", bad).want(t, http.StatusUnprocessableEntity)
	}
}

func TestRosterFormShowsErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	good := v.get(notifications+"/roster/new").want(t, http.StatusOK).filled("form.form")
	good.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Søren%'"))
	good.Set("role", "primary")
	id := func(name string) string {
		return scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%")
	}
	for name, c := range map[string]struct{ field, value, at string }{
		"end before start": {"to_on", "2020-01-01", "to_at"}, "no day": {"from_on", "", "from_on"}, "no time": {"to_at", "noon", "to_at"},
		"a zone that is none": {"zone", "Europe/Atlantis", "from_on"}, "a viewer": {"person", id("Vera"), "person"},
		"nobody":           {"person", "", "person"},
		"somebody unknown": {"person", "99999", "person"}, "overlap": {"person", id("Marek"), "person"}, "another age": {"", "", "from_on"},
		"no role": {"role", "", "role"},
	} {
		in := url.Values{}
		for k, vs := range good {
			in[k] = vs
		}
		if in.Set(c.field, c.value); name == "another age" {
			in.Set("from_on", "9999-12-30")
			in.Set("to_on", "9999-12-30")
		}
		p := v.post(notifications+"/roster", in).want(t, http.StatusUnprocessableEntity)
		if p.Find("#f-"+c.at+"-err").Length() != 1 {
			t.Errorf("%s: no message at %s: %s", name, c.at, p.Find(".summary").Text())
		}
	}
	// A stale version shows both field by field; an entry of another launch is not found.
	shift := s.shiftOf("real-time-notifications", "Marek")
	edit := v.get(notifications+"/roster/"+shift).want(t, http.StatusOK).filled("form.form")
	edit.Set("note", "First")
	v.post(notifications+"/roster/"+shift, edit).want(t, http.StatusSeeOther)
	edit.Set("note", "Second")
	p := v.post(notifications+"/roster/"+shift, edit).want(t, http.StatusConflict)
	if !strings.Contains(p.body, "First") || !strings.Contains(p.body, "Second") {
		t.Error("the conflict does not show both")
	}
	v.get("/launches/search-that-forgives-typos/roster/"+shift).want(t, http.StatusNotFound)
	v.post("/launches/search-that-forgives-typos/roster/"+shift+"/remove", url.Values{"version": {"2"}}).want(t, http.StatusNotFound)
}

func TestSwapAccept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra, priya := s.as("petra"), s.as("priya")
	mine, theirs := s.shiftOf("real-time-notifications", "Petra"), s.shiftOf("real-time-notifications", "Priya")
	path := notifications + "/roster/" + mine + "/swap"
	priya.get(path).want(t, http.StatusForbidden)
	in := petra.get(path).want(t, http.StatusOK).filled("form.form")
	id := func(name string) string {
		return scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%")
	}
	in.Set("to", id("Petra"))
	petra.post(path, in).want(t, http.StatusUnprocessableEntity)
	in.Set("to", id("Priya"))
	in.Set("return", theirs)
	petra.post(path, in).want(t, http.StatusSeeOther)
	form := priya.get(notifications + "/roster").Find("#swaps form").First()
	petra.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusForbidden)
	priya.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusSeeOther)
	if who := scan[string](s, "SELECT u.name FROM roster_entries e JOIN users u ON u.id = e.user_id WHERE e.id = ?",
		mine); !strings.HasPrefix(who, "Priya") {
		t.Errorf("the shift is %s's", who)
	}
	priya.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusConflict)
}

func TestOnCallJSON(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("vera")
	var one struct {
		Slug     string
		OnCall   []struct{ Role, Person string } `json:"on_call"`
		Next     []struct{ Role, Person string }
		Problems []struct {
			Kind    string
			Minutes int
		}
	}
	p := v.get("/launches/two-step-sign-in-for-everybody/oncall.json").want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(p.body), &one); err != nil {
		t.Fatal(err)
	}
	if len(one.OnCall) != 2 || one.OnCall[0].Role != "primary" || len(one.Next) != 2 {
		t.Errorf("%s", p.body)
	}
	var all struct{ Launches []struct{ Slug string } }
	p = v.get("/oncall.json").want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(p.body), &all); err != nil || len(all.Launches) != 3 {
		t.Errorf("%v: %s", err, p.body)
	}
	if p := s.visitor().get("/oncall.json"); p.StatusCode == http.StatusOK {
		t.Error("who is on call is told to anybody")
	}

	// A tool without a session uses a person's secret address.
	base, tool := s.feedsOf("vera"), s.visitor()
	if got := tool.get(base+"/launches/two-step-sign-in-for-everybody/oncall.json").want(t, http.StatusOK); !strings.Contains(got.body,
		`"role":"primary"`) {
		t.Errorf("%s", got.body)
	}
	tool.get(base+"/oncall.json").want(t, http.StatusOK)
	tool.get(base+"/launches/no-such/oncall.json").want(t, http.StatusNotFound)
	v.post("/me/feeds/revoke", url.Values{}).want(t, http.StatusSeeOther)
	tool.get(base+"/oncall.json").want(t, http.StatusNotFound)
	tool.get(base+"/launches/two-step-sign-in-for-everybody/oncall.json").want(t, http.StatusNotFound)
	tool.get("/feeds/forged/oncall.json").want(t, http.StatusNotFound)
	if p := v.get("/oncall").want(t, http.StatusOK); p.Find("section").Length() != 3 {
		t.Errorf("%d launches on the organisation's page", p.Find("section").Length())
	}
}

func TestRosterSettingsEscalationHandover(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	in := v.get(notifications+"/roster/window").want(t, http.StatusOK).filled("form.form")
	in.Set("before", "x")
	v.post(notifications+"/roster/window", in).want(t, http.StatusUnprocessableEntity)
	in.Set("before", "4")
	in.Set("needs", "Database\nsecondary")
	v.post(notifications+"/roster/window", in).want(t, http.StatusSeeOther)
	if p := v.post(notifications+"/roster/window", in).want(t, http.StatusConflict); p.filled("form.form").Get("before") != "4" {
		t.Error("what was typed is lost")
	}
	if p := v.get(notifications + "/roster"); !strings.Contains(p.Find("#problems").Text(), "Nobody is database") {
		t.Errorf("a role of one's own is not needed: %s", p.Find("#problems").Text())
	}
	in = v.get(notifications+"/roster/escalation").want(t, http.StatusOK).filled("form.form")
	in.Set("wait2", "0")
	v.post(notifications+"/roster/escalation", in).want(t, http.StatusUnprocessableEntity)
	in.Set("wait2", "5")
	in.Set("who4", "role:Database")
	v.post(notifications+"/roster/escalation", in).want(t, http.StatusSeeOther)
	p := v.get(notifications+"/roster/escalation?on=2026-11-25&at=12:00").want(t, http.StatusOK)
	if !strings.Contains(p.Find("#dry").Text(), "Nobody is on call as database") {
		t.Errorf("the dry run: %s", p.Find("#dry").Text())
	}
	marek := s.as("marek")
	note := marek.get(liveRoster+"/handover").want(t, http.StatusOK)
	accept := note.Find("form:contains('Accept the handover')").First()
	v.post(accept.AttrOr("action", ""), filled(accept)).want(t, http.StatusForbidden)
	marek.post(accept.AttrOr("action", ""), filled(accept)).want(t, http.StatusSeeOther)
	in = note.filled("section:has(#leave) form")
	in.Set("open", "")
	marek.post(liveRoster+"/handover", in).want(t, http.StatusUnprocessableEntity)
	in.Set("open", "Nothing")
	marek.post(liveRoster+"/handover", in).want(t, http.StatusSeeOther)
}

func TestMoveTOffersToMoveRoster(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("ana")
	move := v.get(notifications+"/move?launch_on=2026-12-08&launch_time=10:00&zone=Europe/Berlin").want(t, http.StatusOK)
	if !strings.Contains(move.Find("#on-call").Text(), "would not cover") {
		t.Errorf("the preview says nothing of the roster: %s", move.Find("#on-call").Text())
	}
	in := url.Values{"launch_on": {"2026-12-08"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "reason": {"Later"},
		"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")}}
	v.post(notifications+"/move", in).want(t, http.StatusSeeOther)
	p := v.get(notifications+"/roster").want(t, http.StatusOK)
	form := p.Find("form[action$='/along']").First()
	if form.Length() != 1 {
		t.Fatal("nothing is offered")
	}
	v.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusSeeOther)
	p = v.get(notifications+"/roster").want(t, http.StatusOK)
	if p.Find("form[action$='/along']").Length() != 0 || p.Find(".flash form").Length() != 1 {
		t.Error("the roster did not follow, or cannot go back")
	}
}
